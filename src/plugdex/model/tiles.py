"""Web map tiles: square parts of the Web Mercator map, ``z/x/y`` from the top left."""

from math import asinh, atan, degrees, floor, pi, radians, sinh, tan
from typing import Final, Self

from plugdex.model.value import Value

EXTENT: Final = 4096
"""Units across a tile (Mapbox Vector Tile 2.1 §4.1)."""

DEEPEST: Final = 22
NORTHERNMOST: Final = 85.0511287798066
"""Where the map is as high as it is wide."""


class Tile(Value, frozen=True):
    """A tile; x grows to the east, y to the south."""

    z: int
    x: int
    y: int

    @classmethod
    def at(cls, z: int, lat: float, lon: float) -> Self:
        """The tile of a zoom level that a point lies on."""
        last = (1 << z) - 1
        x, y = _place(lat, lon)
        return cls(z, _within(floor(x * (1 << z)), last), _within(floor(y * (1 << z)), last))

    @property
    def is_on_map(self) -> bool:
        """Whether there is such a tile."""
        return 0 <= self.z <= DEEPEST and 0 <= self.x < 1 << self.z and 0 <= self.y < 1 << self.z

    @property
    def west(self) -> float:
        """Degrees."""
        return self.x / (1 << self.z) * 360 - 180

    @property
    def east(self) -> float:
        """Degrees."""
        return (self.x + 1) / (1 << self.z) * 360 - 180

    @property
    def north(self) -> float:
        """Degrees; the pole in the top row."""
        return _lat(self.y / (1 << self.z)) if self.y else 90.0

    @property
    def south(self) -> float:
        """Degrees; the pole in the bottom row."""
        last = (1 << self.z) - 1
        return _lat((self.y + 1) / (1 << self.z)) if self.y < last else -90.0

    def pixel(self, lat: float, lon: float) -> tuple[int, int]:
        """Where a point is in units of the tile; points of other tiles are beyond its extent."""
        size = 1 << self.z
        x, y = _place(lat, lon)
        return floor((x * size - self.x) * EXTENT), floor((y * size - self.y) * EXTENT)

    def has(self, lat: float, lon: float) -> bool:
        """Whether a point is on this tile and on no other of its zoom level."""
        size = 1 << self.z
        column = min(size - 1, floor((lon + 180) / 360 * size))
        return (column == self.x and self.south < lat <= self.north) or self._is_pole(lat, column)

    def _is_pole(self, lat: float, column: int) -> bool:
        return lat == -90 and self.south == -90 and column == self.x


def _lat(part: float) -> float:
    """The latitude so far down the map."""
    return degrees(atan(sinh(pi * (1 - 2 * part))))


def _place(lat: float, lon: float) -> tuple[float, float]:
    """Where a point is on the map: 0 to 1 from west to east and from north to south."""
    north = min(NORTHERNMOST, max(-NORTHERNMOST, lat))
    return (lon + 180) / 360, (1 - asinh(tan(radians(north))) / pi) / 2


def _within(number: int, last: int) -> int:
    return min(last, max(0, number))
