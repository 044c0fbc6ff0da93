"""How the map page is served; what it may load."""

import re
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from plugdex.api.map_page import MapPage, built_page, policy

LIMIT = 400_000
"""Bytes of script, compressed."""


def served(folder, style=""):
    """A client of the page of a folder."""
    page = MapPage(folder, style)
    routes = [Route("/", page.home), Route("/assets/{name}", page.asset)]
    return TestClient(Starlette(routes=routes))


def test_not_built(tmp_path):
    """Without the built page the answer says how to build it."""
    answer = served(tmp_path).get("/")

    assert answer.status_code == 503
    assert "make web" in answer.text


def test_policy_is_strict():
    """By default the page may load from us only, and runs no inline script or style."""
    assert "unsafe" not in policy("")
    assert "http" not in policy("")


@pytest.mark.parametrize(
    ("style", "origin"),
    [
        ("https://tiles.example/styles/liberty?key=1", " https://tiles.example;"),
        ("https://tiles.example:8443/s.json", " https://tiles.example:8443;"),
        ("/style.json", None),
        ("https://evil.example; script-src *", None),
        ("javascript:alert(1)", None),
    ],
)
def test_policy_opens_for_the_style(style, origin):
    """Exactly the server of the style may be asked, and only for data and pictures."""
    opened = re.findall(r"(\S+-src) [^;]*https://tiles[^;]*;", policy(style))

    assert opened == (["img-src", "connect-src"] if origin else [])
    assert origin is None or origin in policy(style)
    assert "*" not in policy(style)


def test_style_cannot_break_out(tmp_path):
    """The address of the style stays inside its attribute."""
    (tmp_path / "index.html").write_text('<meta name="plugdex-map-style" content="" />')
    answer = served(tmp_path, 'https://a.example/"><script>x</script>&b=1').get("/")

    assert "<script>" not in answer.text
    assert "&amp;b=1" in answer.text


def test_assets(server):
    """Assets are compressed, kept for ever, and unpacked for a client that cannot."""
    page = server.get("/")
    script = re.search(r'src="(/assets/[^"]+\.js)"', page.text)[1]
    packed = server.get(script, headers={"accept-encoding": "gzip"})
    plain = server.get(script, headers={"accept-encoding": "identity"})

    assert packed.headers["content-encoding"] == "gzip"
    assert "immutable" in packed.headers["cache-control"]
    assert page.headers["cache-control"] == "no-cache"
    assert "content-encoding" not in plain.headers
    assert plain.content == packed.content


def test_no_such_asset(server):
    """A name that is none of ours leads nowhere."""
    assert server.get("/assets/..%2findex.html").status_code == 404
    assert server.get("/assets/nothing.js").status_code == 404


def test_scripts_are_small(server):
    """All scripts together stay below their limit."""
    folder = Path(str(built_page() / "assets"))

    assert 0 < sum(file.stat().st_size for file in folder.glob("*.js.gz")) <= LIMIT
