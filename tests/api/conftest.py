"""One server for all tests of the HTTP side, over a store with known locations."""

from datetime import UTC, datetime

import pytest

from plugdex.directory.keys import create_key
from plugdex.directory.records import location_content_id
from plugdex.stores.sqlite import open_sqlite
from tests.api.servers import serving
from tests.api.v2_world import V2_WORLD
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
def v2_world(tmp_path_factory):
    """The store's path, pool ids by own ids, and a key, of the world of HERE v2."""
    path = tmp_path_factory.mktemp("v2") / "v2.db"
    store = open_sqlite(path)
    take_in(store, *V2_WORLD)
    key = create_key(store, "v2", [], datetime.now(UTC))
    store.close()
    return path, {each.location.id: location_content_id(each.location) for each in V2_WORLD}, key


@pytest.fixture(scope="session")
def v2_server(v2_world):
    """A client of a server of that world."""
    with serving(v2_world[0]) as client:
        yield client


@pytest.fixture
def pools(v2_world):
    """Pool ids by own ids."""
    return v2_world[1]


@pytest.fixture
def ask_v2(v2_server, v2_world):
    """Ask the v2 dialect with a key."""

    def get(path, **params):
        headers = {"Authorization": f"Bearer {v2_world[2]}"}
        return v2_server.get(f"/ev{path}", params=params, headers=headers)

    return get
