"""The search itself."""

from collections.abc import Collection, Sequence

from plugdex.directory.news import decayed
from plugdex.directory.ports import Box, Find, Reads
from plugdex.directory.publish import shown
from plugdex.directory.records import location_row_id, to_location, to_statuses
from plugdex.directory.search.question import Found, Question
from plugdex.model.filters import location_meets, matching_evses
from plugdex.model.geo import cell, covers, distance_m
from plugdex.model.ids import source_key
from plugdex.model.location import Location
from plugdex.model.route import place_on
from plugdex.model.vocabulary import Status

WORLD = Box(west=-180, south=-90, east=180, north=90)


def search(reads: Reads, question: Question, stale: Collection[int] = ()) -> Sequence[Found]:
    """The locations that meet a question, in its order, at most ``limit``.

    Statuses of ``stale`` sources (keys) are not believed.
    """
    hits = reads.find(Find(box=WORLD, limit=1_000_000))
    found = []
    for row in reads.documents([hit.rid for hit in hits]).values():
        statuses = to_statuses(row)
        location = shown(to_location(row), statuses)
        if location is None:
            continue
        old = source_key(location.source) in stale
        known = {s.uid: decayed(s.status) if old else s.status for s in statuses}
        each = _found(question, location, known)
        if each is not None and (question.after is None or each.place > question.after):
            found.append(each)
    return sorted(found, key=lambda each: each.place)[: question.limit]


def _found(question: Question, location: Location, statuses: dict[str, Status]) -> Found | None:
    point = location.coordinates
    if point is None or not _is_inside(question, location, point.lat, point.lon):
        return None
    evses = matching_evses(question.filters, location)
    if not evses or not location_meets(question.filters, location):
        return None
    states = [statuses.get(evse.uid, "UNKNOWN") for evse in evses]
    known = [state for state in states if state not in ("UNKNOWN", "OPERATIONAL")]
    available = known.count("AVAILABLE") if known else None
    if (available or 0) < question.filters.min_available:
        return None
    rid = location_row_id(location)
    distance = along = off = None
    if question.near:
        distance = distance_m(question.near.lat, question.near.lon, point.lat, point.lon)
    if question.corridor:
        where = place_on(question.corridor.line, point.lat, point.lon)
        along, off = where.along, where.off
        if off > question.corridor.half_width:
            return None
    order = {"distance": distance, "along": along, "excursion": off}.get(question.order)
    place = cell(point.lat, point.lon) if order is None else order
    return Found(
        rid, point.lat, point.lon, len(evses), available, (place, rid), distance, along, off
    )


def _is_inside(question: Question, location: Location, lat: float, lon: float) -> bool:
    if question.box and not covers(question.box, lat, lon):
        return False
    circle = question.circle
    if circle and distance_m(circle.centre.lat, circle.centre.lon, lat, lon) > circle.radius:
        return False
    return not question.countries or location.country in question.countries
