"""What the types of our values do not say: numbers and times that every rule relies on."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from plugdex.model.location import Connector, Evse, Location, Point
from plugdex.model.status import EvseStatus

LARGEST: Final = 1_000_000_000
"""No power, voltage or current is beyond it."""


def fault_of(location: Location, statuses: tuple[EvseStatus, ...]) -> str:
    """Why a location cannot be true; empty where it can."""
    uids = [evse.uid for evse in location.evses]
    if len(set(uids)) < len(uids):
        return "two EVSEs have one uid"
    points = (location.coordinates, *(evse.coordinates for evse in location.evses))
    if not all(_is_on_earth(point) for point in points if point):
        return "coordinates are out of range"
    if not all(map(_has_possible_numbers, location.evses)):
        return "a number of a connector is out of range"
    if any(moment.tzinfo is None for moment in _times(location, statuses)):
        return "a time has no offset"
    return ""


def _is_on_earth(point: Point) -> bool:
    return -90 <= point.lat <= 90 and -180 <= point.lon <= 180


def _has_possible_numbers(evse: Evse) -> bool:
    return all(0 <= number <= LARGEST for each in evse.connectors for number in _numbers(each))


def _numbers(connector: Connector) -> Iterator[int]:
    numbers = (connector.max_voltage, connector.max_amperage, connector.max_electric_power)
    return (number for number in numbers if number is not None)


def _times(location: Location, statuses: tuple[EvseStatus, ...]) -> Iterator[datetime]:
    yield location.last_updated
    for status in statuses:
        yield from (status.modified, status.freshness)
        yield from (moment for _, moment in status.connectors)
    for evse in location.evses:
        for planned in evse.status_schedule:
            yield from (planned.begin, planned.end or planned.begin)
    if location.opening_times:
        hours = location.opening_times
        for period in (*hours.exceptional_openings, *hours.exceptional_closings):
            yield from (period.begin, period.end)
