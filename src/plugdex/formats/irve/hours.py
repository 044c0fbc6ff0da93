"""``horaires``: ``24/7``, or days with times as in ``Mo-Fr 08:00-12:00,Mo-Fr 14:00-18:00``.

The schema takes a small part of the syntax of OpenStreetMap; what operators write is less and
more than that: French names of days, times without days, days without times, a placeholder.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Final

from plugdex.model.hours import OpeningHours, RegularHours

ALWAYS: Final = OpeningHours(twentyfourseven=True)
DAY_END: Final = 24 * 60
ALL_DAYS: Final = tuple(range(1, 8))
LEAST_OPEN: Final = 60
"""Minutes a week below which hours are a placeholder (``Mo 00:00-00:01``)."""

PART: Final = re.compile(
    r"(?P<days>[^\W\d]{2,9}\.?(?:\s*-\s*[^\W\d]{2,9}\.?)?)?\s*:?\s*"
    r"(?:(?P<begin>\d{1,2}[:hH]\d{2})\s*-\s*(?P<end>\d{1,2}[:hH]\d{2}))?"
)
MANY_PARTS: Final = 200


def read_hours(text: str, days: Mapping[str, str]) -> OpeningHours | None:
    """Opening hours; ``None`` where the text cannot be understood as a whole."""
    return _read(text.strip(), tuple(days.items()))


@lru_cache(maxsize=4096)
def _read(text: str, days: tuple[tuple[str, str], ...]) -> OpeningHours | None:
    if text == "24/7":
        return ALWAYS
    try:
        found = _merged(_periods(text, {name: int(number) for name, number in days}))
    except (LookupError, ValueError):
        return None
    if sum(one.end - one.begin for one in found) < LEAST_OPEN:
        return None
    if {one.weekday for one in found if one.end - one.begin == DAY_END} == set(ALL_DAYS):
        return ALWAYS
    return OpeningHours(regular_hours=found)


def _periods(text: str, numbers: Mapping[str, int]) -> Iterator[RegularHours]:
    """The periods of all parts; raises ``ValueError`` where one is not understood.

    Days hold for the times behind them, also over a comma: ``Mo,We 08:00-12:00,14:00-18:00``.
    """
    days: list[int] = []
    timed = True
    for part in re.split(r"[,;]", text, maxsplit=MANY_PARTS):
        match = PART.fullmatch(part.strip())
        if match is None or not match[0]:
            raise ValueError(part)
        if match["days"]:
            days = [] if timed else days
            days = [*days, *_days(match["days"], numbers)]
            timed = False
        if match["begin"]:
            timed = True
            begin, end = _minutes(match["begin"]), _minutes(match["end"])
            for day in days or ALL_DAYS:
                yield from _split(day, begin, end)
    if not timed:
        raise ValueError(text)


def _days(text: str, numbers: Mapping[str, int]) -> list[int]:
    first, _, last = (name.strip()[:2].casefold() for name in text.partition("-"))
    begin = numbers[first]
    end = numbers[last] if last else begin
    return [(begin + ahead - 1) % 7 + 1 for ahead in range((end - begin) % 7 + 1)]


def _minutes(text: str) -> int:
    hours, _, minutes = text.lower().replace("h", ":").partition(":")
    found = int(hours) * 60 + int(minutes)
    if int(minutes) > 59 or found > DAY_END:
        raise ValueError(text)
    return found


def _split(day: int, begin: int, end: int) -> Iterable[RegularHours]:
    """One period, or two past midnight; 23:59 and 00:00 end the day."""
    end = DAY_END if end in (0, DAY_END - 1) else end
    if begin == end:
        raise ValueError(begin)
    if begin < end:
        return (RegularHours(weekday=day, begin=begin, end=end),)
    return (
        RegularHours(weekday=day, begin=begin, end=DAY_END),
        RegularHours(weekday=day % 7 + 1, begin=0, end=end),
    )


def _merged(periods: Iterable[RegularHours]) -> tuple[RegularHours, ...]:
    """In the order of the week; those of a day that overlap or touch become one."""
    found: list[RegularHours] = []
    for one in sorted(periods, key=lambda each: (each.weekday, each.begin, each.end)):
        last = found[-1] if found else None
        if last and last.weekday == one.weekday and one.begin <= last.end:
            end = max(last.end, one.end)
            found[-1] = RegularHours(weekday=one.weekday, begin=last.begin, end=end)
        else:
            found.append(one)
    return tuple(found)
