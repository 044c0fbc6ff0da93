"""What every store does."""

import pytest

from plugdex.directory.asked import Find, Plug
from plugdex.directory.kept import Counted, KeyRow
from plugdex.model.errors import StoreError
from plugdex.model.geo import LAST_CELL
from tests.stores.samples import (
    CCS,
    TYPE2,
    entry,
    facet,
    issue,
    live,
    published,
    record,
)

PLUG = Plug.__struct_fields__


def put(store, *rids, **more):
    with store.transaction() as change:
        change.put_records([record(rid) for rid in rids])
        change.publish([published(rid, **more) for rid in rids], [])


def found(store, **question):
    plug = {name: question.pop(name) for name in list(question) if name in PLUG}
    hits = store.reads().find(Find(limit=100, plugs=(Plug(**plug),), **question))
    return [hit.rid for hit in hits]


def test_answers(store):
    """An answer has the prepared form and the live part."""
    put(store, 1, prepared=b"prepared")
    with store.transaction() as change:
        change.put_live([live(1, b"live")])

    (answer,) = store.reads().answers([1])

    assert (answer.rid, answer.id, answer.standards) == (1, "pdx1", 6)
    assert (answer.prepared, answer.live) == (b"prepared", b"live")


def test_answers_of_some_standards(store):
    """A location without a wanted standard is found, and comes without its bytes."""
    with store.transaction() as change:
        change.publish([published(1, standards=6), published(2, standards=8)], [])
        change.put_live([live(1), live(2)])

    found = {answer.rid: answer for answer in store.reads().answers([1, 2, 3], 4)}
    assert (bool(found[1].prepared), bool(found[1].live)) == (True, True)
    assert (found[2].prepared, found[2].live, found[2].standards) == (b"", b"", 8)
    assert 3 not in found


def test_answers_leave_out_what_is_not_there(store):
    """Unknown ids have no answer, and asking twice gives one."""
    put(store, 1)

    assert [answer.rid for answer in store.reads().answers([1, 1, 2])] == [1]


def test_no_live_part(store):
    """A location without statuses has an empty live part."""
    put(store, 1)

    assert [answer.live for answer in store.reads().answers([1])] == [b""]


def test_no_question_no_answer(store):
    """No ids, no answers."""
    reads = store.reads()

    assert (list(reads.answers([])), reads.documents([]), reads.tariffs("afdc", [])) == ([], {}, [])


def test_more_ids_than_a_statement_takes(store):
    """A request may name any number of ids."""
    put(store, *range(2_500))

    assert len(store.reads().answers(range(40_000))) == 2_500


def test_heads(store):
    """A head says which record it is and whether it changed."""
    put(store, 1)
    with store.transaction() as change:
        head = change.heads([1, 2])[1]

    assert (head.rid, head.party, head.key, head.hash) == (1, "NL*TNM", "key-1", b"h")


def test_sees_own_writes(store):
    """A change reads what it wrote."""
    with store.transaction() as change:
        change.put_records([record(1, hash=b"old")])
        change.put_records([record(1, hash=b"new")])

        assert change.heads([1])[1].hash == b"new"


def test_readers_wait_for_the_end(store):
    """Readers see nothing of a change before it ends."""
    with store.transaction() as change:
        change.put_records([record(1)])
        change.publish([published(1)], [])

        assert store.reads().location_count() == 0

    assert store.reads().location_count() == 1


def test_rollback(store):
    """A change that raises leaves no trace."""
    put(store, 1, prepared=b"old")
    with pytest.raises(ZeroDivisionError), store.transaction() as change:
        change.publish([published(1, prepared=b"new"), published(2)], [])
        change.remove([1])
        change.count_facets([facet("TNM", 1)])
        change.put_issues("afdc", {1: [issue()]})
        raise ZeroDivisionError

    reads = store.reads()
    assert [answer.prepared for answer in reads.answers([1, 2])] == [b"old"]
    assert (reads.facets(), reads.issue_counts()) == ([], {})


def test_goes_on_after_rollback(store):
    """An error in one change does not hinder the next."""
    with pytest.raises(ZeroDivisionError), store.transaction():
        raise ZeroDivisionError
    put(store, 1)

    assert found(store) == [1]


def test_change_inside_a_change(store):
    """Beginning a change inside a change is refused instead of waiting for ever."""
    with pytest.raises(RuntimeError), store.transaction(), store.transaction():
        pass


def test_stored(store):
    """Documents are readable inside a change, published or not; tariffs are none."""
    with store.transaction() as change:
        change.put_records([record(1, document=b"one"), record(2), record(3, kind="tariff")])
        change.put_live([live(1)])
        stored = change.stored([1, 2, 3, 4])

    assert sorted(stored) == [1, 2]
    assert (stored[1].document, stored[1].statuses, stored[2].statuses) == (b"one", b"S[]", b"")


