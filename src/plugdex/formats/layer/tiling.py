"""Partitions: tiles that are square in degrees, with the numbers that HERE calls tile ids.

At level n the earth is 2ⁿ columns, counted from 180° W, and half as many rows, counted from the
south pole. The bits of row and column are interleaved behind a leading 1, so a number says its
level, and without its last two bits it is the tile around it.
"""

from typing import Final

from plugdex.model.geo import BITS, cell
from plugdex.model.location import Point

DEFAULT_LEVEL: Final = 12
"""About 10 km from south to north."""

LEVELS: Final = range(1, 21)

COLUMN_BITS: Final = 0x1555_5555_5555_5555
ROW_BITS: Final = COLUMN_BITS << 1


def tile_at(lat: float, lon: float, level: int = DEFAULT_LEVEL) -> int:
    """The tile that a point lies in."""
    return tile_of(cell(lat, lon), level)


def tile_of(place: int, level: int) -> int:
    """The tile that a cell (see ``model.geo``) lies in.

    Cells of a level are half as high as tiles, so rows have a bit less.
    """
    cut = place >> 2 * (BITS - level)
    return 1 << 2 * level | cut & COLUMN_BITS | (cut & ROW_BITS) >> 2


def level_of(tile: int) -> int:
    """The level of a tile."""
    return (tile.bit_length() - 1) // 2


def corner(tile: int) -> Point:
    """The south-western corner of a tile."""
    level = level_of(tile)
    size = 360 / (1 << level)
    column = row = 0
    for bit in range(level):
        column |= (tile >> 2 * bit & 1) << bit
        row |= (tile >> 2 * bit + 1 & 1) << bit
    return Point(lat=row * size - 90, lon=column * size - 180)


def family(place: int, level: int) -> int:
    """What cells of neighbouring tiles have in common; all cells of a tile are of one family.

    In Z-order a family comes in one piece, and the two tiles of it do not.
    """
    return place >> 2 * (BITS - level + 1)
