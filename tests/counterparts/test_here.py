"""Public clients of the HERE search, pointed at a server of ours by nothing but its address.

What they ask for is in ``here/``, one program for each.
"""

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from plugdex.directory.keys import create_key
from plugdex.stores.sqlite import open_sqlite
from tests.api.search_world import NAMES, PLACES, PREFIX, distance, meets
from tests.api.servers import WAIT_SECONDS, serving
from tests.counterparts.environments import HERE, python_for
from tests.places import take_in

pytestmark = pytest.mark.slow
Run = Callable[[str], dict[str, Any]]


@pytest.fixture(scope="module", name="run")
def _run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    """Runs a client against a server that wants a key."""
    path = tmp_path_factory.mktemp("here") / "here.db"
    store = open_sqlite(path)
    take_in(store, *PLACES.values())
    key = create_key(store, "client", [], datetime.now(UTC))
    store.close()
    python = python_for("here")
    with serving(path) as client:

        def run(program: str) -> dict[str, Any]:
            url = str(client.base_url).rstrip("/")
            command = [str(python), str(Path("here") / f"{program}.py"), url, key]
            done = subprocess.run(
                command, cwd=HERE, capture_output=True, text=True, timeout=2 * WAIT_SECONDS
            )
            assert done.returncode == 0, done.stderr
            return dict(json.loads(done.stdout))

        yield run


def of(ids: list[str]) -> list[str]:
    """Places by our ids."""
    return [NAMES[each] for each in ids]


def near(metres: float) -> set[str]:
    """The places around the centre."""
    return {name for name in PLACES if distance(name) <= metres}


def test_search_demo(run: Run) -> None:
    """The vendor's demo finds fast chargers, along a route too, and draws them."""
    found = run("demo")
    wanted = [n for n, each in PLACES.items() if meets(each.location, {"minPower": 50})]

    assert of(found["browsed"]) == sorted(wanted, key=distance)
    assert found["one"] == "Nearest"
    assert set(found["discovered"]) == {"Fast One"}
    assert found["excursions"] == sorted(found["excursions"])
    assert "near" in of(found["along"])
    assert re.search(r"CCS2 / 150kW \[1/2\]", found["cards"][0])
    assert re.search(r">Jaarbeursplein 6, 3521AL Utrecht, NLD<", found["cards"][0])
    assert len(found["correlation"]) == 36


def test_location_services(run: Run) -> None:
    """The vendor's services find by category, circle, box and country."""
    found = run("services")

    assert len(found["browsed"]) == len(found["points"]) == 5
    assert set(of(found["circle"])) == near(5000)
    assert "near" in of(found["box"])
    assert {PLACES[name].location.country for name in of(found["country"])} == {"DEU"}
    assert found["one"] == found["browsed"][0]
    assert found["one"].startswith(PREFIX)


def test_herepy(run: Run) -> None:
    """herepy finds by words, circle and country, and knows a wrong key when it is told."""
    found = run("places")

    assert set(found["words"]) == {"Fast One"}
    assert set(of(found["circle"])) == near(5000)
    assert {PLACES[name].location.country for name in of(found["country"])} == {"DEU"}
    assert found["refusal"] == "These credentials do not authorize access"
