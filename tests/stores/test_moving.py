"""Stores as a whole: copied, kept, checked."""

import apsw
import psycopg
import pytest

from plugdex.api.prepared import Prepared
from plugdex.directory.asked import Find
from plugdex.directory.checking import faults
from plugdex.directory.copying import copy_store, digest
from plugdex.directory.kept import KeyRow
from plugdex.model.errors import StoreError
from plugdex.settings import Settings
from plugdex.stores.postgres import PostgresStore, open_postgres
from plugdex.stores.sqlite import open_sqlite
from plugdex.stores.tables import TABLES
from plugdex.wiring import back_up, build_app
from tests.crash.consistency import Silent
from tests.places import ccs, evse, location, reading, take_in
from tests.stores.cluster import database, empty
from tests.stores.samples import entry, issue, published

ALL_TABLES = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
COUNT = 12
NAMES = [f"L{number}" for number in range(COUNT)]


@pytest.fixture(scope="session")
def other_url(postgres_server):
    """A second database."""
    with database(postgres_server) as url:
        yield url


@pytest.fixture(params=["sqlite to postgres", "postgres to sqlite", "postgres to postgres"])
def pair(request, tmp_path, postgres_url, other_url):
    """A store with everything in it, and an empty one of another kind."""
    first, _, second = request.param.split()
    source = open_sqlite(tmp_path / "a.db") if first == "sqlite" else open_postgres(postgres_url)
    target = open_sqlite(tmp_path / "b.db") if second == "sqlite" else open_postgres(other_url)
    for opened, url in ((source, postgres_url), (target, other_url)):
        if isinstance(opened, PostgresStore):
            empty(url)
    fill(source)
    yield source, target
    source.close()
    target.close()


def fill(store):
    """Locations through the ingest, twice, so that there is history; issues and keys."""
    places = [location(name, evse("E1", ccs()), evse("E2")) for name in NAMES]
    take_in(store, *(reading(each, issues=(issue(),)) for each in places))
    take_in(store, *(reading(each, "CHARGING", "AVAILABLE") for each in places))
    key = KeyRow(name="k", hash=b"h", entitlements=("predictions",), created=5)
    store.put_key(key)
    with store.transaction() as tx:
        tx.register("feed", "f", b"{}")


def same(one, other):
    """Whether two stores have the same rows, words apart."""
    with one.snapshot() as a, other.snapshot() as b:
        return [
            table
            for table in TABLES
            if a.count(table) != b.count(table)
            or (table != "location_words" and digest(a.rows(table)) != digest(b.rows(table)))
        ]


def found(store, word):
    return len(store.reads().find(Find(limit=100, words=(word,))))


def test_copy(pair):
    """Everything arrives, can be found, and is whole; the source is as it was."""
    source, target = pair
    counts = copy_store(source, target, Silent())

    assert same(source, target) == []
    assert (counts["record"], counts["status_history"], counts["api_key"]) == (COUNT, COUNT, 1)
    assert (found(source, "jaar"), found(target, "jaar")) == (COUNT, COUNT)
    assert target.all_keys() == source.all_keys()
    assert list(faults(target, Prepared(), Silent())) == []


class Killed(Exception):
    """The process is gone."""


class Killer(Silent):
    """Ends a copy when it has moved on so often."""

    def __init__(self, moves):
        self.moves = moves

    def advance(self, amount):
        self.moves -= 1
        if self.moves < 0:
            raise Killed


@pytest.mark.parametrize("moves", [0, 3, 12])
def test_interrupted(pair, moves):
    """A copy that ended anywhere is no store yet; the next run finishes it, also after changes."""
    source, target = pair
    with pytest.raises(Killed):
        copy_store(source, target, Killer(moves))
    assert "has not ended" in next(faults(target, Prepared(), Silent()))
    take_in(source, *(reading(location(name)) for name in ["L3", "new"]), force=True)
    copy_store(source, target, Silent())

    assert same(source, target) == []
    assert list(faults(target, Prepared(), Silent())) == []


def test_target_with_data(pair):
    """Nothing is copied over what is there."""
    source, target = pair
    take_in(target, reading(location("own")))

    with pytest.raises(StoreError, match="not empty"):
        copy_store(source, target, Silent())
    assert target.reads().location_count() == 1


