"""Opening hours (wild 4.9–4.11): clock times to minutes, past midnight to two periods."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from plugdex.formats.notes import Notes
from plugdex.formats.ocpi import wire
from plugdex.formats.ocpi.times import optional_time
from plugdex.model.hours import ExceptionalPeriod, OpeningHours, RegularHours

CLOCK: Final = re.compile(r"\s*(\d{1,2}):(\d\d)(?::\d\d(?:\.\d+)?)?\s*")
END_OF_DAY: Final = 24 * 60
ALL_WEEK: Final = frozenset(range(1, 8))


def minutes_of(text: str | None) -> int | None:
    """Minutes of the day of ``HH:MM``; 24:00 is 1440; ``None`` for what is no clock time."""
    match = CLOCK.fullmatch(text) if text else None
    if match is None:
        return None
    found = int(match[1]) * 60 + int(match[2])
    return found if int(match[2]) < 60 and found <= END_OF_DAY else None


def end_of(minutes: int) -> int:
    """The end of a period: 23:59 and 00:00 mean the end of the day."""
    return END_OF_DAY if minutes in (0, END_OF_DAY - 1) else minutes


def hours_of(hours: wire.Hours | None, notes: Notes, path: str) -> OpeningHours | None:
    """Opening times; ``None`` when they say nothing."""
    if hours is None:
        return None
    regular = () if hours.twentyfourseven else _regular(hours.regular_hours or (), notes, path)
    always = bool(hours.twentyfourseven) or _is_always(regular)
    openings = _exceptional(hours.exceptional_openings, notes, f"{path}.exceptional_openings")
    closings = _exceptional(hours.exceptional_closings, notes, f"{path}.exceptional_closings")
    if not (always or regular or openings or closings):
        return None
    return OpeningHours(
        twentyfourseven=always,
        regular_hours=() if always else regular,
        exceptional_openings=openings,
        exceptional_closings=closings,
    )


def _is_always(regular: Iterable[RegularHours]) -> bool:
    whole = {day.weekday for day in regular if day.begin == 0 and day.end == END_OF_DAY}
    return whole == ALL_WEEK


def _regular(
    days: Sequence[wire.RegularHours], notes: Notes, path: str
) -> tuple[RegularHours, ...]:
    found: list[RegularHours] = []
    sunday_is_zero = all(day.weekday != 7 for day in days)
    for index, day in enumerate(days):
        place = f"{path}.regular_hours[{index}]"
        weekday = day.weekday
        if weekday == 0 and sunday_is_zero:
            weekday = 7
            notes.add("hours_invalid", "normalised", f"{place}.weekday", 0, 7)
        begin, end = minutes_of(day.period_begin), minutes_of(day.period_end)
        if weekday not in ALL_WEEK or begin is None or end is None or begin == END_OF_DAY:
            shown = f"{day.weekday} {day.period_begin}-{day.period_end}"
            notes.add("hours_invalid", "dropped", place, shown)
            continue
        found.extend(_periods(weekday, begin, end_of(end)))
    return tuple(dict.fromkeys(found))


def _periods(weekday: int, begin: int, end: int) -> Iterable[RegularHours]:
    """One period, or two when it goes past midnight."""
    if end > begin:
        return (RegularHours(weekday=weekday, begin=begin, end=end),)
    following = weekday % 7 + 1
    return (
        RegularHours(weekday=weekday, begin=begin, end=END_OF_DAY),
        RegularHours(weekday=following, begin=0, end=end),
    )


def _exceptional(
    periods: Sequence[wire.ExceptionalPeriod] | None, notes: Notes, path: str
) -> tuple[ExceptionalPeriod, ...]:
    found = []
    for index, period in enumerate(periods or ()):
        place = f"{path}[{index}]"
        begin = optional_time(period.period_begin, notes, f"{place}.period_begin")
        end = optional_time(period.period_end, notes, f"{place}.period_end")
        if begin and end and begin < end:
            found.append(ExceptionalPeriod(begin=begin, end=end))
        else:
            shown = f"{period.period_begin} - {period.period_end}"
            notes.add("hours_invalid", "dropped", place, shown)
    return tuple(found)
