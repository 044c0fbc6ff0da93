"""Times without an offset that are local, for sources that write them so (wild 4.2)."""

import re
from collections.abc import Iterator
from datetime import UTC, tzinfo
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from plugdex.formats.notes import Notes
from plugdex.formats.ocpi import wire
from plugdex.formats.ocpi.times import read_time

NAIVE: Final = re.compile(r"\s*\d{4}-\d\d?-\d\d?(?:T|\s+)\d\d?:\d\d(?::\d\d(?:[.,]\d+)?)?\s*")
STAMP: Final = ("last_updated",)
PERIOD: Final = ("period_begin", "period_end")

Times = tuple[str, wire.Wire, tuple[str, ...]]
"""Path of an object, the object, and its members that are times."""


def to_utc(location: wire.Location, zone_name: str | None, notes: Notes) -> None:
    """Write the local times of a location as UTC; without a known zone they stay as they are."""
    zone = _zone(zone_name) if zone_name else None
    if zone is None:
        return
    for path, thing, names in _times(location):
        for name in names:
            text = getattr(thing, name)
            became = _as_utc(text, zone) if text else None
            if became:
                setattr(thing, name, became)
                notes.add("timestamp_lenient", "normalised", f"{path}.{name}", text, became)


@lru_cache(maxsize=1024)
def _zone(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return None


def _as_utc(text: str, zone: tzinfo) -> str | None:
    found = read_time(text)[0] if NAIVE.fullmatch(text) else None
    if found is None:
        return None
    utc = found.replace(tzinfo=zone).astimezone(UTC)
    return utc.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def _times(location: wire.Location) -> Iterator[Times]:
    yield "$", location, STAMP
    hours = location.opening_times or wire.Hours()
    for name in ("exceptional_openings", "exceptional_closings"):
        for index, period in enumerate(getattr(hours, name) or ()):
            yield f"$.opening_times.{name}[{index}]", period, PERIOD
    for index, evse in enumerate(location.evses or ()):
        yield from _times_of_evse(evse, f"$.evses[{index}]")


def _times_of_evse(evse: wire.Evse, path: str) -> Iterator[Times]:
    yield path, evse, STAMP
    for index, connector in enumerate(evse.connectors or ()):
        yield f"{path}.connectors[{index}]", connector, STAMP
    for index, planned in enumerate(evse.status_schedule or ()):
        yield f"{path}.status_schedule[{index}]", planned, PERIOD
