"""Along a route: parts of the line are asked one by one, each with a box of its own."""

from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import Final

from msgspec.structs import replace

from plugdex.directory.ports import Find, Hit, Reads
from plugdex.directory.search.areas import box_along, is_inside, together
from plugdex.directory.search.check import Check, Placed
from plugdex.directory.search.question import Corridor, Found, Order, Question, found
from plugdex.model.geo import covering, distance_m
from plugdex.model.route import Line, Place, Stretch, place_on

RANGES: Final = 2
EVERYTHING: Final = 1 << 40

SHORTEST_PART_M: Final = 5_000.0
WIDTHS: Final = 5
"""A part is so many half widths long: longer ones have boxes of mostly empty corners."""

MOST_STRETCHES: Final = 32


def along(reads: Reads, question: Question, find: Find, check: Check) -> Sequence[Found]:
    """The locations of a corridor in the order of the question."""
    corridor = question.corridor
    if corridor is None:
        return ()
    best: dict[int, tuple[Hit, Place]] = {}
    for hit, place in _candidates(reads, question, find, corridor):
        known = best.get(hit.rid)
        if known is None or place.off < known[1].off:
            best[hit.rid] = (hit, place)
    after = question.after or (-1.0, 0)
    placed: list[Placed] = [
        ((_order(question, hit, place), hit.rid), hit, place) for hit, place in best.values()
    ]
    behind = sorted((each for each in placed if each[0] > after), key=itemgetter(0))
    return [found(question, *each) for each in check.first(behind, question.limit)]


def _candidates(
    reads: Reads, question: Question, find: Find, corridor: Corridor
) -> Iterator[tuple[Hit, Place]]:
    for part in _parts(corridor.line, corridor.half_width):
        box = together(find.box, box_along(part, corridor.half_width))
        if box is None:
            continue
        ranges = tuple(covering(box, RANGES))
        for hit in reads.find(replace(find, ranges=ranges, box=box, limit=EVERYTHING)):
            place = place_on(part, hit.lat, hit.lon)
            if place.off <= corridor.half_width and is_inside(question, hit.lat, hit.lon):
                yield hit, place


def _parts(line: Line, half_width: float) -> Iterator[Sequence[Stretch]]:
    longest = max(SHORTEST_PART_M, WIDTHS * half_width)
    part: list[Stretch] = []
    for stretch in line:
        if part and (
            stretch.start + stretch.length - part[0].start > longest or len(part) == MOST_STRETCHES
        ):
            yield part
            part = []
        part.append(stretch)
    if part:
        yield part


def _order(question: Question, hit: Hit, place: Place) -> float:
    order: Order = question.order
    if order == "distance" and question.near:
        return distance_m(question.near.lat, question.near.lon, hit.lat, hit.lon)
    if order == "cell":
        return hit.cell
    return place.off if order == "excursion" else place.along
