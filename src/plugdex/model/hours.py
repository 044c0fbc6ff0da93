"""Opening hours in local time (OCPI Hours)."""

from datetime import datetime

from plugdex.model.value import Value


class RegularHours(Value, frozen=True, kw_only=True):
    """Open on one weekday (1 = Monday … 7 = Sunday) from ``begin`` to ``end``, minutes of the day.

    ``end`` is exclusive, greater than ``begin`` and at most 1440, the end of the day: a period
    past midnight is two.
    """

    weekday: int
    begin: int
    end: int


class ExceptionalPeriod(Value, frozen=True, kw_only=True):
    """A period in UTC that differs from the regular hours."""

    begin: datetime
    end: datetime


class OpeningHours(Value, frozen=True, kw_only=True):
    """When a location is open; ``twentyfourseven`` wins over ``regular_hours``."""

    twentyfourseven: bool = False
    regular_hours: tuple[RegularHours, ...] = ()
    exceptional_openings: tuple[ExceptionalPeriod, ...] = ()
    exceptional_closings: tuple[ExceptionalPeriod, ...] = ()
