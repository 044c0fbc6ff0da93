"""What is exported and imported again is the same."""

import io
import json
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from functools import reduce
from operator import getitem

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from plugdex.directory.apart import take_apart
from plugdex.directory.entries import to_entry
from plugdex.directory.ingest import Ingest, Scope
from plugdex.exports.selection import EVERYTHING, select
from plugdex.formats.port import Reading, ReadOptions
from plugdex.formats.registry import find_format
from plugdex.model.errors import UnreadableSource
from plugdex.stores.memory import MemoryStore
from tests.exports import carried
from tests.exports.carried import STATUS
from tests.exports.exporting import exported
from tests.exports.test_sqlite import TARIFF
from tests.places import DIALECT, NOW, ccs, evse, location, reading, take_in
from tests.search.worlds import worlds

OPTIONS = ReadOptions(source="ndjson", received=datetime(2026, 7, 1, tzinfo=UTC))


def read(name, data, **members):
    """The readings of exported bytes."""
    return list(find_format(name).read(io.BytesIO(data), replace(OPTIONS, **members)))


def copied(data):
    """A store with what a file of ours has."""
    store = MemoryStore()

    def start(source, tally):
        return Ingest(store, DIALECT, Scope(source=source), tally)

    if data:  # a file of nothing is refused, since it is more likely a fault
        take_apart(map(to_entry, read("ndjson", data)), "ndjson", start, 0)
    return store


def filled(world):
    """A store with the locations of two sources."""
    store = MemoryStore()
    for source in ("first", "second"):
        take_in(store, *(r for r in world if r.location.source == source), source=source)
    return store


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(worlds())
def test_ndjson(world):
    """A copy that is made of NDJSON exports the very same bytes."""
    data = exported(filled(world), "ndjson")

    assert exported(copied(data), "ndjson") == data


def test_ndjson_keeps_tariffs():
    """Prices are as they were, to the last digit."""
    store = MemoryStore()
    data = exported(store, "ndjson", EVERYTHING, TARIFF)
    (only,) = read("ndjson", data)

    assert only == Reading(tariff=TARIFF)
    assert only.tariff.elements[0].price_components[0].price == Decimal("0.40")


def test_twins_of_two_sources():
    """An EVSE that two sources have is shown of both, before and after."""
    store = MemoryStore()
    for source in ("first", "second"):
        place = location("a", evse("E1", evse_id="NL*PDX*E1"), source=source)
        take_in(store, reading(place), source=source)
    data = exported(store, "ndjson")

    assert len(list(select(copied(data).reads(), EVERYTHING))) == 2
    assert exported(copied(data), "ndjson") == data


def test_another_source():
    """A caller who names a source gets all lines for it."""
    store = MemoryStore()
    take_in(store, reading(location("a")))
    (one,) = read("ndjson", exported(store, "ndjson"), source="mirror")

    assert one.location.source == "mirror"


@pytest.mark.parametrize("data", [b"", b"\n\n", b"[1]\n", b"a,b\r\n1,2\r\n"])
def test_not_ours(data):
    """Something else is told from lines of ours."""
    with pytest.raises(UnreadableSource, match="plugdex export ndjson"):
        read("ndjson", data)


def test_too_long():
    """A line that is too long costs itself alone."""
    store = MemoryStore()
    take_in(store, reading(location("a")), reading(location("b", name="x" * 5000)))
    found = read("ndjson", exported(store, "ndjson"), largest_object=3000)

    assert sorted(bool(each.location) for each in found) == [False, True]
    assert [i.code for each in found for i in each.issues] == ["object_too_large"]


@pytest.mark.parametrize("name", ["ocpi", "ocpi-2.2.1"])
def test_ocpi(name):
    """OCPI that we write is OCPI that we read: the same hardware, places, statuses and prices."""
    store = MemoryStore()
    place = location("a", evse("E1", ccs(tariff_ids=("T1",))))
    take_in(store, reading(place, "CHARGING"))
    data = exported(store, name, EVERYTHING, TARIFF)
    first, second = read("ocpi", data, source="test")

    assert first.location == place
    assert (first.statuses[0].status, first.statuses[0].modified) == ("CHARGING", NOW)
    assert (second.tariff.id, second.tariff.elements) == (TARIFF.id, TARIFF.elements)


def test_ocpi_leaves_out_the_unowned():
    """OCPI wants owners: a location without one is left out, unless somebody answers for it."""
    store = MemoryStore()
    take_in(store, reading(location("a", country_code=None, party_id=None)))

    assert b'"id"' not in exported(store, "ocpi")


def facts(thing, path=()):
    """The places of all texts and numbers in a JSON value."""
    if isinstance(thing, dict | list):
        for key, value in thing.items() if isinstance(thing, dict) else enumerate(thing):
            yield from facts(value, (*path, key))
    else:
        yield path


HOURS = {
    "regular_hours": [{"weekday": 1, "begin": 480, "end": 600}],
    "exceptional_openings": [{"begin": "2026-07-01T00:00:00Z", "end": "2026-07-02T00:00:00Z"}],
}
ODD = ("", "<script>", "\x00", "x" * 3000, "2026-01-01T00:00:00", "9999-12-31T23:59:59Z", -1, 1e308)
LINE = {"id": "x", "location": carried.LOCATION | {"opening_times": HOURS}, "statuses": [STATUS]}
FACTS = list(facts(LINE))


@settings(max_examples=300)
@given(st.sampled_from(FACTS), st.sampled_from(ODD) | st.text() | st.integers())
def test_anything_in_a_line(path, odd):
    """Whatever stands in a line, it is taken in or refused, and it alone."""
    line = json.loads(json.dumps(LINE))
    reduce(getitem, path[:-1], line)[path[-1]] = odd
    found = read("ndjson", b"%b\n%b\n" % (json.dumps(line).encode(), json.dumps(LINE).encode()))
    store = MemoryStore()
    take_in(store, *(each for each in found if each.location))

    assert len(found) == 2
    assert store.reads().location_count() >= 1


@given(st.binary())
def test_any_bytes(data):
    """Bytes that are no file of ours are refused in words, or line by line."""
    with suppress(UnreadableSource):
        assert all(each.issues for each in read("ndjson", data))
