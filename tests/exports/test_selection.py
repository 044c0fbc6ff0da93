"""Which locations are exported, and in which order."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from plugdex.directory.asked import Box
from plugdex.exports.selection import Selection, select, sources_of
from plugdex.model.filters import Filters
from plugdex.model.geo import covers
from plugdex.model.ids import partner_id, source_key
from plugdex.model.location import Point
from plugdex.stores.memory import MemoryStore
from tests.places import ccs, evse, location, reading, take_in
from tests.search.worlds import worlds
from tests.strategies import boxes

NORTH = Point(lat=60, lon=5)


def ids(store, **members):
    """The own ids of what is selected."""
    return [each.location.id for each in select(store.reads(), Selection(**members))]


def test_filters(store):
    """Area, country, connector, operator and source each choose."""
    take_in(store, reading(location("a")), reading(location("b", evse("E", ccs()))))
    take_in(
        store,
        reading(location("c", source="more", coordinates=NORTH, country="NOR")),
        source="more",
    )

    assert ids(store, box=Box(west=4, south=59, east=6, north=61)) == ["c"]
    assert ids(store, countries=("NOR",)) == ["c"]
    assert ids(store, filters=Filters(connectors=("IEC_62196_T2_COMBO",))) == ["b"]
    assert sorted(ids(store, filters=Filters(operators=(partner_id("plug bv"),)))) == [*"abc"]
    assert (ids(store, sources=("more",)), sorted(ids(store, without=("more",)))) == (
        ["c"],
        ["a", "b"],
    )


def test_hidden(store):
    """What is hidden from readers is not exported, and neither are its statuses."""
    take_in(
        store,
        reading(location("a", evse("E1"), evse("E2")), "AVAILABLE", "REMOVED"),
        reading(location("b", publish=False)),
    )
    (only,) = select(store.reads(), Selection())

    assert [each.uid for each in only.location.evses] == ["E1"]
    assert [each.uid for each in only.statuses] == ["E1"]


def test_silent_sources(store):
    """Of a silent source nothing is said to be available, and the hash is another."""
    take_in(store, reading(location("a")))
    (heard,) = select(store.reads(), Selection())
    (silent,) = select(store.reads(), Selection(), {source_key("test")})

    assert (heard.statuses[0].status, silent.statuses[0].status) == ("AVAILABLE", "OPERATIONAL")
    assert heard.digest != silent.digest


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(world=worlds(), box=st.none() | boxes())
def test_complete_and_in_order(world, box):
    """Everything in the box comes once, in the order of (cell, id), with its source known."""
    store = MemoryStore()
    for source in ("first", "second"):
        take_in(store, *(r for r in world if r.location.source == source), source=source)
    found = list(select(store.reads(), Selection(box=box)))
    shown = list(select(store.reads(), Selection()))
    expected = [each for each in shown if box is None or covers(box, each.lat, each.lon)]

    assert found == expected == sorted(expected, key=lambda each: (each.cell, each.id))
    assert len({each.id for each in shown}) == len(shown)
    assert sources_of(store.reads(), Selection(box=box)) == {e.location.source for e in found}