def test_documents(store):
    """Outside a change only published locations have documents."""
    with store.transaction() as change:
        change.put_records([record(1, document=b"one"), record(2)])
        change.publish([published(1)], [])
    documents = store.reads().documents([1, 2])

    assert {rid: stored.document for rid, stored in documents.items()} == {1: b"one"}


def test_publish_again(store):
    """Publishing again replaces the answer and every index entry."""
    put(store, 1)
    with store.transaction() as change:
        change.publish([published(1, entry(CCS), lat=10, prepared=b"new")], [])

    assert (found(store, standards=(TYPE2,)), found(store, standards=(CCS,))) == ([], [1])
    assert [answer.prepared for answer in store.reads().answers([1])] == [b"new"]


def test_withdraw(store):
    """A withdrawn location is not found, its record and statuses stay."""
    put(store, 1, 2)
    with store.transaction() as change:
        change.put_live([live(1)])
        change.publish([], [1])

        assert change.stored([1])[1].statuses == b"S[]"

    assert (found(store), store.reads().location_count()) == ([2], 1)


def test_remove(store):
    """Removing takes the record and all that hangs on it."""
    put(store, 1, 2)
    with store.transaction() as change:
        change.put_live([live(1)])
        change.put_issues("afdc", {1: [issue()]})
        change.remove([1, 3])
    put(store, 1)

    assert [answer.live for answer in store.reads().answers([1])] == [b""]
    assert store.reads().issue_counts() == {}


def test_one_group_holds(store):
    """Standard, power and availability must be true of one group, not of the location."""
    slow, fast = entry(power=50_000, available=1), entry(power=300_000, evses=0b100)
    with store.transaction() as change:
        change.publish([published(1, slow, fast)], [])

    assert found(store, standards=(CCS,), min_power=150_000) == [1]
    assert found(store, standards=(CCS,), min_power=50_000, min_available=1) == [1]
    assert found(store, standards=(CCS,), min_power=150_000, min_available=1) == []
    assert found(store, standards=(TYPE2,)) == []


def test_an_evse_counts_once(store):
    """However many groups an EVSE is in, and in whatever part of a large location."""
    both = entry(CCS, evses=0b011, available=0b001), entry(TYPE2, evses=0b110, available=-1)
    beyond = entry(CCS, evses=0b001, available=0b001, part=1)
    with store.transaction() as change:
        change.publish([published(1, *both, beyond)], [])
    (hit,) = store.reads().find(Find(limit=1))

    assert (hit.evses, hit.available) == (4, 2)
    assert hit.standards == (1 << CCS) | (1 << TYPE2)


def test_no_status(store):
    """Where no status is known, none is available and none is taken."""
    with store.transaction() as change:
        change.publish([published(1, entry(available=-1))], [])
    (hit,) = store.reads().find(Find(limit=1))

    assert hit.available is None
    assert found(store, min_available=1) == []


def test_available(store):
    """A status push moves the entries it names and no other, and the card."""
    named = entry(CCS, 50_000, available=1)
    with store.transaction() as change:
        change.publish([published(1, entry(CCS, 50_000), entry(CCS, 7), entry(TYPE2))], [])
        counted = Counted(entries=(named,), card=b"new")
        change.refresh_live([live(1)], {1: counted, 2: counted})
    (hit,) = store.reads().find(Find(limit=2))
    (card,) = store.reads().cards([(hit.cell, 1), (hit.cell, 2)])

    assert found(store, standards=(CCS,), min_power=8, min_available=1) == [1]
    assert found(store, standards=(CCS,), max_power=8, min_available=1) == []
    assert found(store, standards=(TYPE2,), min_available=1) == []
    assert card.card == b"new"


def test_cards(store):
    """A card has what was published, and is gone with its location."""
    with store.transaction() as change:
        change.publish([published(1, card=b"card", source=9)], [])
    (hit,) = store.reads().find(Find(limit=1))
    (card,) = store.reads().cards([(hit.cell, 1), (hit.cell + 1, 1)])
    with store.transaction() as change:
        change.publish([], [1])

    assert (card.rid, card.id, card.source, card.card) == (1, "pdx1", 9, b"card")
    assert store.reads().cards([(hit.cell, 1)]) == []


def test_words(store):
    """Each word must begin a word of the location; what changed is found no more."""
    with store.transaction() as change:
        change.publish([published(1, words="fastned utrecht"), published(2, words="utrecht")], [])
        change.publish([published(2, words="zeist")], [])

    assert found(store, words=("utre", "fast")) == [1]
    assert found(store, words=("trecht",)) == []
    assert found(store, words=("zeist",)) == [2]
    assert found(store, words=()) == [1, 2]


def test_long_words(store):
    """However long a word is, it is found by its beginning."""
    with store.transaction() as change:
        change.publish([published(1, words="e" * 5_000 + " utrecht")], [])

    assert found(store, words=("e" * 4,)) == [1]
    assert found(store, words=("e" * 4_000, "utr")) == [1]


