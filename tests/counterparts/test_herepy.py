"""HerePy, a client that was written for the HERE API, against a server of ours."""

import json
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from plugdex.directory.keys import create_key
from plugdex.directory.records import location_content_id
from plugdex.stores.sqlite import open_sqlite
from tests.api.servers import WAIT_SECONDS, serving
from tests.api.v2_world import PLAIN, V2_WORLD
from tests.counterparts.environments import HERE, python_for
from tests.places import take_in

pytestmark = pytest.mark.slow

Call = Callable[..., Any]


@pytest.fixture(scope="module", name="call")
def _call(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Call]:
    """Call a method of the library against a server with a key."""
    python = python_for("herepy")
    path = tmp_path_factory.mktemp("herepy") / "v2.db"
    store = open_sqlite(path)
    take_in(store, *V2_WORLD)
    key = create_key(store, "herepy", [], datetime.now(UTC))
    store.close()
    with serving(path) as client:

        def call(method: str, key: str = key, **arguments: Any) -> Any:
            base = f"{client.base_url}/ev/".replace("//ev", "/ev")
            command = [str(python), str(HERE / "herepy_client.py"), base, key, method]
            done = subprocess.run(
                [*command, json.dumps(arguments)],
                capture_output=True,
                text=True,
                timeout=WAIT_SECONDS,
            )
            assert done.returncode == 0, done.stderr
            return json.loads(done.stdout)

        yield call


def pools(answer: Any) -> list[str]:
    """The pool ids of an answer."""
    return [each["poolId"] for each in answer["evStations"]["evStation"]]


def test_circle_and_details(call: Call) -> None:
    """What a circle finds can be looked up by its id."""
    found = call("get_stations_circular_search", latitude=52.0, longitude=5.0, radius=300)
    assert pools(found) == [location_content_id(PLAIN)]
    (station,) = found["evStations"]["evStation"]
    details = call("get_station_details", station_id=station["id"])
    assert pools(details) == pools(found)
    assert details["evStations"]["evStation"][0]["name"] == PLAIN.name


def test_pages_of_a_box(call: Call) -> None:
    """Its own paging, by the number of results, comes to the end."""
    seen: list[str] = []
    more = True
    while more:
        box = {"top_left": [51.1, 4.9], "bottom_right": [50.9, 5.2]}
        page = call("get_stations_bounding_box", **box, maxresults=25, offset=len(seen))
        seen += pools(page)
        more = page.get("hasMore", False)  # its objects leave out what is false
    assert len(seen) == len(set(seen)) == 60


def test_corridor_without_width(call: Call) -> None:
    """It sends the path alone, so there is a width to fall back to."""
    types = ["tesla_connector", "jevs_g_105"]
    found = call("get_stations_corridor", points=[52, 5, 52, 5.1], connectortypes=types)
    assert found["count"] == len(pools(found)) == 2


def test_nothing_found_is_an_answer(call: Call) -> None:
    """An empty page is no error for it."""
    found = call("get_stations_circular_search", latitude=0, longitude=0, radius=300)
    assert pools(found) == []


def test_errors(call: Call) -> None:
    """It knows bad credentials from other failures, and has our words."""
    circle = {"latitude": 52, "longitude": 5, "radius": 300}
    refused = call("get_stations_circular_search", key="wrong", **circle)
    assert refused["error"] == "UnauthorizedError"
    wide = call("get_stations_circular_search", **circle | {"radius": 200_001})
    assert "the radius must be an integer from 1 to 200000 metres" in wide["message"]
