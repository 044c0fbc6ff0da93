"""Opening hours as HERE v3 writes them (contract, "Opening hours").

``to`` is exclusive and ``24:00:00`` is not valid, so the end of the day is left out.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from plugdex.api.here_v3.codes import WEEKDAYS
from plugdex.api.here_v3.shapes import (
    AnnualOpeningHoursDetail,
    OpeningHours,
    OpeningHoursDetails,
    TimePeriod,
)
from plugdex.model import hours
from plugdex.model.location import Location

DAY: Final = 1440
LONGEST_EXCEPTION: Final = 366
"""Days of one exception that are written out."""

ALWAYS: Final = tuple(
    hours.RegularHours(weekday=weekday, begin=0, end=DAY) for weekday in range(1, 8)
)
"""Open around the clock, in the words of a week."""

YEARS: Final = range(1970, 9000)
"""Exceptions outside of these are placeholders."""

Minutes = tuple[int, int]


def opening_hours(location: Location) -> OpeningHours | None:
    """The opening hours of a location; ``None`` when they are not known."""
    times = location.opening_times
    if times is None:
        return None
    if times.twentyfourseven and not times.exceptional_closings:
        return OpeningHours(open24x7=True)
    regular = ALWAYS if times.twentyfourseven else times.regular_hours
    schedule = _schedule(regular)
    exceptions = _exceptions(times, regular, location.time_zone)
    if not schedule and not exceptions:
        return None
    return OpeningHours(
        charging_when_closed=location.charging_when_closed,
        regular_schedule=schedule or None,
        exceptions=exceptions or None,
    )


def clock(minutes: int) -> str:
    """Minutes of the day as ``hh:mm:ss``."""
    return f"{minutes // 60:02}:{minutes % 60:02}:00"


def to_period(begin: int, end: int) -> TimePeriod:
    """A part of a day; its open end is the end of the day."""
    return TimePeriod(from_=clock(begin), to=clock(end) if end < DAY else None)


def _schedule(regular: Sequence[hours.RegularHours]) -> list[OpeningHoursDetails]:
    """Days with equal periods together, in the order of their first day."""
    by_periods: dict[tuple[Minutes, ...], list[str]] = {}
    for weekday in range(1, 8):
        periods = tuple(_of_weekday(regular, weekday))
        if periods:
            by_periods.setdefault(periods, []).append(WEEKDAYS[weekday - 1])
    return [
        OpeningHoursDetails(days=days, periods=[to_period(*period) for period in periods])
        for periods, days in by_periods.items()
    ]


def _of_weekday(regular: Iterable[hours.RegularHours], weekday: int) -> list[Minutes]:
    return sorted((each.begin, each.end) for each in regular if each.weekday == weekday)


def _exceptions(
    times: hours.OpeningHours, regular: Sequence[hours.RegularHours], zone_name: str | None
) -> list[AnnualOpeningHoursDetail]:
    """The days on which openings or closings change the regular hours, in local time."""
    zone: tzinfo = ZoneInfo(zone_name) if zone_name else UTC
    days: dict[date, list[Minutes]] = {}

    def of_day(day: date) -> list[Minutes]:
        return days[day] if day in days else _of_weekday(regular, day.isoweekday())

    for opening in times.exceptional_openings:
        for day, period in _local_days(opening, zone):
            days[day] = _union([*of_day(day), period])
    for closing in times.exceptional_closings:
        for day, period in _local_days(closing, zone):
            days[day] = _without(of_day(day), period)
    return [_exception(day, periods) for day, periods in sorted(days.items())]


def _exception(day: date, periods: Sequence[Minutes]) -> AnnualOpeningHoursDetail:
    if not periods:
        return AnnualOpeningHoursDetail(date=day, closed=True)
    return AnnualOpeningHoursDetail(date=day, periods=[to_period(*each) for each in periods])


def _local_days(period: hours.ExceptionalPeriod, zone: tzinfo) -> Iterator[tuple[date, Minutes]]:
    if period.begin.year not in YEARS:
        return
    latest = period.begin + timedelta(days=LONGEST_EXCEPTION)
    begin = period.begin.astimezone(zone)
    end = min(period.end, latest).astimezone(zone)
    day = begin.date()
    while datetime.combine(day, time(), begin.tzinfo) < end:
        first = begin.hour * 60 + begin.minute if day == begin.date() else 0
        last = end.hour * 60 + end.minute if day == end.date() else DAY
        if last > first:
            yield day, (first, last)
        day += timedelta(days=1)


def _union(periods: Iterable[Minutes]) -> list[Minutes]:
    merged: list[Minutes] = []
    for begin, end in sorted(periods):
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return merged


def _without(periods: Iterable[Minutes], closed: Minutes) -> list[Minutes]:
    left = []
    for begin, end in periods:
        if begin < closed[0]:
            left.append((begin, min(end, closed[0])))
        if end > closed[1]:
            left.append((max(begin, closed[1]), end))
    return left
