"""What the index cannot tell: opening hours at a moment, and sources that have fallen silent."""

from collections.abc import Collection, Sequence
from datetime import datetime

import msgspec
from msgspec.structs import replace

from plugdex.directory.asked import Hit
from plugdex.directory.ports import Reads
from plugdex.directory.search.compiled import is_surely_open
from plugdex.model.filters import Filters
from plugdex.model.hours import OpeningHours
from plugdex.model.opening import is_open
from plugdex.model.route import Place

Placed = tuple[tuple[float, int], Hit, Place | None]
"""Place in the order, the location, and where it is on a route."""


class _Hours(msgspec.Struct):
    """The part of a location's document that says when it is open."""

    opening_times: OpeningHours | None = None
    time_zone: str | None = None


DECODER = msgspec.json.Decoder(_Hours)


class Check:
    """Keeps of some hits those that really meet the filters, in their order."""

    def __init__(self, reads: Reads, filters: Filters, stale: Collection[int]) -> None:
        self._reads = reads
        self._filters = filters
        self._stale = stale

    def __call__(self, hits: Sequence[Hit]) -> Sequence[Hit]:
        """Those that stay; availability of silent sources is not believed."""
        if self._filters.open_at is not None:
            hits = self._open(hits, self._filters.open_at)
        return self._believed(hits) if self._stale else hits

    def first(self, placed: Sequence[Placed], limit: int) -> list[Placed]:
        """The first so many of those that stay; no more are looked at than needed."""
        kept: list[Placed] = []
        for start in range(0, len(placed), limit):
            part = placed[start : start + limit]
            stay = {hit.rid: hit for hit in self([hit for _, hit, _ in part])}
            kept += [(key, stay[hit.rid], at) for key, hit, at in part if hit.rid in stay]
            if len(kept) >= limit:
                break
        return kept[:limit]

    def _open(self, hits: Sequence[Hit], moment: datetime) -> Sequence[Hit]:
        unsure = [hit.rid for hit in hits if not is_surely_open(hit.traits)]
        documents = self._reads.documents(unsure) if unsure else {}
        hours = {rid: DECODER.decode(row.document) for rid, row in documents.items()}
        return [
            hit
            for hit in hits
            if is_surely_open(hit.traits) or _is_open(hours.get(hit.rid), moment)
        ]

    def _believed(self, hits: Sequence[Hit]) -> Sequence[Hit]:
        cards = self._reads.cards([(hit.cell, hit.rid) for hit in hits]) if hits else ()
        silent = {card.rid for card in cards if card.source in self._stale}
        if not silent:
            return hits
        kept = (replace(hit, available=None) if hit.rid in silent else hit for hit in hits)
        return [hit for hit in kept if (hit.available or 0) >= self._filters.min_available]


def _is_open(hours: _Hours | None, moment: datetime) -> bool:
    return hours is not None and bool(is_open(hours.opening_times, hours.time_zone, moment))
