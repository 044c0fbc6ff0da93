"""Connectors that are alike for a session: the power that one gets there, and why none."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final, NamedTuple

from plugdex.model.fit import Fit, Site, fit, site_of
from plugdex.model.location import Connector, Evse, Location
from plugdex.model.power import max_power
from plugdex.model.pricing.price import Reason
from plugdex.model.value import Value
from plugdex.model.vehicles import Vehicle

KILO: Final = 1000

Wanted = Callable[[Evse, Connector], bool]
"""Whether a connector of an EVSE is to be priced."""


class Taker(Value, frozen=True, kw_only=True):
    """What takes the energy; without anything it takes what the connector gives.

    A vehicle decides where it can charge and how fast at most; ``ac_kw`` and ``dc_kw`` are upper
    limits besides.
    """

    vehicle: Vehicle | None = None
    adapters: frozenset[str] = frozenset()
    """Ids of those that the driver has."""
    ac_kw: Decimal | None = None
    dc_kw: Decimal | None = None


class Plug(NamedTuple):
    """What makes connectors alike."""

    kw: Decimal | None
    volts: int | None
    tariff_ids: tuple[str, ...]
    unfit: Reason | None = None
    """Why the vehicle cannot charge there."""


def plugs_of(
    location: Location, taker: Taker, wanted: Wanted | None = None
) -> Mapping[Plug, tuple[str, ...]]:
    """The kinds of connectors with the names of theirs (``E1/1``); all, or those wanted."""
    site = site_of(location)
    found: dict[Plug, list[str]] = {}
    for evse in location.evses:
        for connector in evse.connectors:
            if wanted is None or wanted(evse, connector):
                plug = _plug(connector, taker, site)
                found.setdefault(plug, []).append(f"{evse.uid}/{connector.id}")
    return {plug: tuple(names) for plug, names in found.items()}


def _plug(connector: Connector, taker: Taker, site: Site) -> Plug:
    is_dc = connector.power_type == "DC"
    volts = None if is_dc else connector.max_voltage
    watts, unfit = max_power(connector), None
    if taker.vehicle is not None:
        found = fit(taker.vehicle, taker.adapters, connector, site)
        watts, unfit = found.power.watts, _why_unfit(found)
    kw = _lowest(watts, taker.dc_kw if is_dc else taker.ac_kw)
    return Plug(kw, volts, connector.tariff_ids, unfit)


def _lowest(watts: int | None, limit: Decimal | None) -> Decimal | None:
    if watts is None:
        return None
    kw = Decimal(watts) / KILO
    return kw if limit is None else min(kw, limit)


def _why_unfit(found: Fit) -> Reason | None:
    """An adapter that the driver does not have is none; a voltage may leave no power at all."""
    how = found.connection
    if how.matches is None:
        return Reason(code="vehicle_fit_unknown", detail=how.reason or "")
    if not how.matches:
        return Reason(code="vehicle_does_not_fit", detail=how.reason or "")
    if found.power.watts == 0:
        return Reason(code="vehicle_does_not_fit", detail=found.power.limit or "")
    return None
