"""A store with places and keys, and servers over it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from plugdex.directory.keys import create_key
from plugdex.directory.rates import read_rates
from plugdex.directory.records import location_content_id
from plugdex.stores.sqlite import open_sqlite
from tests.api.world import TARIFFS, WORLD
from tests.places import take_in


class Stock(NamedTuple):
    """A store's path, keys by name, and the id of a location."""

    path: Path
    keys: dict[str, str]
    location: str


@pytest.fixture(scope="session")
def stock(tmp_path_factory):
    """The store that servers of these tests read."""
    path = tmp_path_factory.mktemp("security") / "s.db"
    store = open_sqlite(path)
    take_in(store, *WORLD, *TARIFFS)
    now = datetime.now(UTC)
    past, later = now - timedelta(days=2), now + timedelta(days=1)
    keys = {
        "plain": create_key(store, "plain", [], now),
        "over": create_key(store, "over", [], past, expires=past + timedelta(days=1)),
        "lasting": create_key(store, "lasting", [], now, expires=later),
    }
    for dialect in ("v3", "v2", "search"):
        name = f"rated {dialect}"
        keys[name] = create_key(store, name, [], now, rates=read_rates("3/day"))
    store.close()
    return Stock(path, keys, location_content_id(WORLD[0].location))
