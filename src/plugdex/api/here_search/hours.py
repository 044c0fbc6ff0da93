"""Opening hours of places: the week of HERE v3, in words and in parts of iCalendar."""

from datetime import datetime
from itertools import groupby
from typing import Final

from plugdex.api.here_search.shapes import OpeningHours, StructuredHours
from plugdex.api.here_v3.codes import WEEKDAYS
from plugdex.api.here_v3.hours import opening_hours as week
from plugdex.api.here_v3.hours import to_period
from plugdex.api.here_v3.shapes import OpeningHoursDetails, TimePeriod
from plugdex.model.location import Location
from plugdex.model.opening import is_open

DAY_END: Final = "24:00:00"
NAMES: Final = dict(zip(WEEKDAYS, ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), strict=True))
ALWAYS: Final = OpeningHoursDetails(days=list(WEEKDAYS), periods=[to_period(0, 1440)])


def opening_hours(place: Location, now: datetime) -> list[OpeningHours] | None:
    """The regular hours; exceptions show only in ``isOpen``. ``None`` when they are not known."""
    hours = week(place)
    if hours is None:
        return None
    days = [ALWAYS] if hours.open24x7 else hours.regular_schedule or []
    parts = [(each.days or [], part) for each in days for part in each.periods or ()]
    if not parts:
        return None
    return [
        OpeningHours(
            text=[_text(*each) for each in parts],
            is_open=is_open(place.opening_times, place.time_zone, now),
            structured=[_structured(*each) for each in parts],
        )
    ]


def _text(days: list[str], period: TimePeriod) -> str:
    begin, end = _ends(period)
    return f"{', '.join(_runs(days))}: {begin[:5]} - {end[:5]}"


def _runs(days: list[str]) -> list[str]:
    """``Mon-Fri`` for days in a row."""
    places = enumerate(sorted(map(WEEKDAYS.index, days)))
    runs = [
        [NAMES[WEEKDAYS[day]] for _, day in run]
        for _, run in groupby(places, key=lambda each: each[1] - each[0])
    ]
    return [run[0] if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs]


def _structured(days: list[str], period: TimePeriod) -> StructuredHours:
    begin, end = _ends(period)
    minutes = _minutes(end) - _minutes(begin)
    return StructuredHours(
        start="T" + begin.replace(":", ""),
        duration=f"PT{minutes // 60:02}H{minutes % 60:02}M",
        recurrence="FREQ:DAILY;BYDAY:" + ",".join(day.upper() for day in days),
    )


def _ends(period: TimePeriod) -> tuple[str, str]:
    return period.from_ or "00:00:00", period.to or DAY_END


def _minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:5])
