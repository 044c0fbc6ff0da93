"""Opening hours: a flag for always, and two columns for each day of the week."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from plugdex.model.hours import OpeningHours, RegularHours

CLOCK: Final = re.compile(r"(\d{1,2}):(\d\d)(?::\d\d)?")
END_OF_DAY: Final = 24 * 60


@lru_cache(maxsize=4096)
def hours_of(always: str, clocks: tuple[str, ...]) -> tuple[OpeningHours | None, str]:
    """Opening hours, and what of them was not understood.

    Without a time nobody knows; where some days have times, the others are closed.
    """
    if always == "1":
        return OpeningHours(twentyfourseven=True), ""
    found: list[RegularHours] = []
    strange: list[str] = []
    for day in range(7):
        begin, end = clocks[2 * day], clocks[2 * day + 1]
        if not (begin or end):
            continue
        minutes = _minutes(begin), _minutes(end)
        if None in minutes:
            strange.append(f"{day + 1}: {begin}-{end}")
        else:
            found.extend(_periods(day + 1, minutes[0] or 0, minutes[1] or 0))
    return _hours(found), ", ".join(strange)


def _hours(periods: Sequence[RegularHours]) -> OpeningHours | None:
    if not periods:
        return None
    whole = {each.weekday for each in periods if (each.begin, each.end) == (0, END_OF_DAY)}
    if len(whole) == 7:
        return OpeningHours(twentyfourseven=True)
    ordered = sorted(set(periods), key=lambda each: (each.weekday, each.begin, each.end))
    return OpeningHours(regular_hours=tuple(ordered))


def _minutes(text: str) -> int | None:
    match = CLOCK.fullmatch(text.strip())
    if match is None:
        return None
    found = int(match[1]) * 60 + int(match[2])
    return found if int(match[2]) < 60 and found <= END_OF_DAY else None


def _periods(day: int, begin: int, end: int) -> Iterator[RegularHours]:
    """One period; 23:59 is the end of the day, and one past midnight is two."""
    end = END_OF_DAY if end in (0, END_OF_DAY - 1) else end
    begin = 0 if begin == END_OF_DAY else begin
    if end > begin:
        yield RegularHours(weekday=day, begin=begin, end=end)
    else:
        yield RegularHours(weekday=day, begin=begin, end=END_OF_DAY)
        yield RegularHours(weekday=day % 7 + 1, begin=0, end=end)
