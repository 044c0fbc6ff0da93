"""What every store does for exchange with other parties."""

from msgspec.structs import replace

from plugdex.directory import forgetting
from plugdex.directory.asked import Wanted
from plugdex.directory.kept import Ended
from plugdex.model.ids import source_key
from tests.feeds.pulling import Silent
from tests.stores.samples import issue, live, record

LOCATIONS = Wanted(kind="location", limit=100)


def put(store, *rids, **members):
    with store.transaction() as change:
        change.put_records([record(rid) for rid in rids])
        change.put_live([live(rid, **members) for rid in rids])


def offered(store, **question):
    return [each.rid for each in store.reads().offered(replace(LOCATIONS, **question))]


def test_offers_come_in_the_order_of_creation(store):
    """Row ids do not count, and what is written again keeps its place."""
    put(store, 9)
    put(store, 3)
    put(store, 5, 9)

    assert offered(store) == [9, 3, 5]


def test_pages_of_offers(store):
    """A page goes on behind a place, however many objects come and go before it."""
    put(store, 4, 2, 7)
    first, second = store.reads().offered(replace(LOCATIONS, limit=2))
    with store.transaction() as change:
        change.remove([first.rid])
    put(store, 1)

    assert offered(store, after=second.created) == [7, 1]
    assert offered(store, skip=1) == [7, 1]


def test_offers_of_a_period(store):
    """From is inclusive, until is exclusive; the count is of the same objects."""
    for rid, updated in ((1, 10), (2, 20), (3, 30)):
        put(store, rid, updated=updated)

    question = replace(LOCATIONS, since=20, until=30)
    assert [(each.rid, each.updated) for each in store.reads().offered(question)] == [(2, 20)]
    assert store.reads().offered_count(question) == 1
    assert store.reads().offered_count(LOCATIONS) == 3


def test_what_is_not_offered(store):
    """Locations that are not offered, and those of a source that asks, are left out."""
    put(store, 1)
    put(store, 2, offered=False)
    with store.transaction() as change:
        change.put_records([replace(record(3), source="other")])
        change.put_live([live(3, source=source_key("other"))])

    assert offered(store) == [1, 3]
    assert offered(store, without="other") == [1]
    assert store.reads().offered_count(replace(LOCATIONS, without="other")) == 1


def test_refresh_keeps_the_offer(store):
    """New statuses move the time stamp and leave the offer as it is."""
    put(store, 1, offered=False)
    with store.transaction() as change:
        change.refresh_live([live(1, b"new", offered=False, updated=8)], {})

    assert offered(store) == []
    with store.transaction() as change:
        assert (change.stored([1])[1].updated, change.stored([1])[1].statuses) == (8, b"Snew")


def test_objects(store):
    """Objects are found by their own id, offered or not, of every owner."""
    with store.transaction() as change:
        change.put_records(
            [
                replace(record(1), key="A", party="NL*ONE"),
                replace(record(2), key="A", party="NL*TWO"),
                replace(record(3), key="A", kind="tariff"),
                replace(record(4), key="A", source="other"),
            ]
        )

    reads = store.reads()
    assert [each.party for each in reads.objects("location", "afdc", "A")] == ["NL*ONE", "NL*TWO"]
    assert reads.objects("location", "afdc", "B") == []
    assert reads.sources("location") == ["afdc", "other"]
    assert reads.sources("cdr") == []


def test_records(store):
    """Records come back in full, of any kind."""
    put(store, 1)
    with store.transaction() as change:
        change.put_records([replace(record(2), kind="tariff")])
        stored = change.stored([1, 2, 3])
        assert list(stored) == [1]
        assert change.records([1, 2, 3]) == {1: record(1), 2: replace(record(2), kind="tariff")}
    assert list(store.reads().records([1, 2, 3])) == [1, 2]
    assert store.reads().stored([1, 2, 3]) == stored


def test_forget_history(store, monkeypatch):
    """What ended before a time goes, however many transactions that takes; the newest stays."""
    monkeypatch.setattr(forgetting, "BATCH", 2)
    ended = [Ended(rid=1, uid="E1", status="AVAILABLE", since=at, until=at + 1) for at in range(9)]
    with store.transaction() as change:
        change.append_history(ended)

    assert forgetting.forget_history(store, 6, Silent()) == 5
    assert store.reads().history(1) == ended[5:]
    assert forgetting.forget_history(store, 100, Silent()) == 3
    assert store.reads().history(1) == ended[8:]
    with store.transaction() as change:
        change.append_history(ended[:1])
    assert store.reads().history(1) == [ended[8], ended[0]]


def test_history(store):
    """What ended is appended, and stays when the location goes."""
    ended = [
        Ended(rid=1, uid="E1", status="AVAILABLE", since=1, until=2),
        Ended(rid=1, uid="E1", status="CHARGING", since=2, until=3),
    ]
    put(store, 1)
    for each in ended:
        with store.transaction() as change:
            change.append_history([each])
    with store.transaction() as change:
        change.remove([1])

    assert store.reads().history(1) == ended
    assert store.reads().history(2) == []


def test_register(store):
    """Small documents are replaced by name and listed by kind."""
    with store.transaction() as change:
        change.register("feed", "b", b"1")
        change.register("feed", "a", b"2")
        change.register("party", "a", b"3")
        change.register("feed", "b", b"4")
        assert list(change.registered("feed")) == ["a", "b"]

    assert store.reads().registered("feed") == {"a": b"2", "b": b"4"}
    with store.transaction() as change:
        change.unregister("feed", ["a", "nothing"])
    assert store.reads().registered("feed") == {"b": b"4"}
    assert store.reads().registered("nothing") == {}


def test_issues_can_be_read(store):
    """Issues come back as they were, by code and path; counts are of a source or of all."""
    put(store, 1)
    found = [issue("time_zone_invalid"), issue("city_missing")]
    with store.transaction() as change:
        change.put_issues("test", {1: found})
        assert change.issues([1, 2]) == {1: found[::-1]}

    assert store.reads().issue_counts("test") == {"city_missing": 1, "time_zone_invalid": 1}
    assert store.reads().issue_counts("other") == {}