def test_partners(store):
    """Operators and eMSPs are any of those named."""
    with store.transaction() as change:
        change.publish([published(1, operator=7, emsps=(5, 6)), published(2, operator=8)], [])

    assert found(store, operators=(7, 9)) == [1]
    assert found(store, emsps=(6, 4)) == [1]
    assert found(store, emsps=(4,)) == []


def test_extent(store):
    """The cells of a country are known from its locations."""
    put(store, 1, 2)
    (first, *_, last) = store.reads().find(Find(limit=9))

    assert store.reads().extent(["NLD", "DEU"]) == (first.cell, last.cell)
    assert store.reads().extent(["DEU"]) is None


def test_tariffs(store):
    """Tariffs are found by source and their own id, whoever owns them."""
    mine, other = record(1, kind="tariff", key="T1"), record(2, kind="tariff", key="T1")
    with store.transaction() as change:
        change.put_records([mine, other, record(3, key="T1")])
        change.put_records([record(4, kind="tariff", key="T1", source="irve")])

    assert store.reads().tariffs("afdc", ["T1", "T2"]) == [mine, other]


def test_issue_codes(store):
    """The codes of a record's issues are readable inside a change."""
    with store.transaction() as change:
        change.put_issues("afdc", {1: [issue("whitespace"), issue("address_missing")], 2: []})
        assert change.issue_codes([1, 2, 3]) == {1: ["address_missing", "whitespace"]}


def test_party_tariffs(store):
    """Tariffs are found by their owners, whatever their source."""
    mine, other = record(1, kind="tariff", key="T1"), record(2, kind="tariff", key="T2")
    with store.transaction() as change:
        change.put_records([other, mine, record(3, kind="tariff", party="NL*ALL")])
        change.put_records([record(4)])

    assert store.reads().party_tariffs(["NL*TNM", "DE*XXX"]) == [mine, other]


def test_facets(store):
    """Facets add up, and one that reaches 0 is gone."""
    with store.transaction() as change:
        change.count_facets([facet("B", 1), facet("A", 2), facet("B", -1), facet("A", 1)])

    assert store.reads().facets() == [facet("A", 3)]
    assert store.reads().facets(["DEU"]) == []
    assert store.reads().facets(["DEU", "NLD"]) == [facet("A", 3)]


def test_issues(store):
    """Issues of a record are replaced, and counted by code."""
    with store.transaction() as change:
        change.put_issues("afdc", {1: [issue("address_missing")]})
        change.put_issues("afdc", {1: [issue(), issue()]})
        change.put_issues("afdc", {2: [issue()]})

    assert store.reads().issue_counts() == {"city_missing": 3}


def test_scan(store):
    """A scan yields every head of one kind and source, in the order of keys."""
    with store.transaction() as change:
        change.put_records([record(rid, key=f"{rid % 7}") for rid in range(2_100)])
        change.put_records([record(9_998, kind="tariff"), record(9_999, source="irve")])
    places = [(head.key, head.rid) for head in store.scan("location", "afdc")]

    assert places == sorted((f"{rid % 7}", rid) for rid in range(2_100))


def test_unprepared(store):
    """Published locations of another form are to be prepared again, even while we do so."""
    with store.transaction() as change:
        change.put_records([record(4)])
        change.publish([published(1, form=1), published(2, form=2), published(3, form=3)], [])
    done = []
    for rid in store.unprepared(2):
        put(store, rid, form=2)
        done.append(rid)

    assert (done, list(store.unprepared(2))) == ([1, 3], [])


def test_keys(store):
    """Keys come back oldest first, with what they may do, how often and how long."""
    young = KeyRow(
        name="a",
        hash=b"1",
        entitlements=(),
        created=2,
        expires=1_900_000_000_000,
        rates=("60/minute", "5000/day"),
        client="c",
    )
    old = KeyRow(name="b", hash=b"2", entitlements=("truck", "ocpi"), created=1)
    store.put_key(young)
    store.put_key(old)

    assert store.all_keys() == [old, young]


def test_key_name_taken(store):
    """A name has one key."""
    key = KeyRow(name="a", hash=b"1", entitlements=(), created=1)
    store.put_key(key)

    with pytest.raises(StoreError, match="choose another name"):
        store.put_key(key)


def test_revoke_key(store):
    """A revoked key is gone; revoking it again says so."""
    store.put_key(KeyRow(name="a", hash=b"1", entitlements=(), created=1))

    assert (store.revoke_key("a"), store.revoke_key("a"), store.all_keys()) == (True, False, [])


def test_moment(store):
    """A moment stays as it was, whatever is written meanwhile, and however often it is asked."""
    put(store, 1)
    ask = Find(limit=10, ranges=((0, 1 << 60), ((1 << 60) + 1, LAST_CELL)))
    with store.moment() as reads:
        before = [hit.rid for hit in reads.find(ask)]
        put(store, 2)
        after = [hit.rid for hit in reads.find(ask)]
        counts = (reads.location_count(), len(reads.published([1, 2])))

    assert (before, after, counts) == ([1], [1], (1, 1))
    assert store.reads().location_count() == 2
