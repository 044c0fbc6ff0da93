"""From a question to an answer: searching areas, counting, looking up."""

from collections.abc import Collection, Sequence
from typing import Final

from plugdex.api.here_v2.areas import Area
from plugdex.api.here_v2.evses import pool
from plugdex.api.here_v2.ids import content_of
from plugdex.api.here_v2.params import StationsQuery
from plugdex.api.here_v2.shapes import EvsesResult, EvStation, EvStations, EvStationsResult
from plugdex.api.here_v2.stations import station
from plugdex.directory.lookup import InFull, in_full_by_row
from plugdex.directory.ports import Reads
from plugdex.directory.records import location_content_id
from plugdex.directory.search.core import search
from plugdex.directory.search.question import Found, Question
from plugdex.model.filters import Filters
from plugdex.model.ids import row_id

EVERYTHING: Final = 1_000_000_000
"""More than there are locations: a count wants all of an area."""

Stale = Collection[int]


def find_stations(reads: Reads, query: StationsQuery, stale: Stale) -> EvStationsResult:
    """A page of the stations of an area; ``count`` is the length of the page."""
    found = _page(reads, query, stale)
    has_more = len(found) > query.most
    shown = found[: query.most]
    documents = in_full_by_row(reads, [each.rid for each in shown], stale=stale)
    stations = [
        station(documents[each.rid], live=False, distance=_distance(each))
        for each in shown
        if each.rid in documents
    ]
    return _result(stations, has_more=has_more, count=len(stations))


def count_stations(reads: Reads, area: Area, stale: Stale) -> EvStationsResult:
    """How many stations there are in an area."""
    question = Question(box=area.box, circle=area.circle, corridor=area.corridor, limit=EVERYTHING)
    return EvStationsResult(has_more=False, count=len(search(reads, question, stale)))


def look_up_stations(reads: Reads, identifiers: Sequence[str], stale: Stale) -> EvStationsResult:
    """Stations with their live side, of those ids that exist, in the order of the ids."""
    found = _by_ids(reads, identifiers, stale)
    return _result([station(each, live=True) for each in found], has_more=False)


def look_up_station(reads: Reads, identifier: str, stale: Stale) -> EvStationsResult | None:
    """One station with its live side; ``None`` when there is none of this id."""
    found = _by_ids(reads, (identifier,), stale)
    return _result([station(found[0], live=True)], has_more=False) if found else None


def look_up_evses(reads: Reads, identifiers: Sequence[str], stale: Stale) -> EvsesResult:
    """EVSEs of those pools that exist."""
    return EvsesResult(pools=[pool(each) for each in _by_ids(reads, identifiers, stale)])


def _page(reads: Reads, query: StationsQuery, stale: Stale) -> Sequence[Found]:
    """The page, and one more where there are more."""
    if query.connectors == ():
        return ()
    area = query.area
    question = Question(
        filters=Filters(connectors=query.connectors or (), emsps=query.emsps),
        box=area.box,
        circle=area.circle,
        corridor=area.corridor,
        near=area.near,
        order=area.order,
        limit=query.offset + query.most + 1,
    )
    return search(reads, question, stale)[query.offset :]


def _distance(each: Found) -> float | None:
    """Air line, or the way along the path and the air line from there (contract §3)."""
    if each.along is not None and each.off is not None:
        return each.along + each.off
    return each.distance


def _by_ids(reads: Reads, identifiers: Sequence[str], stale: Stale) -> list[InFull]:
    contents = dict.fromkeys(
        content for identifier in identifiers if (content := content_of(identifier))
    )
    rids = [rid for content in contents if (rid := row_id(content)) is not None]
    documents = in_full_by_row(reads, rids, stale=stale)
    by_content = {location_content_id(each.location): each for each in documents.values()}
    return [by_content[content] for content in contents if content in by_content]


def _result(
    stations: list[EvStation], *, has_more: bool, count: int | None = None
) -> EvStationsResult:
    return EvStationsResult(
        has_more=has_more, count=count, ev_stations=EvStations(ev_station=stations)
    )
