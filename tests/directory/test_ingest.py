"""Taking readings in: what is written, published, removed, and counted."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from plugdex.directory.asked import Find
from plugdex.directory.entries import to_entry
from plugdex.directory.ingest import Ingest, Scope
from plugdex.directory.lookup import look_up
from plugdex.directory.records import location_content_id, to_location, to_statuses
from plugdex.directory.report import Tally
from plugdex.formats.port import Reading
from plugdex.model.errors import UnreadableSource
from plugdex.model.issues import Issue
from plugdex.model.location import Evse
from tests.places import DIALECT, NOW, ccs, connector, evse, location, reading, take_in


def seen(store):
    """Own ids of the locations that a list shows."""
    hits = store.reads().find(Find(limit=100))
    stored = store.reads().documents([hit.rid for hit in hits])
    return sorted(to_location(row).id for row in stored.values())


def answer_of(store, place):
    """The prepared answer of a location, or nothing."""
    return look_up(store.reads(), [location_content_id(place)]).get(location_content_id(place))


def many(count, **members):
    """Readings of different locations."""
    return [reading(location(f"L{number}", **members)) for number in range(count)]


def test_new(store):
    """Everything is new at first and published."""
    report = take_in(store, reading(location("a", evse("E1", connector("1"), ccs("2")))))

    assert (report.locations.new, report.evses.new, report.connectors.new) == (1, 1, 2)
    assert seen(store) == ["a"]


def test_again(store):
    """The second time nothing changes, whatever the time stamps say."""
    take_in(store, *many(3))
    later = [
        reading(replace(each.location, last_updated=NOW + timedelta(days=1))) for each in many(3)
    ]
    before = [answer_of(store, each.location) for each in later]
    report = take_in(store, *later)

    assert (report.locations.same, report.evses.same, report.connectors.same) == (3, 3, 3)
    assert [answer_of(store, each.location) for each in later] == before


@pytest.mark.parametrize("change", [str.upper, lambda text: text[:-1] + "_", lambda t: t + "0"])
def test_ids_are_compared_whole(store, change):
    """An id that only shares its key with a location finds nothing."""
    place = location("a")
    take_in(store, reading(place))

    assert look_up(store.reads(), [change(location_content_id(place))]) == {}


def test_another_order(store):
    """EVSEs and connectors in another order are no change."""
    two = evse("E1", connector("1"), ccs("2")), evse("E2")
    back = evse("E2"), evse("E1", ccs("2"), connector("1"))
    take_in(store, reading(location("a", *two), "CHARGING", "AVAILABLE"))
    report = take_in(store, reading(location("a", *back), "AVAILABLE", "CHARGING"))

    assert (report.locations.same, report.evses.same, report.connectors.same) == (1, 2, 3)


def test_changed(store):
    """A change is counted where it is and shown at once."""
    take_in(store, reading(location("a", evse("E1", connector("1")), evse("E2"))))
    place = location("a", evse("E1", connector("1", max_amperage=16)), evse("E3"), name="New")
    report = take_in(store, reading(place))

    assert report.locations.changed == 1
    counts = report.evses
    assert (counts.new, counts.changed, counts.removed) == (1, 1, 1)
    assert b'"New"' in answer_of(store, place).prepared


def test_status_alone(store):
    """A new status leaves the document alone and counts as a changed EVSE."""
    place = location("a", evse("E1"), evse("E2"))
    take_in(store, reading(place))
    prepared = answer_of(store, place).prepared
    report = take_in(store, reading(place, "CHARGING", "AVAILABLE"))

    assert (report.locations.same, report.evses.changed, report.evses.same) == (1, 1, 1)
    assert answer_of(store, place).prepared == prepared
    assert b"charging" in answer_of(store, place).live


def test_older_status_is_not_believed(store):
    """A status that is older than what we know does not count."""
    place = location("a")
    take_in(store, reading(place, "CHARGING"))
    old = reading(place, "AVAILABLE")
    stale = replace(old.statuses[0], modified=NOW - timedelta(hours=1))
    take_in(store, replace(old, statuses=(stale,)))

    assert b"charging" in answer_of(store, place).live


@pytest.mark.parametrize("status", ["REMOVED", "PLANNED"])
def test_evses_come_and_go_by_status(store, status):
    """An EVSE that is removed or planned is hidden, and comes back with its status."""
    place = location("a", evse("E1"), evse("E2"))
    take_in(store, reading(place))
    take_in(store, reading(place, "AVAILABLE", status))
    assert b"E2" not in answer_of(store, place).prepared

    take_in(store, reading(place, status, status))
    assert answer_of(store, place) is None

    later = tuple(
        replace(each, modified=NOW + timedelta(hours=1)) for each in reading(place).statuses
    )
    take_in(store, replace(reading(place), statuses=later))
    assert b"E2" in answer_of(store, place).prepared


@pytest.mark.parametrize(
    "place",
    [
        location("a", publish=False),
        location("a", coordinates=None),
        location("a", Evse(uid="E1")),
    ],
    ids=["unpublished", "nowhere", "empty"],
)
def test_hidden_locations_are_kept(store, place):
    """What nobody may see is stored and not shown."""
    take_in(store, reading(place))
    report = take_in(store, reading(place))

    assert (report.locations.same, seen(store)) == (1, [])


def test_gone_locations_are_removed_last(store):
    """What the owner's file no longer has is gone, with its statuses and counts."""
    take_in(store, *many(20))
    report = take_in(store, *many(15))

    assert (report.locations.same, report.locations.removed, report.evses.removed) == (15, 5, 5)
    assert len(seen(store)) == 15
    (country,) = {facet for facet in store.reads().facets() if facet.kind == "country"}
    assert country.locations == 15


