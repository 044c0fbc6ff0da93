"""A mirror has what its origin has, whatever happens in between."""

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from plugdex.directory.changes import KEPT_MILLIS, forget, to_cursor
from plugdex.directory.entries import to_entry
from plugdex.directory.feeds import Feed, put_feed
from plugdex.directory.ingest import Ingest, Scope
from plugdex.directory.loads import put_load, to_load
from plugdex.directory.mirror import Mirror
from plugdex.directory.mirrored import DECODER, mirror_page
from plugdex.directory.news import note_news
from plugdex.directory.origin import STALE_AFTER
from plugdex.directory.reindex import reindex
from plugdex.directory.report import Tally
from plugdex.directory.staleness import stale_sources
from plugdex.formats.port import Reading
from plugdex.model.errors import StoreError
from tests.api.world import tariff
from tests.crash.consistency import Silent
from tests.crash.same_content import differences
from tests.places import DIALECT, ccs, evse, location, reading, take_in
from tests.stores.fresh import fresh_sqlite
from tests.stores.samples import issue

URL = "http://origin.test"
NAMES = ("a", "b", "c")
STATUSES = ("AVAILABLE", "CHARGING", "REMOVED")
FAR_AHEAD = 1 << 45
NOW = 1_790_000_000_000

puts = st.tuples(
    st.just("put"),
    st.sampled_from(NAMES),
    st.sampled_from(("one", "two")),
    st.lists(st.sampled_from(STATUSES), min_size=2, max_size=2),
    st.booleans(),
    st.booleans(),
)
removals = st.tuples(st.just("keep"), st.sets(st.sampled_from(NAMES)))
tariffs = st.tuples(st.just("tariff"), st.sampled_from(("EUR", "SEK")))
others = st.sampled_from([("reindex",), ("forget",), ("crash",), ("load",)])
reads = st.tuples(st.just("step"), st.integers(1, 3))
steps = st.lists(st.one_of(puts, removals, tariffs, reads, others), max_size=25)


def mirror_of(store, url=URL):
    """A mirror whose clock stands still."""
    return Mirror(store, DIALECT, url, lambda: NOW)


def origin(store, limit=2):
    """What asks an origin; every page goes through its text."""

    def fetch(cursor, wait):
        return DECODER.decode(mirror_page(store.reads(), to_cursor(cursor), limit, NOW))

    return fetch


def catch_up(store, target):
    """Take over all that there is."""
    mirror = mirror_of(target)
    while (page := mirror.step(origin(store), 0)) is None or page.more:
        pass


def put(store, what):
    """Take one object in, and remove none."""
    Ingest(store, DIALECT, Scope(source="test"), Tally()).take([to_entry(what)])


def change(store, kind, *values):
    """One change of the origin."""
    match kind:
        case "put":
            name, text, statuses, public, wrong = values
            place = location(name, evse("E1", ccs()), evse("E2"), name=text, publish=public)
            put(store, reading(place, *statuses, issues=[issue()] * wrong))
        case "keep":
            kept = (reading(location(name)) for name in values[0])
            take_in(store, *kept, whole_source=True, force=True)
        case "tariff":
            put(store, Reading(tariff=replace(tariff("T").tariff, currency=values[0])))
        case "reindex":
            reindex(store, DIALECT, Silent(), everything=True)
        case "forget":
            with store.transaction() as tx:
                forget(tx, FAR_AHEAD)
        case "load":
            with store.transaction() as tx:
                put_load(tx, to_load("test", "ocpi", Tally(), Tally().report(0), 5))


@settings(max_examples=60)
@given(steps)
def test_same_content(todo):
    """After whatever happened, in whatever order it was read, every byte is the same."""
    with fresh_sqlite() as store, fresh_sqlite() as target:
        mirror = mirror_of(target)
        for kind, *values in todo:
            if kind == "step":
                mirror.step(origin(store, values[0]), 0)
            elif kind == "crash":
                mirror = mirror_of(target)
            else:
                change(store, kind, *values)
        catch_up(store, target)

        assert differences(store, target) == []


def test_interrupted():
    """What was not stored with its cursor is taken over again."""
    with fresh_sqlite() as store, fresh_sqlite() as target:
        take_in(store, *(reading(location(name)) for name in NAMES))
        mirror = mirror_of(target)
        mirror.step(origin(store), 0)
        take_in(store, reading(location("a", name="other")), force=True)
        catch_up(store, target)

        assert differences(store, target) == []
        assert target.reads().location_count() == 1


def test_too_old():
    """When the origin has forgotten what went, the mirror removes it all the same."""
    with fresh_sqlite() as store, fresh_sqlite() as target:
        take_in(store, *(reading(location(name)) for name in NAMES))
        catch_up(store, target)
        take_in(store, reading(location("a")), force=True)
        take_in(store, reading(location("a", name="other")))
        with store.transaction() as tx:
            forget(tx, FAR_AHEAD + KEPT_MILLIS)
        mirror = mirror_of(target)

        assert mirror.step(origin(store), 0) is None
        catch_up(store, target)
        assert differences(store, target) == []


def test_store_with_data():
    """A store with data of its own is no mirror, and one of another origin is none of this."""
    with fresh_sqlite() as store:
        take_in(store, reading(location()))
        with pytest.raises(StoreError, match="data of its own"):
            mirror_of(store)
    with fresh_sqlite() as store:
        mirror_of(store)
        with pytest.raises(StoreError, match="is a mirror of"):
            mirror_of(store, "http://other.test")


def test_no_sessions():
    """A page for mirrors has nothing of sessions."""
    with fresh_sqlite() as store:
        take_in(store, reading(location()))
        text = mirror_page(store.reads(), to_cursor("0"), 10, NOW)

    assert [each.kind for each in DECODER.decode(text).changes] == ["location"]
    assert msgspec.json.decode(text)["total"] == 1


def test_silence():
    """What the origin does not hear a mirror does not; without the origin it hears nothing."""
    with fresh_sqlite() as store, fresh_sqlite() as target:
        take_in(store, reading(location()))
        put_feed_of(store, stale_after=60)
        with store.transaction() as tx:
            note_news(tx, "test", NOW - 30_000, 0)
        catch_up(store, target)
        assert stale_sources(target.reads(), NOW) == set()
        assert stale_sources(target.reads(), NOW + 1_000 * (STALE_AFTER + 1)) == {"test"}

    with fresh_sqlite() as target, fresh_sqlite() as store:
        take_in(store, reading(location()))
        put_feed_of(store, stale_after=60)
        catch_up(store, target)
        assert stale_sources(target.reads(), NOW) == {"test"}


def put_feed_of(store, stale_after):
    """A feed that promised to be heard."""
    with store.transaction() as tx:
        put_feed(tx, Feed(name="f", source="test", format="ocpi", stale_after=stale_after))
