"""What of section 2 of the catalogue of quirks is a matter of reading and taking in."""

from datetime import timedelta

import pytest

from plugdex.directory.lookup import look_up
from plugdex.directory.records import location_content_id
from plugdex.stores.memory import MemoryStore
from tests.formats.ocpi_samples import location, tariff
from tests.places import NOW, reading, take_in
from tests.places import location as place
from tests.wild.feed import read_location, read_tariff, without


@pytest.mark.parametrize(
    "thing", [without(location(), "publish", "time_zone"), location(parking_type="ON_STREET")]
)
def test_wild_2_8_union_of_2_2_and_2_2_1(thing):
    """Objects of 2.2 and 2.2.1 are read alike, whatever version was announced."""
    found, seen = read_location(thing)

    assert (found.id, found.time_zone) == ("L1", "Europe/Amsterdam")
    assert seen <= {"publish_missing", "time_zone_invalid"}


def test_wild_2_8_tariff_of_2_2():
    """A tariff of 2.2 lacks what came later."""
    found, seen = read_tariff(tariff(tariff_alt_url="https://prices.example/q"))

    assert found.tariff_alt_url == "https://prices.example/q"
    assert seen == set()


STALE, TIED, FRESH = (
    reading(place("D", name=name, last_updated=NOW - timedelta(hours=hours)))
    for name, hours in (("stale", 2), ("tied", 1), ("fresh", 1))
)


@pytest.mark.parametrize(
    "copies", [(STALE, FRESH), (FRESH, STALE), (TIED, FRESH), (STALE, TIED, FRESH)]
)
def test_wild_2_13_duplicates(copies):
    """Of copies the freshest counts, on a tie the last one; each other one is counted."""
    store = MemoryStore()
    report = take_in(store, *copies, reading(place("sibling")))
    shown = look_up(store.reads(), [location_content_id(FRESH.location)])

    assert (report.locations.total, report.issues) == (2, {"duplicate_object": len(copies) - 1})
    assert b'"fresh"' in shown[location_content_id(FRESH.location)].prepared
