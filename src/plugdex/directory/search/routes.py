"""Along a route: parts of the line are asked one by one, each with a box of its own.

A location may be near several parts; it belongs to the one that it is nearest to. So parts can
be taken in their order, and no more of them than the answer needs.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from operator import itemgetter
from typing import Final

from msgspec.structs import replace

from plugdex.directory.ports import Box, Find, Hit, Reads
from plugdex.directory.search.areas import box_along, is_inside, together
from plugdex.directory.search.check import Check, Placed
from plugdex.directory.search.grid import Grid
from plugdex.directory.search.question import Found, Question, found
from plugdex.model.geo import covering, distance_m
from plugdex.model.route import Line, Place, Stretch, place_on
from plugdex.model.value import Value

RANGES: Final = 2
EVERYTHING: Final = 1 << 40

SHORTEST_PART_M: Final = 5_000.0
WIDTHS: Final = 5
"""A part is so many half widths long: longer ones have boxes of mostly empty corners."""

MOST_STRETCHES: Final = 32


class Part(Value, frozen=True, gc=False):
    """A part of the route, and the box of all that is near it."""

    stretches: Sequence[Stretch]
    box: Box


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

    def batches(self) -> Iterator[list[Placed]]:
        """The locations of each part, behind the place to go on from, in their order."""
        after = self._question.after or (-1.0, 0)
        for number, part in enumerate(self._parts):
            last = part.stretches[-1]
            if self._question.order == "along" and last.start + last.length < after[0]:
                continue
            placed: list[Placed] = [
                ((_order(self._question, hit, at), hit.rid), hit, at)
                for hit, at in self._of(number, part)
            ]
            behind = [each for each in placed if each[0] > after]
            behind.sort(key=itemgetter(0))
            yield behind

    def _of(self, number: int, part: Part) -> Iterator[tuple[Hit, Place]]:
        """The locations that are nearest to this part."""
        box = together(self._find.box, part.box)
        if box is None:
            return
        ranges = tuple(covering(box, RANGES))
        asked = replace(self._find, ranges=ranges, box=box, limit=EVERYTHING)
        for hit in self._reads.find(asked):
            at = place_on(part.stretches, hit.lat, hit.lon)
            if (
                at.off <= self._half_width
                and is_inside(self._question, hit.lat, hit.lon)
                and self._is_best(number, hit, at)
            ):
                yield hit, at

    def _is_best(self, number: int, hit: Hit, at: Place) -> bool:
        """Whether no other part is nearer; of several at the same distance the first counts."""
        for place in self._grid.having(hit.lat, hit.lon):
            if place != number:
                off = place_on(self._parts[place].stretches, hit.lat, hit.lon).off
                if off < at.off or (off == at.off and place < number):
                    return False
        return True


def _parts(line: Line, half_width: float) -> Iterator[Part]:
    longest = max(SHORTEST_PART_M, WIDTHS * half_width)
    stretches: list[Stretch] = []
    for stretch in line:
        if stretches and (
            stretch.start + stretch.length - stretches[0].start > longest
            or len(stretches) == MOST_STRETCHES
        ):
            yield Part(stretches, box_along(stretches, half_width))
            stretches = []
        stretches.append(stretch)
    if stretches:
        yield Part(stretches, box_along(stretches, half_width))


def _order(question: Question, hit: Hit, place: Place) -> float:
    near = question.near
    if question.order == "distance" and near:
        return distance_m(near.lat, near.lon, hit.lat, hit.lon)
    if question.order == "cell":
        return hit.cell
    return place.off if question.order == "excursion" else place.along
