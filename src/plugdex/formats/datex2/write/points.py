"""Stations and refill points: an EVSE is a refill point.

What EVSEs can do is said of their station, so EVSEs that can do the same are one station.
"""

from collections.abc import Iterator, Sequence

from plugdex.formats.datex2.write.codes import METHODS, cable, mode, plug
from plugdex.formats.datex2.write.places import point_location
from plugdex.formats.datex2.write.prices import Rate
from plugdex.formats.datex2.write.xml import element, value
from plugdex.model.location import Connector, EnergyMix, Evse
from plugdex.model.power import max_power

RESERVABLE = "RESERVABLE"


def sayable(connector: Connector) -> bool:
    """Whether a connector can be written: the schema wants its power."""
    return max_power(connector) is not None


def groups(evses: Sequence[Evse]) -> Iterator[tuple[tuple[str, ...], Sequence[Evse]]]:
    """EVSEs by how a driver identifies or pays."""
    found: dict[tuple[str, ...], list[Evse]] = {}
    for evse in evses:
        if any(map(sayable, evse.connectors)):
            found.setdefault(_methods(evse), []).append(evse)
    yield from found.items()


def said_connectors(evse: Evse) -> list[Connector]:
    """Those of an EVSE that can be written."""
    return list(filter(sayable, evse.connectors))


def station(
    key: str, version: str, methods: Sequence[str], points: Sequence[str], mix: EnergyMix | None
) -> str:
    """A station with its refill points (EnergyInfrastructureStation)."""
    green = value("egi:isGreenEnergy", str(mix.is_green_energy).lower()) if mix else ""
    return element(
        "egi:energyInfrastructureStation",
        *(value("egi:authenticationAndIdentificationMethods", method) for method in methods),
        value("egi:numberOfRefillPoints", len(points)),
        *points,
        element("egi:electricEnergy", green) if green else "",
        id=key,
        version=version,
    )


def point(evse: Evse, version: str, rates: Sequence[Rate]) -> str:
    """An EVSE (ElectricChargingPoint)."""
    connectors = said_connectors(evse)
    return element(
        "egi:refillPoint",
        value("fac:externalIdentifier", evse.evse_id),
        point_location("fac:locationReference", evse.coordinates) if evse.coordinates else "",
        value("egi:deliveryUnit", "kWh"),
        value("egi:reservation", "optional") if RESERVABLE in evse.capabilities else "",
        value("egi:numberOfConnectors", len(connectors)),
        *map(_connector, connectors),
        *(rate.energy(evse.uid) for rate in rates),
        type="egi:ElectricChargingPoint",
        id=evse.uid,
        version=version,
    )


def _methods(evse: Evse) -> tuple[str, ...]:
    words = {*evse.capabilities, *evse.payments}
    words |= {word for connector in evse.connectors for word in connector.capabilities}
    return tuple(sorted(METHODS[word] for word in words if word in METHODS))


def _connector(connector: Connector) -> str:
    return element(
        "egi:connector",
        plug(connector),
        mode(connector),
        cable(connector),
        value("egi:maxPowerAtSocket", max_power(connector)),
        value("egi:voltage", connector.max_voltage),
        value("egi:maximumCurrent", connector.max_amperage),
    )
