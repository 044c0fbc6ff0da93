"""Which locations are exported: a question to the search, asked page by page of one moment.

Locations come in the order of (cell, row id), so that neighbours are near each other in the file,
and the same store gives the same file.
"""

from collections.abc import Collection, Iterator, Sequence
from hashlib import blake2b
from typing import Final

from msgspec.structs import replace

from plugdex.directory.asked import WORLD, Box
from plugdex.directory.kept import Stored
from plugdex.directory.news import decayed_all
from plugdex.directory.ports import Reads
from plugdex.directory.publish import shown
from plugdex.directory.records import ENCODER, location_content_id, to_location, to_statuses
from plugdex.directory.search.areas import together
from plugdex.directory.search.core import search
from plugdex.directory.search.question import Found, Question
from plugdex.exports.area import Area
from plugdex.exports.port import Exported
from plugdex.model.filters import NOTHING_ASKED, Filters
from plugdex.model.ids import source_key
from plugdex.model.location import Location
from plugdex.model.status import EvseStatus
from plugdex.model.value import NEVER, Value

PAGE: Final = 1_000
"""Locations that are read at a time."""

DIGEST_BYTES: Final = 16


class Selection(Value, frozen=True, kw_only=True):
    """What is wanted; empty members ask for nothing, and all must hold."""

    filters: Filters = NOTHING_ASKED
    box: Box | None = None
    area: Area | None = None
    countries: tuple[str, ...] = ()
    """Alpha-3."""
    sources: tuple[str, ...] = ()
    """Any of them."""
    without: tuple[str, ...] = ()
    """Sources that are left out."""

    @property
    def is_everything(self) -> bool:
        """Whether all locations are wanted."""
        return self == EVERYTHING


EVERYTHING: Final = Selection()


def select(reads: Reads, selection: Selection, stale: Collection[int] = ()) -> Iterator[Exported]:
    """The locations that are wanted; ``reads`` should be of one moment.

    Statuses of ``stale`` sources (keys) are what is left of them.
    """
    for page in _pages(reads, selection, stale):
        rows = reads.documents([each.rid for each in page])
        for each in page:
            row = rows.get(each.rid)
            made = _exported(each, row, stale) if row else None
            if made and is_wanted(selection, made.location.source):
                yield made


def sources_of(reads: Reads, selection: Selection, stale: Collection[int] = ()) -> frozenset[str]:
    """The sources of the locations that are wanted, without reading these."""
    names = {source_key(name): name for name in chosen_sources(reads, selection)}
    found: set[int] = set()
    for page in _pages(reads, selection, stale):
        found.update(card.source for card in reads.cards([(e.cell, e.rid) for e in page]))
        if found >= names.keys():
            break
    return frozenset(names[key] for key in found if key in names)


def chosen_sources(reads: Reads, selection: Selection) -> Sequence[str]:
    """The sources of the store that are not left out."""
    return [name for name in reads.sources("location") if is_wanted(selection, name)]


def is_wanted(selection: Selection, source: str) -> bool:
    """Whether locations of a source are wanted."""
    return source not in selection.without and (
        not selection.sources or source in selection.sources
    )


def _pages(reads: Reads, selection: Selection, stale: Collection[int]) -> Iterator[Sequence[Found]]:
    box, area = selection.box, selection.area
    if area:
        box = together(box or WORLD, area.box)
        if box is None:
            return
    question = Question(
        filters=selection.filters,
        box=box,
        countries=selection.countries,
        order="cell",
        limit=PAGE,
    )
    while page := search(reads, question, stale):
        yield [each for each in page if area.has(each.lat, each.lon)] if area else page
        question = replace(question, after=page[-1].place)


def _exported(found: Found, row: Stored, stale: Collection[int]) -> Exported | None:
    statuses = to_statuses(row)
    whole = to_location(row)
    location = shown(whole, statuses)
    if location is None:
        return None
    is_silent = source_key(location.source) in stale
    live = _of_shown(location, decayed_all(statuses) if is_silent else statuses)
    return Exported(
        location_content_id(location),
        found.cell,
        found.lat,
        found.lon,
        location,
        live,
        _digest(
            row.document if location is whole else _document(location),
            row.statuses if live == statuses else ENCODER.encode(live),
            row.updated,
        ),
    )


def _of_shown(location: Location, statuses: Sequence[EvseStatus]) -> tuple[EvseStatus, ...]:
    if len(statuses) == len(location.evses):
        return tuple(statuses)
    uids = {evse.uid for evse in location.evses}
    return tuple(status for status in statuses if status.uid in uids)


def _document(location: Location) -> bytes:
    return ENCODER.encode(replace(location, last_updated=NEVER))


def _digest(document: bytes, statuses: bytes, updated: int) -> str:
    """The hash of what is exported: a copy that is made of it has the same."""
    made = blake2b(document, digest_size=DIGEST_BYTES)
    made.update(statuses)
    made.update(b"%d" % updated)
    return made.hexdigest()
