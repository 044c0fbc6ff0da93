"""What a session would cost at the connectors of some locations.

The session is the same everywhere but for the power, which is what the vehicle gets at most at
a connector and is taken to be even: charging takes at least that long.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import ROUND_CEILING, Decimal
from functools import lru_cache
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from plugdex.directory.estimate_plugs import KILO, Plug, Taker, Wanted, plugs_of
from plugdex.directory.lookup import InFull, in_full, look_up
from plugdex.directory.ports import Reads
from plugdex.model.price_sanity import doubts_of
from plugdex.model.pricing.price import CannotSay, Price, Reason
from plugdex.model.pricing.pricer import price_of
from plugdex.model.pricing.session import ChargingSession, PowerPiece
from plugdex.model.pricing.start import Clock, start_of
from plugdex.model.remembering import remembered
from plugdex.model.tariffs import Tariff
from plugdex.model.value import Value
from plugdex.model.zones import find_zone

MOST_LOCATIONS: Final = 100
AD_HOC: Final[frozenset[str | None]] = frozenset({"AD_HOC_PAYMENT", None})
"""Tariffs that hold for whoever comes: those for a payment on the spot, and those for all."""

LONGEST: Final = timedelta(days=14)
"""What would take longer is no charging session."""


class Wish(Value, frozen=True, kw_only=True):
    """What one wants to charge, and when.

    ``start`` without an offset is local time of each location.
    """

    kwh: Decimal
    start: datetime
    parked: timedelta = timedelta(0)
    taker: Taker = Taker()
    types: frozenset[str | None] = AD_HOC
    """Types of tariffs that may be used; ``None`` are those that hold for all sessions."""


class Offer(Value, frozen=True, kw_only=True):
    """What the session costs under one tariff at connectors that are alike, or why none is said."""

    connectors: tuple[str, ...]
    """EVSE uid and connector id: ``E1/1``."""
    kw: Decimal | None = None
    tariff: str | None = None
    type: str | None = None
    price: Price | None = None
    reasons: tuple[Reason, ...] = ()
    doubts: tuple[str, ...] = ()
    """Issue codes of what is hardly meant in the tariff."""


class Estimate(Value, frozen=True, kw_only=True):
    """The offers of a location; ``clock`` tells what became of a start in a clock change."""

    id: str
    offers: tuple[Offer, ...]
    time_zone: str | None = None
    start: datetime | None = None
    clock: Clock = "plain"


def energy_of(battery_kwh: Decimal, soc_from: Decimal, soc_to: Decimal) -> Decimal:
    """KWh into a battery between two states of charge in per cent; losses are not counted."""
    return battery_kwh * (soc_to - soc_from) / 100


def estimate(reads: Reads, ids: Sequence[str], wish: Wish) -> Sequence[Estimate]:
    """The estimates of those content ids that exist, in the order that was asked for."""
    answers = look_up(reads, ids)
    found = in_full(reads, list(answers.values()), tariffs=True)
    prices = Prices()
    return [
        estimate_at(each, found[each], wish, prices=prices)
        for each in dict.fromkeys(ids)
        if each in found
    ]


class Prices:
    """Prices of one wish: equal sessions under one tariff are priced once.

    Locations of an operator share tariffs, and most connectors have one of few powers.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], tuple[Tariff, Price | CannotSay]] = {}

    def find(self, tariff: Tariff, session: ChargingSession, zone: ZoneInfo) -> Price | CannotSay:
        """What a session costs under a tariff; the tariff is told by its identity."""
        piece = session.pieces[0] if session.pieces else None
        key = (id(tariff), session.start, zone.key, piece and (piece.kw, piece.amperes))
        if key not in self._known:
            self._known[key] = tariff, price_of(tariff, session, zone)
        return self._known[key][1]


