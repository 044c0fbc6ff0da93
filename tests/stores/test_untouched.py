"""A load that brings nothing new writes nothing."""

import apsw

from plugdex.stores.sqlite import open_sqlite
from tests.places import location, reading, take_in


def test_second_load_writes_nothing(tmp_path):
    """Another connection sees no change after the same load a second time."""
    path = tmp_path / "test.db"
    store = open_sqlite(path)
    places = [reading(location(f"L{number}")) for number in range(500)]
    witness = apsw.Connection(str(path))

    def version():
        return witness.execute("PRAGMA data_version").get

    take_in(store, *places)
    before = version()
    take_in(store, *places)

    assert version() == before
    take_in(store, *places[:-1], reading(location("new")))
    assert version() != before
    store.close()
