"""When a tariff element applies: all of it can be said, or the tariff cannot (contract §10.2)."""

from collections.abc import Mapping
from typing import Final

from plugdex.formats.ocpi import wire
from plugdex.formats.ocpi.vocabulary import DAYS, RESERVATIONS
from plugdex.formats.ocpi.write.times import CLOCK
from plugdex.formats.ocpi.write.versions import Rules
from plugdex.model.tariffs import TariffRestrictions

DAY_NAMES: Final[Mapping[int, str]] = {number: name for name, number in DAYS.items()}
END_OF_DAY: Final = 24 * 60
NOT_IN_2_1_1: Final = ("min_current", "max_current", "reservation")


class Inexpressible(Exception):
    """Something that a version cannot say and that changes the price; never leaves this folder."""


def restrictions_of(value: TariffRestrictions | None, rules: Rules) -> wire.Restrictions | None:
    """The restrictions of an element; leaving one out would make the price hold too often."""
    if value is None or value == TariffRestrictions():
        return None
    if value.other or not _is_said(value, rules):
        raise Inexpressible
    return wire.Restrictions(
        start_time=_clock(value.start_time),
        end_time=_end(value.end_time, rules),
        start_date=value.start_date.isoformat() if value.start_date else None,
        end_date=value.end_date.isoformat() if value.end_date else None,
        min_kwh=value.min_kwh,
        max_kwh=value.max_kwh,
        min_current=value.min_current,
        max_current=value.max_current,
        min_power=value.min_power,
        max_power=value.max_power,
        min_duration=value.min_duration,
        max_duration=value.max_duration,
        day_of_week=[DAY_NAMES[day] for day in value.day_of_week] or None,
        reservation=value.reservation,
    )


def _is_said(value: TariffRestrictions, rules: Rules) -> bool:
    """2.1.1 has fewer restrictions, and does not say that a time may go past midnight."""
    if value.reservation not in (None, *RESERVATIONS):
        return False
    if rules.is_modern:
        return True
    start, end = value.start_time or 0, value.end_time or END_OF_DAY
    return start < end and all(getattr(value, name) is None for name in NOT_IN_2_1_1)


def _clock(minutes: int | None) -> str | None:
    return None if minutes is None else CLOCK[minutes]


def _end(minutes: int | None, rules: Rules) -> str | None:
    """The end of the day is 00:00 from 2.2 on; 2.1.1 has no word for it but the last minute."""
    if minutes == END_OF_DAY:
        return "00:00" if rules.is_modern else "23:59"
    return _clock(minutes)
