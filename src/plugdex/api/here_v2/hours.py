"""Opening hours as HERE v2 writes them: days as a mask, and ``24:00:00`` is the end of a day."""

from collections.abc import Mapping
from typing import Final

from plugdex.api.here_v2.codes import DAY_MASK
from plugdex.api.here_v2.shapes import OpeningHours, Period, RegularOpeningHours
from plugdex.api.here_v3.hours import ALWAYS, clock
from plugdex.model import hours
from plugdex.model.location import Location

NO_EXCEPTIONS: Final[list[str]] = []

Minutes = tuple[int, int]


def opening_hours(place: Location) -> OpeningHours | None:
    """The regular hours; exceptions cannot be told, so nothing says that there are none."""
    times = place.opening_times
    if times is None:
        return None
    by_periods: dict[tuple[Minutes, ...], int] = {}
    for weekday, periods in _of_week(times).items():
        by_periods[periods] = by_periods.get(periods, 0) + DAY_MASK[weekday - 1]
    if not by_periods:
        return None
    exceptional = times.exceptional_openings or times.exceptional_closings
    return OpeningHours(
        regular_opening_hours=[
            RegularOpeningHours(
                daymask=mask, period=[Period(from_=clock(b), to=clock(e)) for b, e in periods]
            )
            for periods, mask in by_periods.items()
        ],
        annual_openings=None if exceptional else NO_EXCEPTIONS,
    )


def _of_week(times: hours.OpeningHours) -> Mapping[int, tuple[Minutes, ...]]:
    regular = ALWAYS if times.twentyfourseven else times.regular_hours
    days: dict[int, list[Minutes]] = {}
    for each in regular:
        days.setdefault(each.weekday, []).append((each.begin, each.end))
    return {weekday: tuple(sorted(periods)) for weekday, periods in sorted(days.items())}
