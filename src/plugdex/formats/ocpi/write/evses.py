"""EVSEs (contract §7.2)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from plugdex.formats.ocpi import wire
from plugdex.formats.ocpi.write.bays import parking_of
from plugdex.formats.ocpi.write.connectors import write_connector
from plugdex.formats.ocpi.write.parts import images_of
from plugdex.formats.ocpi.write.points import point_of
from plugdex.formats.ocpi.write.texts import (
    NOT_AVAILABLE,
    codes_of,
    key_of,
    text_of,
    texts_of,
)
from plugdex.formats.ocpi.write.times import optional_time, time_of
from plugdex.formats.ocpi.write.versions import RULES, Rules
from plugdex.model.location import Connector, Evse, Location, StatusPeriod
from plugdex.model.payment import OF_CAPABILITY
from plugdex.model.status import EvseStatus

EVSE_ID_LENGTH: Final = 48
FLOOR_LENGTH: Final = 4
REFERENCE_LENGTH: Final = 16
PROVIDER_LENGTH: Final = 50

OF_PAYMENT: Final[Mapping[str, str]] = {way: name for name, way in OF_CAPABILITY.items()}
"""Ways to pay that OCPI counts among the capabilities."""

STAND_IN: Final = Connector(id=NOT_AVAILABLE, standard="IEC_62196_T2", format="SOCKET")
"""The connector of a removed EVSE that has none: readers have to hear of the removal, and every
version requires a connector. Its id says that it is none."""


def write_evse(
    evse: Evse, location: Location, status: EvseStatus | None, version: str
) -> wire.Evse | None:
    """An EVSE of a location, with its status where one is known.

    ``None`` without an id that the version allows, and without a connector, unless it is removed.
    """
    rules = RULES[version]
    uid = key_of(evse.uid, rules.key_length)
    state = _state(status)
    updated = freshness_of(location, status)
    connectors = _connectors(evse.connectors, status, updated, version)
    if not connectors and state == "REMOVED":
        connectors = _connectors((STAND_IN,), None, updated, version)
    if uid is None or not connectors:
        return None
    return wire.Evse(
        uid=uid,
        evse_id=key_of(evse.evse_id, EVSE_ID_LENGTH),
        status=state,
        status_schedule=_schedule(evse.status_schedule, rules) if evse.status_schedule else None,
        capabilities=codes_of(_capabilities(evse), rules.capabilities),
        connectors=connectors,
        floor_level=text_of(evse.floor_level, FLOOR_LENGTH, rules),
        coordinates=point_of(evse.coordinates, rules),
        physical_reference=text_of(evse.physical_reference, REFERENCE_LENGTH, rules),
        directions=texts_of(evse.directions, rules),
        parking_restrictions=codes_of(evse.parking_restrictions, rules.parking_restrictions),
        parking=parking_of(evse, location.parking_places, rules),
        images=images_of(evse.images, rules),
        accepted_service_providers=_providers(evse, rules),
        last_updated=time_of(updated, rules),
    )


def freshness_of(location: Location, status: EvseStatus | None) -> datetime:
    """When an EVSE or something in it last changed; without a status as the location says."""
    if status is None:
        return location.last_updated
    if not status.connectors:
        return status.freshness
    return max(status.freshness, max(moment for _, moment in status.connectors))


def _state(status: EvseStatus | None) -> str:
    """OCPI has no word for "works, and nobody knows whether it is free"."""
    if status is None or status.status == "OPERATIONAL":
        return "UNKNOWN"
    return status.status


def _connectors(
    connectors: Sequence[Connector], status: EvseStatus | None, updated: datetime, version: str
) -> list[wire.Connector]:
    if status is None or not status.connectors:
        written = [write_connector(one, updated, version) for one in connectors]
    else:
        written = [
            write_connector(one, status.connector_freshness(one.id), version) for one in connectors
        ]
    return [one for one in written if one]


def _capabilities(evse: Evse) -> tuple[str, ...]:
    if not evse.payments:
        return evse.capabilities
    ways = (OF_PAYMENT[way] for way in evse.payments if way in OF_PAYMENT)
    return tuple(dict.fromkeys((*evse.capabilities, *ways)))


def _schedule(periods: Sequence[StatusPeriod], rules: Rules) -> list[wire.StatusSchedule]:
    return [
        wire.StatusSchedule(
            period_begin=time_of(period.begin, rules),
            period_end=optional_time(period.end, rules),
            status="UNKNOWN" if period.status == "OPERATIONAL" else period.status,
        )
        for period in periods
    ]


def _providers(evse: Evse, rules: Rules) -> list[str] | None:
    if not evse.accepted_service_providers or not rules.has_parking:
        return None
    names = (text_of(name, PROVIDER_LENGTH, rules) for name in evse.accepted_service_providers)
    return [name for name in names if name] or None
