"""Opening hours (contract §7.4, wild 4.9–4.11)."""

from collections.abc import Sequence
from typing import Final

from plugdex.formats.ocpi import wire
from plugdex.formats.ocpi.write.times import CLOCK, time_of
from plugdex.formats.ocpi.write.versions import Rules
from plugdex.model.hours import ExceptionalPeriod, OpeningHours, RegularHours

LAST_MINUTE: Final = 24 * 60 - 1
"""23:59 stands for the end of the day: 24:00 is no time, and an end is later than its begin."""


def hours_of(hours: OpeningHours | None, rules: Rules) -> wire.Hours | None:
    """Opening times; exceptions from unknown hours cannot be said in any version.

    2.1.1 has either ``twentyfourseven`` or regular hours, later versions say the first always.
    """
    if hours is None:
        return None
    always = hours.twentyfourseven
    regular = None if always else _regular(hours.regular_hours)
    if not always and regular is None:
        return None
    return wire.Hours(
        twentyfourseven=always if always or rules.is_modern else None,
        regular_hours=regular,
        exceptional_openings=_exceptional(hours.exceptional_openings, rules),
        exceptional_closings=_exceptional(hours.exceptional_closings, rules),
    )


def _regular(days: Sequence[RegularHours]) -> list[wire.RegularHours] | None:
    """Weekly periods; the last minute of a day cannot be a period of its own."""
    return [
        wire.RegularHours(
            weekday=day.weekday,
            period_begin=CLOCK[day.begin],
            period_end=CLOCK[min(day.end, LAST_MINUTE)],
        )
        for day in days
        if day.begin < LAST_MINUTE
    ] or None


def _exceptional(
    periods: Sequence[ExceptionalPeriod], rules: Rules
) -> list[wire.ExceptionalPeriod] | None:
    if not periods:
        return None
    return [
        wire.ExceptionalPeriod(
            period_begin=time_of(period.begin, rules), period_end=time_of(period.end, rules)
        )
        for period in periods
    ]
