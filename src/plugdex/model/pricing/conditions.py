"""When an element holds: yes, no, or not known (OCPI 2.2.1 §11.4.6; all restrictions must hold).

``min_…`` and starts are inclusive, ``max_…`` and ends exclusive. A time window whose end is not
after its start goes past midnight.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple

from plugdex.model.pricing.clock import DAY, MINUTE, SECOND, Offset, midnights
from plugdex.model.tariffs import TariffRestrictions

END_OF_DAY: Final = 24 * 60


class Moment(NamedTuple):
    """What is true at an instant; power in kW, current in A over all phases."""

    day: int
    minute: int
    elapsed: int
    kwh: Decimal
    kw: Decimal | None
    amperes: Decimal | None


class Check(NamedTuple):
    """One restriction: whether it holds, and the reason when that is not known."""

    holds: Callable[[Moment], bool | None]
    reason: str = ""
    detail: str = ""
    is_date: bool = False


def checks_of(limits: TariffRestrictions | None) -> tuple[Check, ...]:
    """The checks of an element, the quickest first; reservations are another phase."""
    return () if limits is None else tuple(_checks(limits))


def _checks(limits: TariffRestrictions) -> Iterator[Check]:
    yield from _dates(limits.start_date, limits.end_date)
    if limits.day_of_week:
        days = frozenset(limits.day_of_week)
        yield Check(lambda now: (now.day - 1) % 7 + 1 in days)
    if limits.start_time is not None or limits.end_time is not None:
        yield _window(limits.start_time or 0, limits.end_time)
    for name, (read, reason) in RANGES.items():
        lowest, highest = getattr(limits, f"min_{name}"), getattr(limits, f"max_{name}")
        if lowest or highest is not None:
            yield _range(read, lowest, highest, reason)
    for name in limits.other:
        yield Check(lambda _: None, "restriction_unknown", name)


RANGES: Final[Mapping[str, tuple[Callable[[Moment], Any], str]]] = {
    "duration": (lambda now: now.elapsed, ""),
    "kwh": (lambda now: now.kwh, ""),
    "power": (lambda now: now.kw, "power_unknown"),
    "current": (lambda now: now.amperes, "current_unknown"),
}
"""What has a lowest and a highest value, and the reason where it is not known."""


def _dates(start: date | None, end: date | None) -> Iterator[Check]:
    """A last day that is not after the first would be no day at all, so that day is in doubt."""
    first = start.toordinal() if start else 0
    last = end.toordinal() if end else date.max.toordinal() + 1
    if end and start and last <= first:
        in_doubt = range(last, first + 1)
        yield Check(
            lambda now: None if now.day in in_doubt else False,
            "restriction_contradicts",
            f"{start} to {end}",
            is_date=True,
        )
    elif start or end:
        yield Check(lambda now: first <= now.day < last, is_date=True)


def _window(start: int, end: int | None) -> Check:
    last = END_OF_DAY if end is None else end
    if start < last:
        return Check(lambda now: start <= now.minute < last)
    return Check(lambda now: now.minute >= start or now.minute < last)


def _range(read: Callable[[Moment], Any], low: Any, high: Any, reason: str) -> Check:
    """A range; one that is empty is in doubt above its lowest value."""
    scale = SECOND if read is RANGES["duration"][0] else 1
    lowest = 0 if low is None else low * scale
    if high is not None and high * scale <= lowest:
        return Check(
            lambda now: None if read(now) is None or read(now) >= lowest else False,
            "restriction_contradicts",
            f"{low} to {high}",
        )
    highest = None if high is None else high * scale

    def holds(now: Moment) -> bool | None:
        value = read(now)
        if value is None:
            return None
        return lowest <= value and (highest is None or value < highest)

    return Check(holds, reason)


def reaches(limits: TariffRestrictions, days: range) -> bool:
    """Whether the dates of a restriction touch any of these days."""
    starts = limits.start_date is None or limits.start_date.toordinal() < days.stop
    return starts and (limits.end_date is None or limits.end_date.toordinal() >= days.start)


def instants_of(limits: Iterable[TariffRestrictions], offset: Offset) -> set[int]:
    """When in a piece of even clock some restrictions may begin or end to hold; kWh apart."""
    seconds, minutes = _edges(limits)
    inside = range(offset.begin, offset.end)
    found = {each * SECOND for each in seconds}
    for midnight in midnights(offset) if minutes else ():
        start = midnight - offset.local
        found.update([start + minute * MINUTE for minute in minutes])
    return {each for each in found if each in inside}


def _edges(limits: Iterable[TariffRestrictions]) -> tuple[set[int], set[int]]:
    """Seconds of the session, and minutes of the day, where something may change."""
    seconds: set[int | None] = set()
    minutes: set[int | None] = set()
    for each in limits:
        seconds.update((each.min_duration, each.max_duration))
        minutes.update((each.start_time, each.end_time))
        if each.start_date or each.end_date or each.day_of_week:
            minutes.add(0)
    return _known(seconds), _known(minutes)


def _known(values: set[int | None]) -> set[int]:
    return {each for each in values if each is not None}


def day_and_minute(local: int) -> tuple[int, int]:
    """The day's ordinal and the minute of the day of local microseconds."""
    day, rest = divmod(local, DAY)
    return day, rest // MINUTE
