"""The pooled map layer: nothing is lost in a partition, and what is common is there once."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import fields

from plugdex.formats.layer.columns import COLUMNS, POOLS
from plugdex.formats.layer.parse import read_partition
from plugdex.formats.layer.schema import partition_type
from plugdex.formats.layer.tiling import corner, family, level_of, tile_at, tile_of
from plugdex.formats.layer.values import Entry, Group
from plugdex.formats.layer.write import write_partition
from plugdex.model.errors import UnreadableSource
from plugdex.model.geo import cell
from plugdex.model.ids import content_id
from plugdex.model.location import Connector, Evse, Location, Point
from plugdex.model.value import Value

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "layer.md"
BERLIN = Point(lat=52.52, lon=13.405)
texts = st.text(max_size=3)
plain: Mapping[Any, st.SearchStrategy[Any]] = {
    str: texts,
    float: st.floats(allow_nan=False),
    datetime: st.datetimes(timezones=st.just(UTC)),
    bool: st.booleans(),
    int: st.integers(0, 1 << 40),
}


def points() -> st.SearchStrategy[Point]:
    """Points of the grid on which the layer has them: 1e-7 degrees."""
    lats = st.integers(-900_000_000, 900_000_000).map(lambda lat: lat / 10_000_000)
    lons = st.integers(-1_800_000_000, 1_800_000_000).map(lambda lon: lon / 10_000_000)
    return st.builds(Point, lat=lats, lon=lons)


def values_of(hint: Any) -> st.SearchStrategy[Any]:
    """All values of a type of the model."""
    if hint in plain:
        return plain[hint]
    if hint is Point:
        return points()
    if get_origin(hint) is Literal:
        return st.sampled_from(get_args(hint))
    if get_origin(hint) is tuple:
        return st.lists(values_of(get_args(hint)[0]), max_size=2).map(tuple)
    if get_origin(hint) is UnionType or NoneType in get_args(hint):
        return st.none() | values_of(next(each for each in get_args(hint) if each is not NoneType))
    return of_class(hint)


@cache
def of_class(kind: type[Value]) -> st.SearchStrategy[Any]:
    """Values of a class with any of its members."""
    hints = get_type_hints(kind)
    needed = {each.name for each in fields(kind) if each.required}
    members = {name: values_of(hint) for name, hint in hints.items()}
    return st.fixed_dictionaries(
        {name: each for name, each in members.items() if name in needed},
        optional={name: each for name, each in members.items() if name not in needed},
    ).map(lambda chosen: kind(**chosen))


entries = st.lists(
    st.builds(
        Entry,
        id=texts,
        location=of_class(Location),
        groups=st.lists(of_class(Group), max_size=2).map(tuple),
    ),
    max_size=3,
    unique_by=lambda entry: entry.id,
)


def partition(*places: Location) -> bytes:
    """The bytes of some locations."""
    made = [Entry(id=place.id, location=place) for place in places]
    return write_partition("23618402", BERLIN, made)


@settings(max_examples=30, deadline=None)
@given(entries, points())
def test_what_is_written_is_read(places: list[Entry], origin: Point) -> None:
    found = read_partition(write_partition("1", origin, places))
    there = sorted(places, key=lambda entry: entry.id)
    assert list(found) == there
    assert [found[row] for row in range(len(found))] == there


@settings(max_examples=20, deadline=None)
@given(entries)
def test_the_order_in_which_locations_come_does_not_matter(places: list[Entry]) -> None:
    there = write_partition("1", BERLIN, places)
    assert write_partition("1", BERLIN, places[::-1]) == there


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_points_are_right_to_a_centimetre(lat: float, lon: float) -> None:
    place = Location(source="s", id="1", coordinates=Point(lat=lat, lon=lon))
    found = read_partition(partition(place))[0].location.coordinates
    assert found is not None
    assert (found.lat, found.lon) == pytest.approx((lat, lon), abs=5.1e-8)


def test_equal_connectors_are_one() -> None:
    evses = tuple(Evse(uid=str(n), connectors=(Connector(id="1"),)) for n in range(5))
    found = read_partition(partition(Location(source="s", id="1", evses=evses)))
    assert found.message.connector.rows == 1
    first, *others = found[0].location.evses
    assert all(each.connectors[0] is first.connectors[0] for each in others)


def test_no_reference_is_not_the_first() -> None:
    known = Evse(uid="1", floor_level="0")
    found = read_partition(partition(Location(source="s", id="1", evses=(known, Evse(uid="2")))))
    assert found.message.evse.floor_level[1] == -1
    assert found[0].location.evses[1].floor_level is None


def test_the_maximum_power_is_in_watts_stated_or_not() -> None:
    plug = Connector(id="1", power_type="AC_3_PHASE", max_voltage=230, max_amperage=32)
    place = Location(source="s", id="1", evses=(Evse(uid="1", connectors=(plug,)),))
    assert read_partition(partition(place)).message.connector.max_power == [22_080]


@settings(max_examples=15, deadline=None)
@given(entries)
def test_a_column_has_what_the_values_have(places: list[Entry]) -> None:
    found = read_partition(write_partition("1", BERLIN, places))
    there = sorted(places, key=lambda entry: entry.id)
    assert found.column("location", "content_id") == [entry.id for entry in there]
    assert found.column("location", "groups") == [entry.groups for entry in there]
    for name in Location.__struct_fields__:
        assert found.column("location", name) == [getattr(e.location, name) for e in there]


def test_a_column_that_is_not_there_is_told() -> None:
    with pytest.raises(KeyError, match=r"location\.colour"):
        read_partition(SAMPLE).column("location", "colour")


def test_every_field_of_the_model_has_its_column() -> None:
    pools = partition_type().DESCRIPTOR.fields_by_name
    for kind, name in POOLS.items():
        columns = set(pools[name].message_type.fields_by_name.keys())
        assert {column.name for column in COLUMNS[kind]} <= columns


def test_bytes_of_something_else_are_refused() -> None:
    with pytest.raises(UnreadableSource, match="no partition"):
        read_partition(b"\x0a\xffnothing")
    with pytest.raises(UnreadableSource, match="version 0"):
        read_partition(b"")


SAMPLE = write_partition(
    "1",
    BERLIN,
    [
        Entry(
            id=str(number),
            location=Location(
                source="s",
                id=str(number),
                coordinates=BERLIN,
                evses=(Evse(uid="1", connectors=(Connector(id="1"),)),),
            ),
        )
        for number in range(3)
    ],
)


@given(st.data())
def test_broken_bytes_are_refused_and_nothing_else(data: st.DataObject) -> None:
    bytes_ = bytearray(SAMPLE)
    for _ in range(data.draw(st.integers(1, 4))):
        bytes_[data.draw(st.integers(0, len(bytes_) - 1))] = data.draw(st.integers(0, 255))
    try:
        found = read_partition(bytes(bytes_))
        assert len(list(found)) == len(found) == len(found[:])
    except UnreadableSource:
        pass


def test_the_middle_of_berlin_is_in_its_tile() -> None:
    assert tile_at(BERLIN.lat, BERLIN.lon) == 23618402
    assert corner(23618402) == Point(lat=52.470703125, lon=13.359375)


@given(st.floats(-90, 90), st.floats(-180, 180), st.integers(2, 20))
def test_a_tile_holds_its_points_and_lies_in_the_one_above(
    lat: float, lon: float, level: int
) -> None:
    tile = tile_at(lat, lon, level)
    south_west, size = corner(tile), 360 / (1 << level)
    assert level_of(tile) == level
    assert tile >> 2 == tile_at(lat, lon, level - 1)
    assert south_west.lat - 1e-6 <= lat <= south_west.lat + size + 1e-6
    assert south_west.lon - 1e-6 <= lon <= south_west.lon + size + 1e-6


@given(st.lists(st.tuples(st.floats(-90, 90), st.floats(-180, 180))), st.integers(1, 20))
def test_a_family_of_tiles_comes_in_one_piece(
    places: list[tuple[float, float]], level: int
) -> None:
    cells = sorted(cell(lat, lon) for lat, lon in places)
    families = {tile_of(each, level): family(each, level) for each in cells}
    assert all(families[tile_of(each, level)] == family(each, level) for each in cells)
    assert [family(each, level) for each in cells] == sorted(family(e, level) for e in cells)


def test_the_partition_of_the_documentation_is_what_it_says() -> None:
    plug = Connector(id="1", standard="IEC_62196_T2", max_electric_power=22_000)
    place = Location(
        source="x",
        id="7",
        last_updated=datetime(2026, 6, 1, tzinfo=UTC),
        coordinates=BERLIN,
        evses=(Evse(uid="A", connectors=(plug,)), Evse(uid="B", connectors=(plug,))),
    )
    group = Group(standard="IEC_62196_T2", max_power=22_000, evses=2)
    entry = Entry(id=content_id("x", None, None, "7"), location=place, groups=(group,))
    lines = re.findall(r"^[0-9a-f]{8}  (.*)$", PAGE.read_text("utf-8"), re.MULTILINE)
    shown = bytes.fromhex(" ".join(lines))
    assert write_partition("23618402", corner(23618402), [entry]) == shown
    assert list(read_partition(shown)) == [entry]
