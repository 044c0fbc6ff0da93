"""Which of many boxes have a point, without asking each of them."""

from collections.abc import Iterator, Sequence
from math import floor
from typing import Final

from plugdex.directory.asked import Box
from plugdex.model.geo import covers

FINEST: Final = 0.02
"""Degrees of the smallest grid."""


class Grid:
    """Boxes by the cells of a grid that is about as coarse as the largest of them."""

    def __init__(self, boxes: Sequence[Box]) -> None:
        self._boxes = boxes
        largest = max((max(_width(box), box.north - box.south) for box in boxes), default=1)
        self._columns = max(1, floor(360 / max(largest, FINEST)))
        self._step = 360 / self._columns
        self._cells: dict[tuple[int, int], list[int]] = {}
        for number, box in enumerate(boxes):
            for cell in self._of(box):
                self._cells.setdefault(cell, []).append(number)

    def having(self, lat: float, lon: float) -> Iterator[int]:
        """The numbers of the boxes that have a point, ascending."""
        for number in self._cells.get((self._row(lat), self._column(lon)), ()):
            if covers(self._boxes[number], lat, lon):
                yield number

    def _of(self, box: Box) -> Iterator[tuple[int, int]]:
        first = floor((box.west + 180) / self._step)
        last = floor((box.west + _width(box) + 180) / self._step)
        columns = {column % self._columns for column in range(first, last + 1)}
        for row in range(self._row(box.south), self._row(box.north) + 1):
            for column in columns:
                yield row, column

    def _row(self, lat: float) -> int:
        return floor((lat + 90) / self._step)

    def _column(self, lon: float) -> int:
        return floor((lon + 180) / self._step) % self._columns


def _width(box: Box) -> float:
    """Degrees from west to east."""
    width = box.east - box.west
    return width if width >= 0 else width + 360
