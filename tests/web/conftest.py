"""A real server, a real browser: the system's Chromium, driven without any download."""

import os
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from plugdex.api.map_page import is_built
from plugdex.stores.sqlite import open_sqlite
from tests.api.servers import serving
from tests.places import take_in
from tests.web.places import readings
from tests.web.visit import Visit

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""WebGL without a graphics card, and no calls home."""


def absent(reason):
    """Skip on a desk; CI must not pass without the tests."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def store(tmp_path_factory):
    """The path of a store with a town."""
    if not is_built():
        absent("the map page is not built; run: make web")
    path: Path = tmp_path_factory.mktemp("map") / "map.db"
    store = open_sqlite(path)
    take_in(store, *readings())
    store.close()
    return path


@pytest.fixture(scope="session")
def server(store):
    """A server of that store, and a client of it."""
    with serving(store, "--open") as client:
        yield client


@pytest.fixture(scope="module")
def chromium():
    """The browser; ends with its module, since its event loop bars tests that run their own."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        absent(f"there is none of {', '.join(BROWSERS)}; on Debian: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def visit(server, chromium):
    """Opens the map as a new visitor; at the end nothing may have gone wrong unseen."""
    visits = []

    def open_map(hash="", **options):
        visits.append(Visit(chromium, str(server.base_url), **options))
        visits[-1].open(hash)
        return visits[-1]

    yield open_map
    for each in visits:
        each.close()
    assert [problem for each in visits for problem in each.problems] == []
