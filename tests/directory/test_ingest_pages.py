"""Taking in page by page: what pulls need of an ingest beyond what files do."""

from datetime import timedelta

import pytest

from plugdex.directory.entries import to_entry
from plugdex.directory.ingest import BATCH, Ingest, Scope
from plugdex.directory.lookup import look_up
from plugdex.directory.news import all_news
from plugdex.directory.records import location_content_id
from plugdex.directory.report import Tally
from tests.places import DIALECT, NOW, evse, location, reading, take_in

LATER = NOW + timedelta(hours=1)


def entries(*readings):
    """Readings, ready for the store."""
    return list(map(to_entry, readings))


def load_of(store, **scope):
    """A load of the whole source."""
    tally = Tally()
    scope = Scope(source="test", whole_source=True, **scope)
    return Ingest(store, DIALECT, scope, tally), tally


def prepared(store, id="L1"):
    """The prepared answer of a location."""
    content = location_content_id(location(id))
    return look_up(store.reads(), [content])[content].prepared


def test_a_push_was_faster(store):
    """What is older than what the store has is the same, and changes nothing."""
    take_in(store, reading(location("L1", name="pushed", last_updated=LATER)))
    load, tally = load_of(store, newest_wins=True)
    load.take(entries(reading(location("L1", name="pulled"))))

    assert b"pushed" in prepared(store)
    assert tally.report(0).locations.same == 1
    load.take(entries(reading(location("L1", name="pulled", last_updated=LATER))))
    assert b"pulled" in prepared(store)


def test_the_last_transaction_has_more(store):
    """What is written beside the last objects is written with them, or nothing of both."""
    load, _ = load_of(store)
    load.take(entries(reading(location("L1"))), lambda tx: tx.register("crawl:x", "place", b"1"))
    assert store.reads().registered("crawl:x") == {"place": b"1"}

    def fail(_):
        raise ValueError("crash")

    with pytest.raises(ValueError, match="crash"):
        load.take(entries(reading(location("L2"))), fail)
    assert [head.key for head in store.scan("location", "test")] == ["L1"]
    load.take([], lambda tx: tx.register("crawl:x", "place", b"2"))
    assert store.reads().registered("crawl:x") == {"place": b"2"}


def test_others_may_write_between(store):
    """Between two transactions the load steps aside."""
    take_in(store, reading(location("first")))
    pauses = []
    ingest = Ingest(
        store, DIALECT, Scope(source="test"), Tally(), lambda: pauses.append(len(pauses))
    )
    ingest.take(entries(*(reading(location(f"L{number}")) for number in range(3 * BATCH))))

    assert len(pauses) == 3


def test_gone_after_several_pages(store):
    """What no page had is removed at the end, of the kinds that are said; pushes stay."""
    take_in(store, *(reading(location(f"L{number}")) for number in range(5)))
    take_in(store, reading(location("pushed", last_updated=LATER)))
    load, tally = load_of(store)
    for number in range(4):
        load.take(entries(reading(location(f"L{number}"))))
    load.finish(["tariff"])
    assert tally.report(0).locations.removed == 0
    load.finish(["location"], since=int(NOW.timestamp() * 1000))

    assert [head.key for head in store.scan("location", "test")] == [
        "L0", "L1", "L2", "L3", "pushed",
    ]  # fmt: skip


def test_what_an_interrupted_load_had_is_not_gone(store):
    """A load that goes on knows what was seen, and how much of it was new."""
    first, _ = load_of(store)
    first.take(entries(*(reading(location(f"L{number}")) for number in range(5))))
    seen = {head.rid: 0 for head in store.scan("location", "test")}
    load, tally = load_of(store)
    load.remember(seen, first.added)
    load.take(entries(reading(location("L9"))))
    load.finish()

    assert len(list(store.scan("location", "test"))) == 6
    assert not tally.report(0).issues


def test_news_of_a_load(store):
    """A load is news of its source; statuses of known EVSEs that changed are counted."""
    place = location("L1", evse("E1"), evse("E2"))
    for statuses in (["AVAILABLE"] * 2, ["CHARGING", "AVAILABLE"], ["CHARGING", "AVAILABLE"]):
        load, _ = load_of(store)
        load.take(entries(reading(place, *statuses)))
        load.note(1000 + load.changes)

    news = all_news(store.reads())["test"]
    assert (news.heard, news.changed, news.arrivals) == (1001, 1001, 1)
