"""Boxes that have a point."""

from hypothesis import given
from hypothesis import strategies as st

from plugdex.directory.search.grid import Grid
from plugdex.model.geo import covers
from tests.strategies import boxes, lats, lons


@given(st.lists(boxes(), max_size=12), st.lists(st.tuples(lats, lons), max_size=8))
def test_same_as_asking_each(many, points):
    """A grid finds the boxes that one finds by asking each, also across the antimeridian."""
    grid = Grid(many)

    for lat, lon in points:
        expected = [number for number, box in enumerate(many) if covers(box, lat, lon)]
        assert list(grid.having(lat, lon)) == expected
