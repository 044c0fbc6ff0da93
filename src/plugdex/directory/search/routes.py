"""Along a route: parts of the line are asked one by one, each with a box of its own.

A location may be near several parts; it belongs to the one that it is nearest to, the first of
several. So parts can be taken in their order, and no more of them than the answer needs.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from math import cos, hypot, inf, radians
from operator import itemgetter
from typing import Final

from msgspec.structs import replace

from plugdex.directory.asked import EVERYTHING, Box, Find, Hit
from plugdex.directory.ports import Reads
from plugdex.directory.search.areas import box_along, is_inside, together
from plugdex.directory.search.check import Check, Placed
from plugdex.directory.search.grid import Grid
from plugdex.directory.search.question import Found, Question, found
from plugdex.model.geo import covering, distance_m
from plugdex.model.route import METRES_PER_DEGREE, Line, Place, Stretch, place_on
from plugdex.model.value import Value

RANGES: Final = 2

SHORTEST_PART_M: Final = 5_000.0
WIDTHS: Final = 5
"""A part is so many half widths long: longer ones have boxes of mostly empty corners."""

MOST_STRETCHES: Final = 32

FAR: Final = Place(inf, 0.0)
ROUNDING_M: Final = 0.001
"""A part may be passed over only where it is farther by more than rounding explains."""


class Part(Value, frozen=True, gc=False):
    """A part of the route, the box of all that is near it, and its own box around its middle."""

    stretches: Sequence[Stretch]
    box: Box
    lat: float
    lon: float
    height: float
    width: float
    """Degrees from the middle to the edges of its own box."""

    @property
    def end(self) -> float:
        """Metres from the beginning of the route."""
        return self.stretches[-1].start + self.stretches[-1].length

    def nearest_possible(self, lat: float, lon: float) -> float:
        """Metres that a point is at least away from the part."""
        aside = abs((lon - self.lon + 180) % 360 - 180) - self.width
        apart = abs(lat - self.lat) - self.height
        return hypot(max(0.0, aside) * cos(radians(lat)), max(0.0, apart)) * METRES_PER_DEGREE


def along(reads: Reads, question: Question, find: Find, check: Check) -> Sequence[Found]:
    """The locations of a corridor in the order of the question."""
    corridor = question.corridor
    if corridor is None:
        return ()
    corridors = _Corridor(reads, question, find, corridor.line, corridor.half_width)
    batches = corridors.batches()
    if question.order != "along":
        everything = [each for batch in batches for each in batch]
        batches = iter([sorted(everything, key=itemgetter(0))])
    kept = (each for batch in batches for each in check.first(batch, question.limit))
    return [found(question, *each) for each in islice(kept, question.limit)]


class _Corridor:
    """One question."""

    def __init__(
        self, reads: Reads, question: Question, find: Find, line: Line, half_width: float
    ) -> None:
        self._reads = reads
        self._question = question
        self._find = find
        self._half_width = half_width
        self._parts = list(_parts(line, half_width))
        self._grid = Grid([part.box for part in self._parts])
        self._known: dict[int, tuple[int, Place]] = {}

    def batches(self) -> Iterator[list[Placed]]:
        """The locations of each part, behind the place to go on from, in their order.

        What is nearest to the end of a part may share its place with what is nearest to the
        beginning of the next, so it waits for that.
        """
        after = self._question.after or (-1.0, 0)
        waiting: list[Placed] = []
        for number, part in enumerate(self._parts):
            if self._question.order == "along" and part.end < after[0]:
                continue
            placed = waiting + [
                ((_order(self._question, hit, at), hit.rid), hit, at)
                for hit, at in self._of(number, part)
            ]
            placed = [each for each in placed if each[0] > after]
            placed.sort(key=itemgetter(0))
            waiting = [each for each in placed if each[2] and each[2].along >= part.end]
            yield [each for each in placed if each[2] and each[2].along < part.end]
        yield waiting

    def _of(self, number: int, part: Part) -> Iterator[tuple[Hit, Place]]:
        """The locations that are nearest to this part."""
        box = together(self._find.box, part.box)
        if box is None:
            return
        ranges = tuple(covering(box, RANGES))
        asked = replace(self._find, ranges=ranges, box=box, limit=EVERYTHING)
        for hit in self._reads.find(asked):
            best, at = self._known.get(hit.rid) or self._place(hit)
            if (
                best == number
                and at.off <= self._half_width
                and is_inside(self._question, hit.lat, hit.lon)
            ):
                yield hit, at

    def _place(self, hit: Hit) -> tuple[int, Place]:
        """The part that a location is nearest to, and its place on it."""
        best, place = -1, FAR
        for number in self._grid.having(hit.lat, hit.lon):
            part = self._parts[number]
            if part.nearest_possible(hit.lat, hit.lon) > place.off + ROUNDING_M:
                continue
            at = place_on(part.stretches, hit.lat, hit.lon)
            if at.off < place.off:
                best, place = number, at
        self._known[hit.rid] = best, place
        return best, place


def _parts(line: Line, half_width: float) -> Iterator[Part]:
    longest = max(SHORTEST_PART_M, WIDTHS * half_width)
    stretches: list[Stretch] = []
    for stretch in line:
        if stretches and (
            stretch.start + stretch.length - stretches[0].start > longest
            or len(stretches) == MOST_STRETCHES
        ):
            yield _part(stretches, half_width)
            stretches = []
        stretches.append(stretch)
    if stretches:
        yield _part(stretches, half_width)


def _part(stretches: Sequence[Stretch], half_width: float) -> Part:
    lats = [each for s in stretches for each in (s.lat, s.to_lat)]
    lons = [each for s in stretches for each in (s.lon, s.to_lon)]
    south, north, west, east = min(lats), max(lats), min(lons), max(lons)
    return Part(
        stretches,
        box_along(stretches, half_width),
        (south + north) / 2,
        (west + east) / 2,
        (north - south) / 2,
        (east - west) / 2,
    )


def _order(question: Question, hit: Hit, place: Place) -> float:
    near = question.near
    if question.order == "distance" and near:
        return distance_m(near.lat, near.lon, hit.lat, hit.lon)
    if question.order == "cell":
        return hit.cell
    return place.off if question.order == "excursion" else place.along
