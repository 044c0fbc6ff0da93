"""The truth that searches are compared with: every location is looked at."""

from collections.abc import Collection, Sequence

from plugdex.directory.news import decayed
from plugdex.directory.publish import shown
from plugdex.directory.records import location_row_id
from plugdex.directory.search.question import Question
from plugdex.model.filters import location_meets, matching_evses
from plugdex.model.geo import cell, covers, distance_m
from plugdex.model.groups import UNTOLD
from plugdex.model.ids import source_key
from plugdex.model.route import place_on


def brute_force(readings: Sequence, question: Question, stale: Collection[int] = ()):
    """Row id, counts and distances of what a question finds, in its order."""
    found = [_found(each, question, stale) for each in readings]
    behind = (
        (place, answer)
        for place, answer in filter(None, found)
        if question.after is None or place > question.after
    )
    return [answer for _, answer in sorted(behind)][: question.limit]


def answers_of(found):
    """The same of what the search says."""
    return [(f.rid, f.evses, f.available, f.distance, f.along, f.off) for f in found]


def _found(reading, question, stale):
    location = shown(reading.location, reading.statuses)
    if location is None or not _is_inside(question, location):
        return None
    evses = matching_evses(question.filters, location)
    if not evses or not location_meets(question.filters, location):
        return None
    available = _available(reading, evses, source_key(location.source) in stale)
    if (available or 0) < question.filters.min_available:
        return None
    return _answer(question, location, len(evses), available)


def _answer(question, location, evses, available):
    point, rid = location.coordinates, location_row_id(location)
    distance = along = off = None
    if question.near:
        distance = distance_m(question.near.lat, question.near.lon, point.lat, point.lon)
    if question.corridor:
        at = place_on(question.corridor.line, point.lat, point.lon)
        along, off = at.along, at.off
        if off > question.corridor.half_width:
            return None
    order = {
        "cell": cell(point.lat, point.lon),
        "distance": distance,
        "along": along,
        "excursion": off,
    }[question.order]
    return (order, rid), (rid, evses, available, distance, along, off)


def _available(reading, evses, is_silent):
    states = {each.uid: each.status for each in reading.statuses}
    found = [states.get(evse.uid, "UNKNOWN") for evse in evses]
    known = (
        [state for state in map(decayed, found) if state not in UNTOLD]
        if is_silent
        else [state for state in found if state not in UNTOLD]
    )
    return known.count("AVAILABLE") if known else None


def _is_inside(question, location):
    lat, lon = location.coordinates.lat, location.coordinates.lon
    circle = question.circle
    return (
        (not question.box or covers(question.box, lat, lon))
        and (not circle or _distance(circle.centre, lat, lon) <= circle.radius)
        and (not question.countries or location.country in question.countries)
    )


def _distance(point, lat, lon):
    return distance_m(point.lat, point.lon, lat, lon)
