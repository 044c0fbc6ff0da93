"""An exported PMTiles archive on any web server, drawn by a browser that reads it in pieces."""

import threading
from pathlib import Path

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.responses import FileResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from plugdex.exports.output import written
from plugdex.exports.pmtiles_file import PmtilesExporter
from plugdex.exports.selection import EVERYTHING, select
from plugdex.stores.sqlite import open_sqlite
from tests.api.servers import free_port
from tests.exports.exporting import edition
from tests.places import take_in
from tests.web.conftest import absent
from tests.web.places import readings

MODULES = Path(__file__).parents[2] / "web" / "node_modules"
PAGE = Path(__file__).with_name("archive.html")
GOUDA = "52.0115/4.7105"


@pytest.fixture(scope="module")
def archive(tmp_path_factory) -> Path:
    """The archive of a town."""
    folder = tmp_path_factory.mktemp("archive")
    path = folder / "ev.pmtiles"
    opened = open_sqlite(folder / "ev.db")
    take_in(opened, *readings())
    with written(path) as sink:
        PmtilesExporter().write(select(opened.reads(), EVERYTHING), sink, edition())
    opened.close()
    return path


@pytest.fixture(scope="module")
def host(archive):
    """A web server that has a page, libraries and the archive; yields its address."""
    if not (MODULES / "pmtiles").is_dir():
        absent("the libraries of the map are not installed; run: make web")
    app = Starlette(
        routes=[
            Route("/", lambda _: FileResponse(PAGE)),
            Route("/ev.pmtiles", lambda _: FileResponse(archive)),
            Mount("/maplibre", StaticFiles(directory=MODULES / "maplibre-gl" / "dist")),
            Mount("/pmtiles", StaticFiles(directory=MODULES / "pmtiles" / "dist")),
        ]
    )
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


@pytest.fixture
def page(chromium, host):
    """Opens the page at a place; at the end nothing may have gone wrong unseen."""
    problems = []
    made = chromium.new_page(viewport={"width": 900, "height": 700})
    made.on("pageerror", lambda error: problems.append(str(error)))
    made.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)

    def open_at(place):
        made.goto(f"{host}/#{place}")
        made.wait_for_function("window.drawn && window.drawn.length")
        return made

    yield open_at
    made.close()
    assert problems == []


def test_from_near_every_location_tells_all(page):
    """Beyond the last zoom level of the archive, too."""
    drawn = page(f"16/{GOUDA}").evaluate("window.drawn")
    assert {each["layer"] for each in drawn} == {"locations"}
    assert all(each["id"].startswith("pdx") and each["connectors"] for each in drawn)


def test_from_afar_there_are_clusters(page):
    drawn = page(f"8/{GOUDA}").evaluate("window.drawn")
    assert max(each.get("count", 1) for each in drawn) > 10


def test_the_archive_is_read_in_pieces(page, archive, host):
    asked = []
    opened = page(f"14/{GOUDA}")
    opened.on("request", lambda request: asked.append(request.headers.get("range")))
    opened.reload()
    opened.wait_for_function("window.drawn && window.drawn.length")
    ranges = [each for each in asked if each]
    assert ranges
    assert all(each.startswith("bytes=") for each in ranges)


def test_the_map_says_whose_data_it_shows(page):
    assert "The testers" in page(f"8/{GOUDA}").evaluate("window.attribution")
