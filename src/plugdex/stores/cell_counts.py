"""How the counts of locations by cell move with a change."""

from collections.abc import Iterator

from plugdex.directory.asked import COUNTED_LEVELS
from plugdex.model.geo import BITS, micro

Row = tuple[int, int, int, int, int, int]
"""Level, cluster, cell, locations, sums of millionths of degrees of latitude and longitude."""


class CellCounts:
    """What comes and goes, put together: a location that stays where it is moves nothing."""

    def __init__(self) -> None:
        self._sums: dict[tuple[int, int, int], list[int]] = {}

    def add(self, cell: int, clusters: int, lat: float, lon: float, sign: int) -> None:
        """A location comes (1) or goes (-1); ``clusters`` are bits."""
        for level in COUNTED_LEVELS:
            place = cell >> 2 * (BITS - level)
            for cluster in numbers(clusters):
                sums = self._sums.setdefault((level, cluster, place), [0, 0, 0])
                sums[0] += sign
                sums[1] += sign * micro(lat)
                sums[2] += sign * micro(lon)

    def rows(self) -> list[Row]:
        """The cells that move, in their order."""
        return [
            (level, cluster, cell, locations, lat, lon)
            for (level, cluster, cell), (locations, lat, lon) in sorted(self._sums.items())
            if locations or lat or lon
        ]


def numbers(bits: int) -> Iterator[int]:
    """Numbers of the bits that are set."""
    while bits:
        yield (bits & -bits).bit_length() - 1
        bits &= bits - 1
