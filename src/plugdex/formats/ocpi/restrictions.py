"""When a tariff element applies. What is not understood here makes the tariff unusable.

An element whose restrictions we do not understand must never count as unrestricted (wild 7.4).
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from plugdex.formats.notes import Notes
from plugdex.formats.ocpi import wire
from plugdex.formats.ocpi.hours import END_OF_DAY, minutes_of
from plugdex.formats.ocpi.vocabulary import DAYS, RESERVATIONS
from plugdex.formats.port import ReadOptions
from plugdex.model.issues import Outcome
from plugdex.model.tariffs import TariffRestrictions
from plugdex.model.text import is_nothing

DECIMALS: Final = ("min_kwh", "max_kwh", "min_current", "max_current", "min_power", "max_power")
LAST_MINUTE: Final = END_OF_DAY - 1
MOST_KILOWATTS: Final = 1000
"""Above this a power restriction is probably in watts (wild 7.11)."""


class Unreadable(Exception):
    """A restriction that cannot be understood; never leaves this folder."""

    def __init__(self, path: str, value: object) -> None:
        super().__init__(path)
        self.path = path
        self.value = value


def restrictions_of(
    value: wire.Restrictions | None, path: str, options: ReadOptions, notes: Notes
) -> TariffRestrictions | None:
    """The restrictions of an element; ``None`` when there are none."""
    unit = options.tariff_power
    if value is None:
        return None
    if value.unreadable:
        raise Unreadable(f"{path}.{value.unreadable[0]}", "")
    for name in DECIMALS:
        number = getattr(value, name)
        if number is not None and not number.is_finite():
            raise Unreadable(f"{path}.{name}", number)
    start, end = _clock_times(value, path, options.version, notes)
    made = TariffRestrictions(
        start_time=start,
        end_time=end,
        start_date=_date(value.start_date, f"{path}.start_date"),
        end_date=_date(value.end_date, f"{path}.end_date"),
        min_kwh=value.min_kwh,
        max_kwh=value.max_kwh,
        min_current=value.min_current,
        max_current=value.max_current,
        min_power=_kilowatts(value.min_power, f"{path}.min_power", unit, notes),
        max_power=_kilowatts(value.max_power, f"{path}.max_power", unit, notes),
        min_duration=_seconds(value.min_duration),
        max_duration=_seconds(value.max_duration),
        day_of_week=_days(value.day_of_week or (), f"{path}.day_of_week"),
        reservation=_reservation(value.reservation, f"{path}.reservation"),
        other=tuple(value.other or ()),
    )
    return None if made == TariffRestrictions() else made


def _clock_times(
    value: wire.Restrictions, path: str, version: str, notes: Notes
) -> tuple[int | None, int | None]:
    """Minutes of the day; 24:00 and an end at 00:00 are the end of the day (wild 7.6)."""
    start = _clock(value.start_time, f"{path}.start_time")
    end = _clock(value.end_time, f"{path}.end_time")
    if start == END_OF_DAY:
        start = 0
    if end is not None:
        end = _end(end, f"{path}.end_time", version, notes)
    if start is not None and end is None:
        end = END_OF_DAY
    if end is not None and start is None:
        start = 0
    return (None, None) if (start, end) == (0, END_OF_DAY) else (start, end)


def _end(minutes: int, path: str, version: str, notes: Notes) -> int:
    """An end is exclusive, so 23:59 leaves out a minute; only 2.1.1 has no other word (§11)."""
    if minutes != LAST_MINUTE:
        return minutes or END_OF_DAY
    if version.startswith("2.1"):
        return END_OF_DAY
    notes.add("tariff_last_minute", "noted", path, "23:59")
    return minutes


def _clock(text: str | None, path: str) -> int | None:
    if text is None or is_nothing(text):
        return None
    found = minutes_of(text)
    if found is None:
        raise Unreadable(path, text)
    return found


def _date(text: str | None, path: str) -> date | None:
    if text is None or is_nothing(text):
        return None
    try:
        return date.fromisoformat(text.strip()[:10])
    except ValueError:
        raise Unreadable(path, text) from None


def _seconds(value: float | None) -> int | None:
    return None if value is None else max(0, int(value))


def _days(names: Sequence[str], path: str) -> tuple[int, ...]:
    days = []
    for name in names:
        day = DAYS.get(name.strip().upper())
        if day is None:
            raise Unreadable(path, name)
        days.append(day)
    return tuple(sorted(set(days)))


def _reservation(text: str | None, path: str) -> str | None:
    if text is None or is_nothing(text):
        return None
    upper = text.strip().upper()
    if upper not in RESERVATIONS:
        raise Unreadable(path, text)
    return upper


def _kilowatts(power: Decimal | None, path: str, unit: str, notes: Notes) -> Decimal | None:
    """Kilowatts; what can only be watts is read so where the source is known for it (wild 7.11)."""
    if power is None or power <= MOST_KILOWATTS:
        return power
    meant = power / 1000 if unit == "W" else power
    outcome: Outcome = "normalised" if meant != power else "noted"
    notes.add("tariff_implausible", outcome, path, power, meant)
    return meant
