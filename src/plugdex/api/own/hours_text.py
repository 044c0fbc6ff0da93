"""Opening hours as people write them: ``Mo–Fr 08:00–20:00``."""

from collections.abc import Iterator, Sequence
from typing import Final

from plugdex.model.hours import OpeningHours

DAYS: Final = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
DAY: Final = 1440

Minutes = tuple[int, int]


def hours_lines(times: OpeningHours) -> tuple[str, ...]:
    """A line for each run of days with equal hours; days that are closed have none."""
    if times.twentyfourseven:
        return ("Mo–Su 00:00–24:00",)
    return tuple(f"{days} {_periods(periods)}" for days, periods in _runs(times))


def _runs(times: OpeningHours) -> Iterator[tuple[str, Sequence[Minutes]]]:
    week = [
        sorted((each.begin, each.end) for each in times.regular_hours if each.weekday == weekday)
        for weekday in range(1, 8)
    ]
    first = 0
    for day in range(1, 8):
        if day == 7 or week[day] != week[first]:
            if week[first]:
                yield _days(first, day - 1), week[first]
            first = day


def _days(first: int, last: int) -> str:
    return DAYS[first] if first == last else f"{DAYS[first]}–{DAYS[last]}"


def _periods(periods: Sequence[Minutes]) -> str:
    return ", ".join(f"{_clock(begin)}–{_clock(end)}" for begin, end in periods)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
