"""Cells, coverings and distances."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugdex.directory.asked import Box
from plugdex.model.geo import cell, covering, covers, distance_m
from tests.strategies import boxes, lats, lons


def slow_cell(lat, lon):
    column = min((1 << 31) - 1, int((lon + 180) * ((1 << 31) / 360)))
    row = min((1 << 31) - 1, int((lat + 90) * ((1 << 31) / 180)))
    return sum(
        (column >> bit & 1) << 2 * bit | (row >> bit & 1) << 2 * bit + 1 for bit in range(31)
    )


def holds(ranges, number):
    return any(low <= number <= high for low, high in ranges)


@given(lats, lons)
def test_cell(lat, lon):
    """A cell interleaves the bits of column and row."""
    assert cell(lat, lon) == slow_cell(lat, lon)


@given(boxes(), lats, lons, st.integers(2, 40))
def test_covering_is_complete(box, lat, lon, limit):
    """Every point of a box is in its covering."""
    assert holds(covering(box, limit), cell(lat, lon)) or not covers(box, lat, lon)


@given(boxes(), st.integers(2, 40))
def test_corners_are_covered(box, limit):
    """The corners of a box belong to it."""
    ranges = covering(box, limit)
    corners = [(lat, lon) for lat in (box.south, box.north) for lon in (box.west, box.east)]

    assert all(holds(ranges, cell(lat, lon)) for lat, lon in corners)


@given(boxes(), st.integers(2, 40))
def test_ranges_ascend_apart(box, limit):
    """Ranges are few, ascend and do not touch."""
    ranges = covering(box, limit)
    edges = [edge for low, high in ranges for edge in (low, high + 1)]

    assert len(ranges) <= limit
    assert edges == sorted(set(edges))


def test_world():
    """The world is one range."""
    assert covering(Box(west=-180, south=-90, east=180, north=90)) == [(0, (1 << 62) - 1)]


def test_two_sides_of_the_antimeridian_may_overlap():
    """The cells of one side may lie among those of the other; nothing is lost."""
    box = Box(west=92, south=0, east=89, north=52.37)

    assert all(holds(covering(box, 2), cell(lat, 89)) for lat in (0, 30, 52.37))


def test_upside_down():
    """A box with its south above its north holds nothing."""
    assert covering(Box(west=0, south=1, east=1, north=0)) == []


def test_covering_is_tight():
    """A city box reads less than twice its size."""
    box = Box(west=4.80, south=52.30, east=5.00, north=52.45)
    size = (0.20 / 360) * (0.15 / 180) * (1 << 62)

    assert sum(high - low + 1 for low, high in covering(box, 16)) < 2 * size


@pytest.mark.parametrize(("lon", "inside"), [(179.5, True), (-179.5, True), (0, False)])
def test_antimeridian(lon, inside):
    """A box whose west is greater than its east goes through 180 degrees."""
    box = Box(west=179, south=-1, east=-179, north=1)

    assert (covers(box, 0, lon), holds(covering(box), cell(0, lon))) == (inside, inside)


@pytest.mark.parametrize(
    ("ends", "metres"),
    [((0, 0, 0, 1), 111_195), ((90, 0, -90, 0), 20_015_115)],
)
def test_distance(ends, metres):
    """Distances are those of a sphere with the mean radius."""
    assert distance_m(*ends) == pytest.approx(metres, rel=1e-3)


@given(lats, lons, lats, lons)
def test_distance_is_symmetric(lat, lon, other_lat, other_lon):
    """There and back is the same, and never more than half way round."""
    there = distance_m(lat, lon, other_lat, other_lon)

    assert there == pytest.approx(distance_m(other_lat, other_lon, lat, lon))
    assert 0 <= there <= 20_015_116