def estimate_at(
    content: str,
    place: InFull,
    wish: Wish,
    wanted: Wanted | None = None,
    prices: Prices | None = None,
) -> Estimate:
    """The offers of one location, at all connectors or at those that are wanted.

    ``prices`` are those of the same wish at other locations.
    """
    kinds = plugs_of(place.location, wish.taker, wanted)
    zone = _zone(place.location.time_zone)
    if zone is None:
        reason = Reason(code="time_zone_unknown")
        offers = [Offer(connectors=names, reasons=(reason,)) for names in kinds.values()]
        return Estimate(id=content, offers=tuple(offers))
    start = start_of(wish.start, zone)
    asked = Asked(wish, start.instant, zone, prices or Prices())
    return Estimate(
        id=content,
        time_zone=place.location.time_zone,
        start=start.instant.astimezone(zone),
        clock=start.clock,
        offers=tuple(
            offer
            for plug, names in kinds.items()
            for offer in _offers(plug, names, place.tariffs, asked)
        ),
    )


class Asked(NamedTuple):
    """A wish at a place."""

    wish: Wish
    instant: datetime
    zone: ZoneInfo
    prices: Prices


@lru_cache(maxsize=1024)
def _zone(name: str | None) -> ZoneInfo | None:
    known = find_zone(name) if name else None
    return ZoneInfo(known) if known else None


def _offers(
    plug: Plug, names: tuple[str, ...], tariffs: Mapping[str, Tariff], asked: Asked
) -> Iterator[Offer]:
    kw = plug.kw
    if plug.unfit is not None:
        yield Offer(connectors=names, reasons=(plug.unfit,))
        return
    usable = [tariffs[each] for each in plug.tariff_ids if each in tariffs]
    fitting = [each for each in usable if each.type in asked.wish.types]
    valid = [each for each in fitting if is_valid(each, asked.instant)]
    if kw is None or not valid:
        code = _why_not(plug, usable, fitting)
        yield Offer(connectors=names, kw=kw, reasons=(Reason(code=code),))
        return
    seconds = (asked.wish.kwh * 3600 / kw).to_integral_value(ROUND_CEILING)
    if seconds > LONGEST.total_seconds():
        yield Offer(connectors=names, kw=kw, reasons=(Reason(code="charging_too_long"),))
        return
    session = _session(plug, kw, seconds, asked)
    for tariff in valid:
        found = asked.prices.find(tariff, session, asked.zone)
        yield Offer(
            connectors=names,
            kw=kw,
            tariff=tariff.id,
            type=tariff.type,
            price=None if isinstance(found, CannotSay) else found,
            reasons=found.reasons if isinstance(found, CannotSay) else (),
            doubts=_doubts(tariff),
        )


@remembered
def _doubts(tariff: Tariff) -> tuple[str, ...]:
    return tuple(dict.fromkeys(doubt.code for doubt in doubts_of(tariff)))


def _why_not(plug: Plug, usable: Collection[Tariff], fitting: Collection[Tariff]) -> str:
    """No tariff means that the price is not known, never that it is free (wild 6.19)."""
    if not plug.tariff_ids:
        return "tariff_not_named"
    if not usable:
        return "tariff_not_delivered"
    if not fitting:
        return "tariff_of_other_type"
    return "connector_power_unknown" if plug.kw is None else "tariff_not_valid"


def is_valid(tariff: Tariff, now: datetime) -> bool:
    """The tariff that is valid at the start holds for the session (OCPI 2.2.1 §11.3.1)."""
    started = tariff.start_date_time is None or tariff.start_date_time <= now
    return started and (tariff.end_date_time is None or now < tariff.end_date_time)


def _session(plug: Plug, kw: Decimal, seconds: Decimal, asked: Asked) -> ChargingSession:
    """Even charging in whole seconds; the current of DC is the battery's and not known."""
    amperes = kw * KILO / plug.volts if plug.volts else None
    piece = PowerPiece(seconds=seconds, kwh=asked.wish.kwh, kw=kw, amperes=amperes)
    end = asked.instant + timedelta(seconds=int(seconds)) + asked.wish.parked
    return ChargingSession(start=asked.instant, end=end, pieces=(piece,) if seconds else ())
