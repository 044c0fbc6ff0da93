"""Whether a location is open at a moment (OCPI Hours; regular hours are local, exceptions UTC)."""

from datetime import datetime
from zoneinfo import ZoneInfo

from plugdex.model.hours import ExceptionalPeriod, OpeningHours


def is_open(times: OpeningHours | None, zone: str | None, moment: datetime) -> bool | None:
    """Whether it is open; ``None`` where the hours, or the time zone they are in, are not known.

    Exceptional closings win over exceptional openings, and both over what is regular.
    """
    if times is None:
        return None
    if _within(times.exceptional_closings, moment):
        return False
    if times.twentyfourseven or _within(times.exceptional_openings, moment):
        return True
    if not times.regular_hours:
        return None
    if zone is None:
        return None
    local = moment.astimezone(ZoneInfo(zone))
    minute = local.hour * 60 + local.minute
    return any(
        each.weekday == local.isoweekday() and each.begin <= minute < each.end
        for each in times.regular_hours
    )


def is_always_open(times: OpeningHours | None) -> bool:
    """Whether it is open around the clock without any exception."""
    return times is not None and times.twentyfourseven and not times.exceptional_closings


def _within(periods: tuple[ExceptionalPeriod, ...], moment: datetime) -> bool:
    return any(period.begin <= moment < period.end for period in periods)
