"""Opening hours in the syntax of OpenStreetMap, through opening-hours-py (extra ``osm``).

The model knows a week that is the same all year, so texts with seasons, dates or the sun are left
out. Public holidays are left out of a text, and an issue says so.
"""

import importlib
import re
from datetime import datetime, timedelta
from functools import cache, lru_cache
from typing import Any, Final, NamedTuple

from plugdex.formats.notes import Notes
from plugdex.model.hours import OpeningHours, RegularHours

ALWAYS: Final = OpeningHours(twentyfourseven=True)
NOT_WEEKLY: Final = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|week|easter|sunrise|sunset|dawn|dusk"
    r"|unknown)|\d{4}\b(?!:)|\[|\"|\+|\|\|",
    re.IGNORECASE,
)
"""What makes a week unlike another, or an hour uncertain."""

HOLIDAY: Final = r"(?:PH|SH)(?:\s*,\s*(?:PH|SH))*"
HOLIDAY_RULE: Final = re.compile(rf"[;,]\s*{HOLIDAY}\s*(?:[-0-9:, ]*|off|closed)\s*(?=;|$)")
HOLIDAY_DAY: Final = re.compile(rf"\s*,\s*{HOLIDAY}(?=\s+\d)|{HOLIDAY}\s*,\s*(?=[A-Z])")

MONDAY: Final = datetime(2024, 7, 15)
WEEK: Final = timedelta(days=7)
MINUTES: Final = 1440
LONGEST: Final = 255
"""Characters that a value of OpenStreetMap can have."""


class Hours(NamedTuple):
    """What a text says: hours, or that it is never open; and what of it was left out."""

    hours: OpeningHours | None = None
    never: bool = False
    lost: str = ""


def read_hours(text: str, notes: Notes) -> Hours:
    """Hours of a text; what cannot be told is ``hours_text``."""
    found = _read(text.strip())
    if found.lost:
        kept = "" if found.hours is None else "the rest"
        notes.add("hours_text", "dropped", "$.tags.opening_hours", found.lost, kept)
    return found


@cache
def _library() -> Any:
    """The library, only when the first text comes; ``None`` where the extra is not installed."""
    try:
        return importlib.import_module("opening_hours")
    except ImportError:
        return None


@lru_cache(maxsize=4096)
def _read(text: str) -> Hours:
    if text in ("24/7", ""):
        return Hours(ALWAYS if text else None)
    if text in ("off", "closed"):
        return Hours(never=True)
    library = _library()
    weekly = HOLIDAY_DAY.sub("", HOLIDAY_RULE.sub("", text))
    if library is None or len(text) > LONGEST or NOT_WEEKLY.search(weekly):
        return Hours(lost=text)
    try:
        intervals = list(library.OpeningHours(weekly).intervals(MONDAY, MONDAY + WEEK))
    except (library.ParserError, ArithmeticError, ValueError):
        return Hours(lost=text)
    open_ones = [
        (_minutes(begin), _minutes(end))
        for begin, end, state, _ in intervals
        if state == library.State.OPEN
    ]
    if open_ones == [(0, 7 * MINUTES)]:
        hours = ALWAYS
    else:
        days = tuple(day for begin, end in open_ones for day in _days(begin, end))
        hours = OpeningHours(regular_hours=days)
    return Hours(hours, never=not open_ones, lost=text if weekly != text else "")


def _minutes(moment: datetime | None) -> int:
    since = WEEK if moment is None else moment.replace(tzinfo=None) - MONDAY
    return min(max(int(since.total_seconds()) // 60, 0), 7 * MINUTES)


def _days(begin: int, end: int) -> list[RegularHours]:
    """One period for each day that an interval touches."""
    found = []
    while begin < end:
        day = begin // MINUTES
        last = min(end, (day + 1) * MINUTES)
        found.append(
            RegularHours(weekday=day + 1, begin=begin - day * MINUTES, end=last - day * MINUTES)
        )
        begin = last
    return found
