"""Opening hours: always, or days and clock times that recur."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from plugdex.formats.datex2.write.codes import DAYS
from plugdex.formats.datex2.write.xml import element, time, value
from plugdex.model.hours import ExceptionalPeriod, OpeningHours, RegularHours

END_OF_DAY = 1440


def operating_hours(hours: OpeningHours | None, key: str, version: str, since: datetime) -> str:
    """When a site is open; exceptional openings have no word of their own."""
    if hours is None:
        return ""
    if hours.twentyfourseven and not hours.exceptional_closings:
        return element("fac:operatingHours", type="fac:OpenAllHours")
    periods = [] if hours.twentyfourseven else list(_periods(hours.regular_hours))
    period = element(
        "fac:overallPeriod",
        time("com:overallStartTime", since),
        *periods,
        *map(_closing, hours.exceptional_closings),
    )
    return element(
        "fac:operatingHours",
        period,
        type="fac:OperatingHoursSpecification",
        id=f"{key}-hours",
        version=version,
    )


def _periods(hours: Iterable[RegularHours]) -> Iterator[str]:
    """A period for each pair of times, with all its days."""
    days: dict[tuple[int, int], list[int]] = {}
    for each in hours:
        days.setdefault((each.begin, each.end), []).append(each.weekday)
    for (begin, end), weekdays in days.items():
        yield element(
            "com:validPeriod",
            element(
                "com:recurringTimePeriodOfDay",
                value("com:startTimeOfPeriod", _clock(begin)),
                value("com:endTimeOfPeriod", _clock(end)),
            ),
            element(
                "com:recurringDayWeekMonthPeriod",
                *(value("com:applicableDay", DAYS[day - 1]) for day in weekdays),
            ),
        )


def _closing(period: ExceptionalPeriod) -> str:
    return element(
        "com:exceptionPeriod",
        time("com:startOfPeriod", period.begin),
        time("com:endOfPeriod", period.end),
    )


def _clock(minute: int) -> str:
    """The end of the day is its last second."""
    if minute == END_OF_DAY:
        return "23:59:59"
    return f"{minute // 60:02}:{minute % 60:02}:00"
