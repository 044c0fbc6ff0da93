"""Deltas lead from one export to another, and to no other."""

from io import BytesIO

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from plugdex.exports.delta import Counts, apply, make
from plugdex.exports.selection import EVERYTHING
from plugdex.model.errors import UnreadableSource
from plugdex.model.location import Point
from plugdex.stores.memory import MemoryStore
from tests.exports.exporting import exported
from tests.exports.test_sqlite import TARIFF
from tests.places import location, reading, take_in
from tests.search.worlds import readings


def export(world, *tariffs):
    """The lines of a world."""
    store = MemoryStore()
    for source in ("first", "second", "test"):
        take_in(store, *(r for r in world if r.location.source == source), source=source)
    return exported(store, "ndjson", EVERYTHING, *tariffs).splitlines(keepends=True)


def difference(old, new):
    """The lines of a delta, and its counts."""
    sink = BytesIO()
    counts = make(old, new, sink)
    return sink.getvalue().splitlines(keepends=True), counts


def applied(old, delta):
    """The lines that a delta makes."""
    sink = BytesIO()
    apply(old, delta, sink)
    return sink.getvalue().splitlines(keepends=True)


@st.composite
def pairs(draw):
    """Two worlds with some locations in common, and tariffs that come, go and change."""
    numbers = st.lists(st.integers(0, 5), unique=True, max_size=4)
    tariffs = st.sampled_from(((), (TARIFF,), (replace(TARIFF, currency="CHF"),)))
    return [([draw(readings(number)) for number in draw(numbers)], draw(tariffs)) for _ in range(2)]


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=50)
@given(pairs())
def test_new_is_old_and_delta(pair):
    """Whatever two exports are, the delta makes the second of the first, byte by byte."""
    old, new = (export(world, *tariffs) for world, tariffs in pair)
    delta, _ = difference(old, new)

    assert applied(old, delta) == new


def places(*pairs):
    """Locations by id and latitude."""
    return export([reading(location(id, coordinates=Point(lat=lat, lon=5.1))) for id, lat in pairs])


def test_counts():
    """A location that moved is changed, whatever its place in the file."""
    _, counts = difference(places(("a", 50), ("b", 51), ("c", 52)), places(("a", 50), ("b", -9)))

    assert counts == Counts(added=0, changed=1, removed=1)


def test_nothing_changed():
    """Of equal files only the end is left."""
    old = places(("a", 50), ("b", 51))

    assert len(difference(old, old)[0]) == 1


def test_of_another_file():
    """A delta is refused for a file that it was not made of."""
    delta, _ = difference(places(("a", 50)), places(("a", 51)))

    with pytest.raises(UnreadableSource, match="of another file"):
        applied(places(("b", 50)), delta)


def test_half_a_delta():
    """A delta without its end is no delta."""
    old = places(("a", 50))
    delta, _ = difference(old, places(("a", 51)))

    with pytest.raises(UnreadableSource, match="has no end"):
        applied(old, delta[:-1])
    with pytest.raises(UnreadableSource, match="does not lead"):
        applied(old, delta[1:])
