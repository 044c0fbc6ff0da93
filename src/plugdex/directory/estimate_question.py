"""The question for an estimate as people ask it, checked."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from plugdex.directory.estimate import AD_HOC, MOST_LOCATIONS, Wish, energy_of
from plugdex.directory.estimate_plugs import KILO, Taker
from plugdex.model.errors import PlugdexError
from plugdex.model.value import Value
from plugdex.model.vehicles import Vehicle

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

    The energy is ``kwh``, or ``battery_kwh`` with ``soc_from`` and ``soc_to`` in per cent; the
    battery is the vehicle's where it is not given.
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


def wish_of(
    question: Question,
    now: datetime,
    vehicle: Vehicle | None = None,
    adapters: frozenset[str] = frozenset(),
) -> Wish:
    """What is asked for, with a vehicle and the adapters that its driver has, or without.

    Raises ``InvalidQuestion``.
    """
    _check_ranges(question)
    _check_start(question)
    unknown = [each for each in question.types if each not in TYPES]
    if unknown:
        raise InvalidQuestion(f"types: {unknown[0]!r} must be one of {', '.join(sorted(TYPES))}")
    types: frozenset[str | None] = frozenset({None, *question.types})
    return Wish(
        kwh=_energy(question, vehicle),
        start=question.start or now,
        parked=timedelta(minutes=question.parking_minutes),
        taker=Taker(
            vehicle=vehicle,
            adapters=adapters,
            ac_kw=question.ac_kw or question.kw,
            dc_kw=question.dc_kw or question.kw,
        ),
        types=types if question.types else AD_HOC,
    )


def check_count(question: Question) -> None:
    """Raise ``InvalidQuestion`` unless there is a number of locations that we price at once."""
    if not 1 <= len(question.locations) <= MOST_LOCATIONS:
        raise InvalidQuestion(f"locations: give 1 to {MOST_LOCATIONS} ids")


def _check_start(question: Question) -> None:
    if question.start is not None and question.start.year not in YEARS:
        raise InvalidQuestion(f"start: must be from {YEARS[0]} to {YEARS[-1]}")


def _energy(question: Question, vehicle: Vehicle | None) -> Decimal:
    if question.kwh is not None:
        return question.kwh
    low, high = question.soc_from, question.soc_to
    battery = question.battery_kwh or _battery(vehicle)
    if low is None or high is None:
        raise InvalidQuestion("kwh: give it, or battery_kwh or vehicle with soc_from and soc_to")
    if battery is None:
        raise InvalidQuestion("battery_kwh: nobody says how large the battery is; give it or kwh")
    if high < low:
        raise InvalidQuestion("soc_to: must not be below soc_from")
    return energy_of(battery, low, high)


def _battery(vehicle: Vehicle | None) -> Decimal | None:
    if vehicle is None or vehicle.battery is None:
        return None
    return Decimal(vehicle.battery) / KILO


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
