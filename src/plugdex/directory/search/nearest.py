"""The nearest first: neighbours in the order of cells give a bound, a box within it the answer.

Neighbours by cell are mostly near, but not the nearest. As many of them as are asked for say how
far away the last one can be at most; whatever is nearer lies in the box of that radius. So no
guess about the density is needed, and a rare connector costs no more than a common one.
"""

from collections.abc import Sequence
from operator import itemgetter
from typing import Final

from msgspec.structs import replace

from plugdex.directory.ports import EVERYTHING, Find, Hit, Reads
from plugdex.directory.search.areas import box_around, is_inside, together
from plugdex.directory.search.check import Check, Placed
from plugdex.directory.search.question import Found, Question, found
from plugdex.model.geo import LAST_CELL, cell, clipped, covering, distances_from
from plugdex.model.location import Point

RANGES: Final = 4
FARTHEST_M: Final = 20_100_000.0
"""A little more than half way around the earth."""

LEAST_RADIUS_M: Final = 100.0
GROWTH: Final = 2.0


def nearest(reads: Reads, question: Question, find: Find, check: Check) -> Sequence[Found]:
    """The locations nearest to ``question.near``, ties by row id."""
    if question.near is None:
        return ()
    placed = _Nearest(reads, question, find, question.near).run(check)
    return [found(question, *each) for each in placed]


class _Nearest:
    """One question."""

    def __init__(self, reads: Reads, question: Question, find: Find, point: Point) -> None:
        self._reads = reads
        self._question = question
        self._find = find
        self._lat, self._lon = point.lat, point.lon

    def run(self, check: Check) -> list[Placed]:
        """The answer: radii grow until there is enough, or nothing more to find."""
        limit = self._question.limit
        neighbours, radius = self._neighbours()
        if radius is None:
            return check.first(neighbours, limit)
        while True:
            placed, is_all = self._within(radius)
            kept = check.first(placed, limit)
            if is_all or len(kept) == limit:
                return kept
            radius *= GROWTH

    def _neighbours(self) -> tuple[list[Placed], float | None]:
        """Locations before and behind the point in the order of cells, and the radius to look in.

        Without a radius the neighbours are all there is.
        """
        here, find = cell(self._lat, self._lon), self._find
        upwards = replace(find, ranges=clipped(find.ranges, here, LAST_CELL))
        downwards = replace(find, ranges=clipped(find.ranges, 0, here - 1), descending=True)
        behind, before = self._reads.find(upwards), self._reads.find(downwards)
        placed = self._placed([*behind, *before])
        if len(behind) < find.limit and len(before) < find.limit:
            return placed, None
        if len(placed) >= find.limit:
            return placed, placed[find.limit - 1][0][0]
        after = self._question.after
        return placed, max(after[0] * GROWTH if after else 0.0, LEAST_RADIUS_M)

    def _within(self, radius: float) -> tuple[list[Placed], bool]:
        """What is within a radius, and whether that is everything."""
        find = self._find
        box = together(find.box, box_around(self._lat, self._lon, radius))
        if box is None:
            return [], radius >= FARTHEST_M
        first, last = find.ranges[0][0], find.ranges[-1][1]
        ranges = clipped(covering(box, RANGES), first, last)
        hits = self._reads.find(replace(find, ranges=ranges, box=box, limit=EVERYTHING))
        if box == find.box or radius >= FARTHEST_M:
            return self._placed(hits), True
        return [each for each in self._placed(hits) if each[0][0] <= radius], False

    def _placed(self, hits: Sequence[Hit]) -> list[Placed]:
        """Hits inside the areas and behind the place to go on from, nearest first."""
        question, distance = self._question, distances_from(self._lat, self._lon)
        if question.circle or question.box:
            hits = [hit for hit in hits if is_inside(question, hit.lat, hit.lon)]
        placed: list[Placed] = [((distance(hit.lat, hit.lon), hit.rid), hit, None) for hit in hits]
        if question.after is not None:
            after = question.after
            placed = [each for each in placed if each[0] > after]
        placed.sort(key=itemgetter(0))
        return placed
