"""One EVSE id at two locations of one source."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from plugdex.directory.lookup import look_up
from plugdex.directory.records import location_content_id
from plugdex.model.ids import canonical_evse_id
from tests.places import NOW, evse, location, reading, take_in

OLD, FRESH = (
    location("OLD", evse("A", evse_id="NL*ENE*E1*2")),
    location("FRESH", evse("B", evse_id="NL-ENE-E12"), evse("C", evse_id="NLENEE13")),
)


def at(place, minutes):
    """A reading whose EVSEs were updated so many minutes after noon."""
    read = reading(place)
    moment = NOW + timedelta(minutes=minutes)
    return replace(read, statuses=tuple(replace(s, modified=moment) for s in read.statuses))


def is_shown(store, place):
    content = location_content_id(place)
    return content in look_up(store.reads(), [content])


@pytest.mark.parametrize("order", [1, -1])
def test_the_freshest_is_served(store, order):
    """The twin is withheld whatever the order, and counted."""
    report = take_in(store, *[at(OLD, 0), at(FRESH, 5)][::order])

    assert is_shown(store, FRESH)
    assert not is_shown(store, OLD)
    assert report.issues["evse_twin"] == 1


def test_it_comes_back(store):
    """When the fresh one goes, the twin is shown again."""
    take_in(store, at(OLD, 0), at(FRESH, 5), whole_source=True)
    take_in(store, at(OLD, 0), whole_source=True, force=True)

    assert is_shown(store, OLD)


def test_a_second_load_changes_nothing(store):
    """Twins stay withheld, and nothing is written."""
    take_in(store, at(OLD, 0), at(FRESH, 5))
    with store.transaction() as change:
        before = change.stored([r.rid for r in store.scan("location", "test")])
    report = take_in(store, at(OLD, 0), at(FRESH, 5))
    with store.transaction() as change:
        assert change.stored(list(before)) == before

    assert report.issues["evse_twin"] == 1
    assert not is_shown(store, OLD)


def test_other_evses_stay(store):
    """Only the twin is withheld, not what stands beside it."""
    both = location("BOTH", evse("A", evse_id="NL*ENE*E12"), evse("D", evse_id="NL*ENE*E99"))
    take_in(store, at(both, 0), at(FRESH, 5))

    assert is_shown(store, both)


@pytest.mark.parametrize("text", ["NL*ENE*E12*3", "nl-ene-e12-3", "NLENEE123", "NL ENE E123"])
def test_one_spelling(text):
    """Separators and case say nothing."""
    assert canonical_evse_id(text) == "NLENEE123"


def test_no_id_at_all(store):
    """A word that stands at many locations, or is no EVSE id, makes no twins."""
    many = [at(location(f"M{n}", evse("A", evse_id="NL*ENE*E0")), n) for n in range(4)]
    odd = [at(location(f"O{n}", evse("A", evse_id="1210")), n) for n in range(2)]
    take_in(store, *many, *odd)

    assert all(is_shown(store, each.location) for each in (*many, *odd))
