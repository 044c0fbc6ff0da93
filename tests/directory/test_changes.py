"""Whoever reads the changes page by page knows what is there: no loss, and nothing twice."""

from contextlib import nullcontext

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from plugdex.directory.changes import Cursor, TooOld, changed_evses, read_page, what_is
from plugdex.directory.entries import to_entry
from plugdex.directory.ingest import Ingest, Scope
from plugdex.directory.publish import shown
from plugdex.directory.records import location_content_id, to_location, to_statuses
from plugdex.directory.report import Tally
from plugdex.formats.port import Reading
from plugdex.stores.memory import MemoryStore
from tests.api.world import tariff
from tests.places import DIALECT, evse, location, reading, take_in
from tests.stores.fresh import fresh_postgres, fresh_sqlite

NAMES = ("a", "b", "c")
STATUSES = ("AVAILABLE", "CHARGING", "REMOVED")

puts = st.tuples(
    st.just("put"),
    st.sampled_from(NAMES),
    st.sampled_from(("one", "two")),
    st.lists(st.sampled_from(STATUSES), min_size=2, max_size=2),
    st.booleans(),
)
removals = st.tuples(st.just("keep"), st.sets(st.sampled_from(NAMES)))
tariffs = st.tuples(st.just("tariff"), st.sampled_from(("EUR", "SEK")))
reads = st.tuples(st.just("read"), st.integers(1, 3))
steps = st.lists(st.one_of(puts, removals, tariffs, reads), max_size=25)


class Reader:
    """Keeps what it is told, and nothing else."""

    def __init__(self):
        self.cursor = Cursor()
        self.numbers = []
        self.ids = set()
        self.statuses = {}

    def read(self, store, limit):
        """One page; whether there is more."""
        page = read_page(store.reads(), self.cursor, limit)
        now = there(store)
        for change in page.changes:
            self.numbers.append(change.number)
            match what_is(change, page.since):
                case "withdrawn":
                    self.statuses.pop(change.id, None)
                case "published" if change.id in now:
                    self.statuses[change.id] = dict(now[change.id])
                case "status" if change.id in now:
                    assert change.id in self.statuses
                    for uid in changed_evses(change, page.since):
                        if uid in now[change.id]:
                            self.statuses[change.id][uid] = now[change.id][uid]
        self.cursor = page.next
        return page.more


def there(store):
    """Statuses of the EVSEs of what is shown, by content id."""
    rids = [head.rid for head in store.scan("location", "test")]
    found = {}
    for row in store.reads().documents(rids).values():
        statuses = to_statuses(row)
        place = shown(to_location(row), statuses)
        if place:
            known = {each.uid: each.status for each in statuses}
            found[location_content_id(place)] = {e.uid: known.get(e.uid) for e in place.evses}
    return found


def run(store, todo):
    """Write and read in some order, then read to the end."""
    reader = Reader()
    for kind, *values in todo:
        match kind:
            case "put":
                name, text, statuses, public = values
                place = location(name, evse("E1"), evse("E2"), name=text, publish=public)
                put(store, reading(place, *statuses))
            case "keep":
                kept = (reading(location(name)) for name in values[0])
                take_in(store, *kept, whole_source=True, force=True)
            case "tariff":
                put(store, Reading(tariff=replace(tariff("T").tariff, currency=values[0])))
            case "read":
                reader.read(store, values[0])
    while reader.read(store, 2):
        pass
    return reader


def put(store, what):
    """Take one object in, and remove none."""
    Ingest(store, DIALECT, Scope(source="test"), Tally()).take([to_entry(what)])


def check(store, todo):
    reader = run(store, todo)

    assert reader.statuses == there(store)
    assert reader.numbers == sorted(set(reader.numbers))


def test_a_new_status_hides_no_content():
    """Whoever reads in pages hears of a location before it hears of its new statuses."""
    store = MemoryStore()
    for name, status in (("a", "AVAILABLE"), ("b", "AVAILABLE"), ("a", "CHARGING")):
        put(store, reading(location(name, evse("E1")), status))
    reader, pages = Reader(), 1
    while reader.read(store, 1):
        pages += 1

    assert reader.statuses == there(store)
    assert (pages, reader.numbers) == (3, [1, 2, 3])


@settings(max_examples=60)
@given(steps)
def test_exact_in_memory(todo):
    """In whatever order is written and read, the reader ends with what is there."""
    check(MemoryStore(), todo)


@settings(max_examples=25)
@given(steps)
def test_exact_in_sqlite(todo):
    """The same in the embedded store."""
    with fresh_sqlite() as store:
        check(store, todo)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(todo=steps)
def test_exact_in_postgres(postgres_url, todo):
    """The same in the server store."""
    with fresh_postgres(postgres_url) as store:
        check(store, todo)


@pytest.mark.parametrize(
    ("cursor", "fine"),
    [
        (Cursor(0), True),
        (Cursor(2), False),
        (Cursor(3), True),
        (Cursor(1, 3), True),
        (Cursor(1, 2), False),
        (Cursor(99), False),
    ],
)
def test_too_old(cursor, fine):
    """Who read before something was forgotten may know it; who began since cannot."""
    store = MemoryStore()
    take_in(store, *(reading(location(name)) for name in "abcde"))
    with store.transaction() as tx:
        tx.register("changes", "floor", b"3")

    with nullcontext() if fine else pytest.raises(TooOld):
        read_page(store.reads(), cursor, 10)
