"""The nearest first: neighbours in the order of cells give a radius, what is within it the answer.

Neighbours by cell are mostly near, but not the nearest. As many of them as are asked for say how
far away the last one can be at most, and whatever is nearer is looked for in that radius. So no
guess about the density is needed, and a rare connector costs no more than a common one.
"""

from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from math import cos, radians, sqrt
from operator import itemgetter
from typing import Final

from msgspec.structs import replace

from plugdex.directory.asked import EVERYTHING, Find, Hit
from plugdex.directory.ports import Reads
from plugdex.directory.search.areas import box_around, disc_around, is_inside, together
from plugdex.directory.search.check import Check, Placed
from plugdex.directory.search.question import Found, Question, found
from plugdex.model.geo import cell, clipped, covering, distances_from
from plugdex.model.location import Point
from plugdex.model.route import METRES_PER_DEGREE

RANGES: Final = 2
"""Of cells: the store leaves out quickly what is not within the radius, and every range costs."""
FARTHEST_M: Final = 20_100_000.0
"""A little more than half way around the earth."""

LEAST_RADIUS_M: Final = 10.0
GROWTH: Final = 2.0
MARGIN: Final = 1.01


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
        radius = self._radius()
        while True:
            placed, is_all = self._within(radius)
            kept = check.first(placed, limit)
            if is_all or len(kept) == limit:
                return kept
            radius *= GROWTH

    def _radius(self) -> float:
        """About as far away as the last one can be, as the neighbours tell.

        A flat map will do: where it is wrong, or neighbours do not count in the end, the radius
        grows. All the world is looked at where there are too few of them.
        """
        question, limit = self._question, self._find.limit
        positions = self._reads.neighbours(self._find, cell(self._lat, self._lon))
        if len(positions) < limit:
            return FARTHEST_M
        if question.circle or question.box:
            positions = [each for each in positions if is_inside(question, *each)]
        least = question.after[0] if question.after else 0.0
        squares = sorted(flat_squares(self._lat, self._lon, positions))
        squares = squares[bisect(squares, (least / METRES_PER_DEGREE) ** 2) :][:limit]
        farthest = sqrt(squares[-1]) * METRES_PER_DEGREE * MARGIN if squares else least * GROWTH
        return max(farthest, LEAST_RADIUS_M)

    def _within(self, radius: float) -> tuple[list[Placed], bool]:
        """What is within a radius, and whether that is everything."""
        find = self._find
        box = together(find.box, box_around(self._lat, self._lon, radius))
        if box is None:
            return [], radius >= FARTHEST_M
        first, last = find.ranges[0][0], find.ranges[-1][1]
        ranges = clipped(covering(box, RANGES), first, last)
        disc = disc_around(self._lat, self._lon, radius)
        hits = self._reads.find(replace(find, ranges=ranges, box=box, disc=disc, limit=EVERYTHING))
        if (box == find.box and disc is None) or radius >= FARTHEST_M:
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


def flat_squares(
    lat: float, lon: float, positions: Iterable[tuple[float, float]]
) -> Iterator[float]:
    """Squares of the distances on a flat map, in degrees of latitude."""
    width = cos(radians(lat)) ** 2
    for north, east in positions:
        aside = (east - lon + 180) % 360 - 180
        yield (north - lat) ** 2 + aside * aside * width
