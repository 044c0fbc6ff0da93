"""Tiles of the web map."""

from hypothesis import given
from hypothesis import strategies as st

from plugdex.model.tiles import EXTENT, Tile

zooms = st.integers(0, 16)


@given(zooms, st.floats(-85, 85), st.floats(-180, 180))
def test_every_point_is_on_one_tile(z, lat, lon):
    """A point is within the one tile that has it, and its neighbours do not."""
    size = 1 << z
    column = min(size - 1, int((lon + 180) / 360 * size))
    rows = range(max(0, _row(z, lat) - 1), min(size, _row(z, lat) + 2))
    having = [y for y in rows if Tile(z, column, y).has(lat, lon)]

    assert len(having) == 1
    tile = Tile(z, column, having[0])
    x, y = tile.pixel(lat, lon)
    assert tile.south <= lat <= tile.north
    assert tile.west - 1e-9 <= lon <= tile.east + 1e-9
    assert 0 <= x <= EXTENT
    assert -1 <= y <= EXTENT


def _row(z, lat):
    """The row by bisection over the edges."""
    low, high = 0, (1 << z) - 1
    while low < high:
        middle = (low + high) // 2
        low, high = (middle + 1, high) if Tile(z, 0, middle).south >= lat else (low, middle)
    return low


def test_whole_world():
    """The tile of zoom level 0 has everything, the poles too."""
    world = Tile(0, 0, 0)

    assert all(world.has(lat, lon) for lat in (-90, 0, 90) for lon in (-180, 0, 180))
    assert world.pixel(0, 0) == (2048, 2048)
    assert world.pixel(-85.05, 179.999) == (4095, 4095)


def test_is_on_map():
    """There are four times as many tiles a level."""
    assert Tile(1, 1, 1).is_on_map
    assert not Tile(1, 2, 0).is_on_map
    assert not Tile(23, 0, 0).is_on_map
