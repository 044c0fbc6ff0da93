"""The search itself: a question becomes ranges of cells and conditions, hits become answers."""

from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from typing import Final

from msgspec.structs import replace

from plugdex.directory.asked import Find, Hit
from plugdex.directory.ports import Reads
from plugdex.directory.search.areas import box_of, is_inside
from plugdex.directory.search.check import Check
from plugdex.directory.search.compiled import to_plugs
from plugdex.directory.search.nearest import nearest
from plugdex.directory.search.question import Found, Question, found
from plugdex.directory.search.routes import along
from plugdex.model.geo import clipped, covering
from plugdex.model.ids import partner_key
from plugdex.model.text import search_words

RANGES: Final = 4
"""Cell ranges of a box: each costs 20 µs, more than the rows outside the box that it avoids."""


def search(reads: Reads, question: Question, stale: Collection[int] = ()) -> Sequence[Found]:
    """The locations that meet a question, in its order, at most ``limit``.

    Statuses of ``stale`` sources (keys) are not believed.
    """
    find = to_find(reads, question)
    if find is None:
        return ()
    check = Check(reads, question.filters, stale)
    if question.corridor:
        return along(reads, question, find, check)
    if question.order == "distance":
        return nearest(reads, question, find, check)
    hits = islice(_by_cell(reads, question, find, check), question.limit)
    return [found(question, (hit.cell, hit.rid), hit) for hit in hits]


def to_find(reads: Reads, question: Question) -> Find | None:
    """What the index is asked; ``None`` when nothing can be found."""
    box, plugs = box_of(question), to_plugs(question.filters)
    if box is None or not plugs:
        return None
    ranges = tuple(covering(box, RANGES))
    if question.countries:
        extent = reads.extent(question.countries)
        if extent is None:
            return None
        ranges = clipped(ranges, *extent)
    if not ranges:
        return None
    filters = question.filters
    return Find(
        ranges=ranges,
        box=box,
        limit=question.limit,
        plugs=plugs,
        min_available=filters.min_available,
        countries=question.countries,
        operators=tuple(map(partner_key, filters.operators)),
        emsps=tuple(map(partner_key, filters.emsps)),
        words=tuple(search_words(filters.words)),
    )


def _by_cell(reads: Reads, question: Question, find: Find, check: Check) -> Iterator[Hit]:
    after = None if question.after is None else (int(question.after[0]), question.after[1])
    while hits := reads.find(replace(find, after=after)):
        yield from check([hit for hit in hits if is_inside(question, hit.lat, hit.lon)])
        if len(hits) < find.limit:
            return
        after = (hits[-1].cell, hits[-1].rid)