def test_other_owners_are_left_alone(store):
    """A file speaks for the owners in it only."""
    take_in(store, *many(3), *many(2, party_id="OTH"))
    take_in(store, *many(3))

    assert len(seen(store)) == 5


def test_a_whole_source(store):
    """A file of a whole source speaks for all its owners."""
    take_in(store, *many(3), *many(2, party_id="OTH"))
    report = take_in(store, *many(3), whole_source=True)

    assert (report.locations.removed, len(seen(store))) == (2, 3)


def test_pages_of_one_owner(store):
    """A file with other locations of the same owner removes none."""
    take_in(store, *many(10))
    take_in(store, *(reading(location(f"page 2, {number}")) for number in range(10)))

    assert len(seen(store)) == 20


def test_a_small_owner_leaves(store):
    """An owner whose only location is replaced does not hold up a load of many."""
    take_in(store, *many(20), reading(location("old", party_id="OTH")))
    report = take_in(store, *many(20), reading(location("new", party_id="OTH")))

    assert (report.locations.new, report.locations.removed) == (1, 1)


def test_too_many_gone(store):
    """When more than half of what a file speaks for would go, it stays, and it is said."""
    take_in(store, *many(20))
    report = take_in(store, *many(5))
    assert (len(seen(store)), report.issues) == (20, {"removal_withheld": 1})

    take_in(store, *many(5), force=True)
    assert len(seen(store)) == 5


@pytest.mark.parametrize("code", ["source_truncated", "object_broken", "object_too_large"])
def test_nothing_is_gone_after_a_broken_load(store, code):
    """When a load broke off or had an unreadable object, nothing is removed."""
    take_in(store, *many(4))
    issue = Issue(code=code, outcome="rejected", object="#3", path="$")
    take_in(store, *many(3), Reading(issues=(issue,)))

    assert len(seen(store)) == 4


def test_what_came_before_a_failure_stays(store):
    """A reader that fails leaves what it had read, and removes nothing."""
    take_in(store, *many(4))

    def failing():
        yield from many(1, name="changed")
        raise UnreadableSource("cut")

    load = Ingest(store, DIALECT, Scope(source="test"), Tally())
    with pytest.raises(UnreadableSource):
        load.run(map(to_entry, failing()))
    assert seen(store) == ["L0", "L1", "L2", "L3"]
    assert b"changed" in answer_of(store, location("L0")).prepared


def test_repeated_objects(store):
    """Of an object that comes twice the freshest counts, once."""
    fresh = reading(location("a", name="fresh", last_updated=NOW))
    stale = reading(location("a", name="stale", last_updated=NOW - timedelta(days=1)))
    report = take_in(store, fresh, stale)

    assert (report.locations.total, report.issues) == (1, {"duplicate_object": 1})
    assert b"fresh" in answer_of(store, fresh.location).prepared


def test_issues_are_kept_with_the_record(store):
    """Issues are stored with their object, replaced with it and removed with it."""
    issue = Issue(code="power_zero", outcome="dropped", object="NL/PDX/a", path="$")
    take_in(store, reading(location("a"), issues=[issue, issue]))
    assert store.reads().issue_counts() == {"power_zero": 2}

    take_in(store, reading(location("a", name="new")))
    assert store.reads().issue_counts() == {}


def test_issues_of_an_unchanged_object(store):
    """Issues come and go with the source, also when the object reads the same."""
    issue = Issue(code="whitespace", outcome="normalised", object="NL/PDX/a", path="$.name")
    take_in(store, reading(location("a"), issues=[issue]))
    take_in(store, reading(location("a")))
    assert store.reads().issue_counts() == {}

    report = take_in(store, reading(location("a"), issues=[issue]))
    assert (report.locations.same, store.reads().issue_counts()) == (1, {"whitespace": 1})


def test_statuses_are_stored_whole(store):
    """All statuses come back as they were read."""
    place = location("a", evse("E1"), evse("E2"))
    take_in(store, reading(place, "CHARGING", "OUTOFORDER"))
    (row,) = store.reads().documents([answer_of(store, place).rid]).values()

    assert [each.status for each in to_statuses(row)] == ["CHARGING", "OUTOFORDER"]
