"""The question for an estimate as people ask it, checked."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from plugdex.directory.estimate import AD_HOC, MOST_LOCATIONS, Wish, energy_of
from plugdex.model.errors import PlugdexError
from plugdex.model.value import Value

TYPES: Final = frozenset(
    {"AD_HOC_PAYMENT", "PROFILE_CHEAP", "PROFILE_FAST", "PROFILE_GREEN", "REGULAR"}
)
MOST_KWH: Final = 2000
MOST_KW: Final = 4000
YEARS: Final = range(2000, 2100)
MOST_MINUTES: Final = 7 * 24 * 60
SLOWEST_KW: Final = Decimal("0.5")


class InvalidQuestion(PlugdexError):
    """The question cannot be answered as it is; the message says what to change."""

    code = "invalid-question"
    title = "The question is not valid"


class Question(Value, frozen=True, kw_only=True):
    """At most 100 locations, the energy, the power of the vehicle, and when.

    The energy is ``kwh``, or ``battery_kwh`` with ``soc_from`` and ``soc_to`` in per cent.
    ``kw`` stands for ``ac_kw`` and ``dc_kw``. ``start`` without an offset is local time of each
    location, and now where it is absent. ``types`` are those of OCPI tariffs that may be used
    beside tariffs that hold for everybody.
    """

    locations: tuple[str, ...] = ()
    kwh: Decimal | None = None
    battery_kwh: Decimal | None = None
    soc_from: Decimal | None = None
    soc_to: Decimal | None = None
    kw: Decimal | None = None
    ac_kw: Decimal | None = None
    dc_kw: Decimal | None = None
    start: datetime | None = None
    parking_minutes: int = 0
    types: tuple[str, ...] = ()


def wish_of(question: Question, now: datetime) -> Wish:
    """What is asked for; raises ``InvalidQuestion``."""
    _check_count(question)
    _check_ranges(question)
    _check_start(question)
    unknown = [each for each in question.types if each not in TYPES]
    if unknown:
        raise InvalidQuestion(f"types: {unknown[0]!r} must be one of {', '.join(sorted(TYPES))}")
    types: frozenset[str | None] = frozenset({None, *question.types})
    return Wish(
        kwh=_energy(question),
        start=question.start or now,
        parked=timedelta(minutes=question.parking_minutes),
        ac_kw=question.ac_kw or question.kw,
        dc_kw=question.dc_kw or question.kw,
        types=types if question.types else AD_HOC,
    )


def _check_count(question: Question) -> None:
    if not 1 <= len(question.locations) <= MOST_LOCATIONS:
        raise InvalidQuestion(f"locations: give 1 to {MOST_LOCATIONS} ids")


def _check_start(question: Question) -> None:
    if question.start is not None and question.start.year not in YEARS:
        raise InvalidQuestion(f"start: must be from {YEARS[0]} to {YEARS[-1]}")


def _energy(question: Question) -> Decimal:
    if question.kwh is not None:
        return question.kwh
    battery, low, high = question.battery_kwh, question.soc_from, question.soc_to
    if battery is None or low is None or high is None:
        raise InvalidQuestion("kwh: give it, or battery_kwh with soc_from and soc_to")
    if high < low:
        raise InvalidQuestion("soc_to: must not be below soc_from")
    return energy_of(battery, low, high)


BOUNDS: Final[Mapping[str, tuple[Decimal, int]]] = {
    "kwh": (Decimal(0), MOST_KWH),
    "battery_kwh": (Decimal(0), MOST_KWH),
    "soc_from": (Decimal(0), 100),
    "soc_to": (Decimal(0), 100),
    "kw": (SLOWEST_KW, MOST_KW),
    "ac_kw": (SLOWEST_KW, MOST_KW),
    "dc_kw": (SLOWEST_KW, MOST_KW),
    "parking_minutes": (Decimal(0), MOST_MINUTES),
}
"""The lowest and highest value of each number."""


def _check_ranges(question: Question) -> None:
    for name, (lowest, highest) in BOUNDS.items():
        value = getattr(question, name)
        if value is not None and not (_is_finite(value) and lowest <= value <= highest):
            raise InvalidQuestion(f"{name}: must be from {lowest} to {highest}")


def _is_finite(value: Decimal | int) -> bool:
    return Decimal(value).is_finite()
