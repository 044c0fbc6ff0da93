"""A style of the operator's: streets from another server, and from no other than that."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from tests.api.servers import serving
from tests.web.places import NEAR
from tests.web.visit import Visit

ROAD = {"type": "LineString", "coordinates": [[5.28, 52.70], [5.30, 52.70]]}


class Elsewhere(ThreadingHTTPServer):
    """A server of styles: one with a road, one that wants its tiles from a third server."""

    def __init__(self, third=""):
        super().__init__(("127.0.0.1", 0), Answer)
        self.address = f"http://127.0.0.1:{self.server_port}"
        self.asked = []
        layer = {"id": "road", "type": "line", "source": "streets"}
        road = {"type": "geojson", "data": ROAD, "attribution": "Streets Ltd"}
        tiles = {"type": "vector", "tiles": [f"{third}/{{z}}/{{x}}/{{y}}.pbf"]}
        self.answers = {
            "/streets.json": self.style(road, layer),
            "/foreign.json": self.style(tiles, layer | {"source-layer": "roads"}),
        }

    def style(self, source, layer):
        """A style of one source and one layer."""
        return {"version": 8, "sources": {"streets": source}, "layers": [layer]}


class Answer(BaseHTTPRequestHandler):
    """Answers pages of any origin, and remembers what was asked."""

    def do_GET(self):
        """Answer with JSON."""
        self.server.asked.append(self.path)
        body = json.dumps(self.server.answers.get(self.path, {})).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("access-control-allow-origin", "*")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format, *args):
        """Say nothing."""


@pytest.fixture(scope="module")
def servers():
    """A server of styles, and the third one."""
    with Elsewhere() as third, Elsewhere(third.address) as styles:
        for each in (third, styles):
            Thread(target=each.serve_forever, daemon=True).start()
        yield styles, third
        for each in (third, styles):
            each.shutdown()


@pytest.fixture
def styled(chromium, store, servers, monkeypatch):
    """Opens the map with a style of that server."""

    def open_map(name):
        monkeypatch.setenv("PLUGDEX_MAP_STYLE", f"{servers[0].address}/{name}")
        with serving(store, "--open") as client:
            visit = Visit(chromium, str(client.base_url), others=(servers[0].address,))
            visit.open(NEAR)
            visit.attribution = visit.page.locator(".maplibregl-ctrl-attrib").inner_text()
            visit.shown = visit.rendered()
            visit.close()
        return visit

    return open_map


def test_streets(styled, servers):
    """The style and the locations are shown, with its attribution, and nothing is refused."""
    map = styled("streets.json")

    assert map.shown["locations"] == 3
    assert "Streets Ltd" in map.attribution
    assert "/streets.json" in servers[0].asked
    assert map.problems == []


def test_no_third_server(styled, servers):
    """A third server is not asked, also not by the map's worker; the locations are shown."""
    map = styled("foreign.json")

    assert map.shown["locations"] == 3
    assert servers[1].asked == []