def test_a_copy_under_way_is_not_served(tmp_path):
    """A server refuses a store that is not whole."""
    store = open_sqlite(tmp_path / "a.db")
    with store.transaction() as tx:
        tx.register("copy", "under way", b"{}")
    store.close()

    with pytest.raises(StoreError, match="has not ended"):
        build_app(Settings(store=f"sqlite:///{tmp_path}/a.db", open=True))


def test_backup_while_it_is_written(tmp_path):
    """The copy has what was there when it began, is whole, and gets its name at the end."""
    store = open_sqlite(tmp_path / "a.db")
    fill(store)

    class Writer(Silent):
        def advance(self, amount):
            take_in(store, reading(location("late")), force=True)

    back_up(f"sqlite:///{tmp_path}/a.db", tmp_path / "b.db", Writer())
    kept = open_sqlite(tmp_path / "b.db")
    assert (store.reads().location_count(), kept.reads().location_count()) == (1, COUNT)
    assert list(faults(kept, Prepared(), Silent())) == []
    with pytest.raises(StoreError, match="already"):
        back_up(f"sqlite:///{tmp_path}/a.db", tmp_path / "b.db", Silent())
    store.close()
    kept.close()


def test_backup_of_a_server(postgres, postgres_url, tmp_path):
    """A database is kept in a file, too."""
    fill(postgres)
    back_up(postgres_url, tmp_path / "b.db", Silent())
    kept = open_sqlite(tmp_path / "b.db")

    assert same(postgres, kept) == []
    kept.close()


FAULTS = {
    "UPDATE location SET prepared = hash FROM record": "the answer is not that",
    "UPDATE connector_index SET available = 0": "the index is not that",
    "UPDATE card SET card = id": "the card is not that",
    "DELETE FROM connector_index WHERE cluster <> 0": "not among those of their standard",
    "UPDATE cell_count SET locations = 9": "counted wrongly",
    "UPDATE card SET cell = cell + 1": "no location where they say",
    "DELETE FROM evse_status": "statuses are of other EVSEs",
    "DELETE FROM record": "have no record",
}


@pytest.mark.parametrize("statement", FAULTS)
def test_faults_in_a_file(tmp_path, statement):
    """Whatever is wrong is told."""
    store = open_sqlite(tmp_path / "a.db")
    fill(store)
    apsw.Connection(str(tmp_path / "a.db")).execute(statement)

    assert FAULTS[statement] in " ".join(faults(store, Prepared(), Silent()))
    store.close()


@pytest.mark.parametrize("statement", FAULTS)
def test_faults_on_a_server(postgres, postgres_url, statement):
    """The same on the server store."""
    fill(postgres)
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(statement.replace("card = id", "card = id::bytea").encode())

    assert FAULTS[statement] in " ".join(faults(postgres, Prepared(), Silent()))


def test_every_table_is_copied(postgres, sqlite):
    """A table that a migration adds stands in the list of tables, with all its columns."""
    names = {name for (name,) in postgres.reads().rows(ALL_TABLES)} - {"schema_version"}
    kept = [
        "SELECT string_agg(column_name::text, ',' ORDER BY ordinal_position) "
        f"FROM information_schema.columns WHERE table_name = '{name}' AND column_name <> 'place'"
        for name in names
    ]
    there = {
        name: set(postgres.reads().rows(statement)[0][0].split(","))
        for name, statement in zip(names, kept, strict=True)
    }

    assert there == {
        name: {column for column, _ in table.columns} for name, table in TABLES.items()
    }
    assert sqlite.tables() == postgres.tables() == tuple(TABLES)


def test_published(store):
    """A location comes back as it was published."""
    one = published(1, entry(1), entry(2, part=1), card=b"card", source=7, operator=5, emsps=(4, 3))
    with store.transaction() as change:
        change.publish([one, published(2)], [])

    back = store.reads().published([1, 3])
    assert list(back) == [1]
    assert (back[1].entries, back[1].emsps, back[1].operator) == (one.entries, (3, 4), 5)
    assert (back[1].card, back[1].source, back[1].prepared) == (b"card", 7, b"{}")
