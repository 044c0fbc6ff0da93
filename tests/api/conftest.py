"""One server for all tests of the HTTP side, over a store with known locations."""

from datetime import UTC, datetime

import pytest

from plugdex.directory.keys import create_key
from plugdex.directory.records import location_content_id
from plugdex.stores.sqlite import open_sqlite
from tests.api.search_world import PLACES
from tests.api.servers import serving
from tests.api.world import TARIFFS, WORLD
from tests.places import take_in


@pytest.fixture(scope="session")
def world(tmp_path_factory):
    """The store's path, the content id of each location by its own id, and the keys."""
    path = tmp_path_factory.mktemp("world") / "world.db"
    store = open_sqlite(path)
    take_in(store, *WORLD, *TARIFFS)
    keys = {
        "plain": create_key(store, "plain", [], datetime.now(UTC)),
        "all": create_key(
            store, "all", ["predictions", "reliability", "truckRestrictions"], datetime.now(UTC)
        ),
    }
    store.close()
    ids = {each.location.id: location_content_id(each.location) for each in WORLD}
    return path, ids, keys


@pytest.fixture(scope="session")
def server(world):
    """A client of the running server."""
    with serving(world[0]) as client:
        yield client


@pytest.fixture
def ids(world):
    """Content ids by own ids."""
    return world[1]


@pytest.fixture
def keys(world):
    """Keys by name."""
    return world[2]


@pytest.fixture
def ask(server, keys):
    """Ask the v3 dialect with the key that may do everything."""

    def get(path, key="all", **params):
        headers = {"Authorization": f"Bearer {keys[key]}"} if key else {}
        return server.get(f"/v3{path}", params=params, headers=headers)

    return get


@pytest.fixture(scope="session")
def searched(tmp_path_factory):
    """A client of an open server with the places that are searched for."""
    path = tmp_path_factory.mktemp("searched") / "searched.db"
    store = open_sqlite(path)
    take_in(store, *PLACES.values())
    store.close()
    with serving(path, "--open") as client:
        yield client


@pytest.fixture(scope="session")
def find(searched):
    """Ask the search dialect; the answer must be 200."""

    def get(path, **params):
        answer = searched.get(f"/v1{path}", params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    return get
