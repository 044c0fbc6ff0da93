"""Where things are: Z-order cells, coverings of boxes, distances.

1. A cell is a number of 62 bits: 31 bits of longitude and of latitude, interleaved. Places that
   are near each other mostly have cells that are near each other, so rows in the order of cells
   answer a box with few ranges.
2. A covering is complete and never exact: the exact box test comes behind it.
"""

from collections.abc import Callable, Iterable
from heapq import heapify, heappop, heappush
from math import asin, cos, pi, radians, sin, sqrt
from typing import Final, Protocol

BITS: Final = 31
"""Per axis: a cell is at most 1.9 cm wide and 0.9 cm high."""

TOP: Final = (1 << BITS) - 1
CELLS_PER_LON: Final = (1 << BITS) / 360
CELLS_PER_LAT: Final = (1 << BITS) / 180
LAST_CELL: Final = (1 << 2 * BITS) - 1
MICRO: Final = 1_000_000
EARTH_RADIUS_M: Final = 6_371_008.8
"""Mean radius (IUGG)."""

DIAMETER_M: Final = 2 * EARTH_RADIUS_M
RIGHT_ANGLE: Final = pi / 2

_SPREAD: Final = tuple(int(f"{number:b}", 4) for number in range(1 << 11))
"""11 bits with a gap behind each: base 2 digits read in base 4."""

_Piece = tuple[int, int, int, int, int, int, int]


class BoxLike(Protocol):
    """A box of degrees; ``west`` greater than ``east`` crosses the antimeridian."""

    @property
    def west(self) -> float: ...
    @property
    def south(self) -> float: ...
    @property
    def east(self) -> float: ...
    @property
    def north(self) -> float: ...


def cell(lat: float, lon: float) -> int:
    """The cell of a point; degrees beyond the poles or ±180 count as on them."""
    return _interleave(_column(lon), _row(lat))


def micro(degrees: float) -> int:
    """Millionths of a degree, so that sums are exact."""
    return round(degrees * MICRO)


def covers(box: BoxLike, lat: float, lon: float) -> bool:
    """Whether a point lies in a box or on its edge."""
    if not box.south <= lat <= box.north:
        return False
    if box.west <= box.east:
        return box.west <= lon <= box.east
    return lon >= box.west or lon <= box.east


def covering(box: BoxLike, limit: int = 16) -> list[tuple[int, int]]:
    """Ranges of cells ``(low, high)``, both inclusive, that hold every point of a box.

    At most ``limit`` (2 or more) ranges, ascending, none touching the next. A box whose south is
    above its north holds nothing.
    """
    if box.south > box.north:
        return []
    bottom, top = _row(box.south), _row(box.north)
    pieces = [_piece(left, bottom, right, top) for left, right in _columns(box)]
    heapify(pieces)
    while len(pieces) < limit and pieces[0][0] < 0:
        for part in _halves(heappop(pieces)):
            heappush(pieces, part)
    return _merged(sorted((low, high) for _, low, high, *_ in pieces))


def clipped(
    ranges: Iterable[tuple[int, int]], first: int, last: int
) -> tuple[tuple[int, int], ...]:
    """The parts of ranges from one cell to another, both inclusive."""
    cut = ((max(low, first), min(high, last)) for low, high in ranges)
    return tuple((low, high) for low, high in cut if low <= high)


def distance_m(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Great-circle metres between two points (haversine)."""
    return distances_from(lat, lon)(other_lat, other_lon)


def distances_from(lat: float, lon: float) -> Callable[[float, float], float]:
    """Great-circle metres from one point to others."""
    phi, width = radians(lat), cos(radians(lat))

    def distance(other_lat: float, other_lon: float) -> float:
        other_phi = radians(other_lat)
        across = sin((other_phi - phi) / 2)
        along = sin(radians(other_lon - lon) / 2)
        square = across * across + width * cos(other_phi) * along * along
        return DIAMETER_M * asin(sqrt(square)) if square < 1 else DIAMETER_M * RIGHT_ANGLE

    return distance


def _column(lon: float) -> int:
    column = int((lon + 180) * CELLS_PER_LON)
    return column if 0 <= column <= TOP else _clamped(column)


def _row(lat: float) -> int:
    row = int((lat + 90) * CELLS_PER_LAT)
    return row if 0 <= row <= TOP else _clamped(row)


def _clamped(place: int) -> int:
    return min(TOP, max(0, place))


def _interleave(column: int, row: int) -> int:
    spread = _SPREAD
    return (
        spread[column >> 22] << 44
        | spread[column >> 11 & 2047] << 22
        | spread[column & 2047]
        | spread[row >> 22] << 45
        | spread[row >> 11 & 2047] << 23
        | spread[row & 2047] << 1
    )


def _columns(box: BoxLike) -> list[tuple[int, int]]:
    west, east = _column(box.west), _column(box.east)
    if box.west <= box.east:
        return [(west, east)]
    return [(0, east), (west, TOP)] if east < west else [(0, TOP)]


def _piece(left: int, bottom: int, right: int, top: int) -> _Piece:
    """A part of a box with the range from its first to its last cell.

    It begins with minus the number of cells of that range which are outside, so that a heap has
    the most wasteful piece first.
    """
    low, high = _interleave(left, bottom), _interleave(right, top)
    inside = (right - left + 1) * (top - bottom + 1)
    return inside - (high - low + 1), low, high, left, bottom, right, top


def _halves(piece: _Piece) -> tuple[_Piece, _Piece]:
    """Cut a piece at the highest bit in which its first and last cell differ."""
    _, low, high, left, bottom, right, top = piece
    bit = (low ^ high).bit_length() - 1
    place = bit >> 1
    if bit & 1:
        middle = top >> place << place
        return _piece(left, bottom, right, middle - 1), _piece(left, middle, right, top)
    middle = right >> place << place
    return _piece(left, bottom, middle - 1, top), _piece(middle, bottom, right, top)


def _merged(ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged = ranges[:1]
    for low, high in ranges[1:]:
        if low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    return merged
