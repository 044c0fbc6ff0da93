"""Connectors as HERE v2 writes them: equal ones of a location are one entry with a count."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from plugdex.api.here_v2 import codes
from plugdex.api.here_v2.current import charge_capacity, volts_range
from plugdex.api.here_v2.hours import opening_hours
from plugdex.api.here_v2.shapes import (
    ChargingPoint,
    Connector,
    ConnectorDetails,
    ConnectorStatus,
    ConnectorStatuses,
    NameId,
)
from plugdex.model import location as model
from plugdex.model.connectors import BY_OCPI, Standard
from plugdex.model.filters import current_of
from plugdex.model.opening import is_always_open
from plugdex.model.power import max_power
from plugdex.model.status import EvseStatus

LIVE_STATES: Final = frozenset({"AVAILABLE", "RESERVED", "OCCUPIED", "OUT_OF_SERVICE"})
LEVEL_1_VOLTS: Final = range(90, 151)

Statuses = Mapping[str, EvseStatus]


class Sort(NamedTuple):
    """What connectors have in common that are told together."""

    standard: str | None
    watts: int | None
    format: str | None
    power_type: str | None
    volts: int | None
    amperes: int | None
    reservable: bool


Members = list[tuple[model.Evse, model.Connector]]


def connectors(place: model.Location, statuses: Statuses | None) -> list[Connector]:
    """The connectors of a location; with their live side where ``statuses`` are given."""
    sorts: dict[Sort, Members] = {}
    for evse in place.evses:
        for each in evse.connectors:
            sorts.setdefault(_sort(evse, each), []).append((evse, each))
    return [_connector(place, sort, members, statuses) for sort, members in sorts.items()]


def connector_type(standard: Standard) -> NameId:
    """The type with the name that belongs to its id; without id our own name of it."""
    if standard.legacy_id is None:
        return NameId(name=standard.name)
    return NameId(name=codes.CONNECTOR_TYPE[standard.legacy_id], id=str(standard.legacy_id))


def kilowatts(watts: int | None) -> float | None:
    """Kilowatts of watts."""
    return None if watts is None else watts / 1000


def state_of(uid: str, statuses: Statuses) -> str:
    """The state of an EVSE."""
    status = statuses.get(uid)
    return codes.STATE.get(status.status, "UNKNOWN") if status else "UNKNOWN"


def _sort(evse: model.Evse, each: model.Connector) -> Sort:
    return Sort(
        standard=each.standard,
        watts=max_power(each),
        format=each.format,
        power_type=each.power_type,
        volts=each.max_voltage,
        amperes=each.max_amperage,
        reservable="RESERVABLE" in evse.capabilities,
    )


def _connector(
    place: model.Location, sort: Sort, members: Members, statuses: Statuses | None
) -> Connector:
    each = members[0][1]
    operator = place.operator or place.suboperator
    standard, current = BY_OCPI[sort.standard or ""], current_of(each)
    return Connector(
        supplier_name=operator.name if operator else None,
        connector_type=connector_type(standard),
        power_feed_type=_power_feed_type(place, each),
        charge_capacity=charge_capacity(each.power_type, sort.volts, sort.amperes),
        max_power_level=kilowatts(sort.watts),
        customer_connector_name=f"{current or ''} EV connector ({standard.name})".lstrip(),
        fixed_cable=None if sort.format is None else sort.format == "CABLE",
        connector_details=_details(place, sort),
        charging_point=_charging_point(each, members, statuses),
        connector_statuses=_connector_statuses(members, statuses),
    )


def _details(place: model.Location, sort: Sort) -> ConnectorDetails | None:
    times = place.opening_times
    shape = ConnectorDetails(
        reservable=True if sort.reservable else None,
        open24x7=None if times is None else is_always_open(times),
        opening_hours=opening_hours(place),
    )
    return None if shape == ConnectorDetails() else shape


def _charging_point(
    each: model.Connector, members: Members, statuses: Statuses | None
) -> ChargingPoint:
    states = [state_of(evse.uid, statuses) for evse, _ in members] if statuses else []
    live = [state for state in states if state in LIVE_STATES]
    return ChargingPoint(
        charge_mode=_charge_mode(each),
        volts_range=volts_range(each.power_type, each.max_voltage),
        phases=codes.PHASES.get(each.power_type or ""),
        amps_range=f"{each.max_amperage}A" if each.max_amperage else None,
        number_of_connectors=len(members),
        number_of_available=live.count("AVAILABLE") if live else None,
        number_of_in_use=live.count("OCCUPIED") + live.count("RESERVED") if live else None,
        number_of_out_of_service=live.count("OUT_OF_SERVICE") if live else None,
        last_update_timestamp=max(
            (
                statuses[evse.uid].modified
                for evse, _ in members
                if statuses and evse.uid in statuses
            ),
            default=None,
        ),
    )


def _charge_mode(each: model.Connector) -> str | None:
    """Mode 4 is direct current; mode 3 a plug made for cars; a household socket may be 1 or 2."""
    if current_of(each) == "DC":
        return "4"
    standard = each.standard or ""
    household = standard.startswith(("DOMESTIC_", "NEMA_", "IEC_60309_"))
    return None if household or current_of(each) is None else "3"


def _power_feed_type(place: model.Location, each: model.Connector) -> NameId | None:
    current = current_of(each)
    if place.country not in codes.POWER_FEED_COUNTRIES or current is None:
        return None
    if current == "DC":
        number = 5
    elif each.max_voltage is None:
        return None
    else:
        single = each.power_type in (None, "AC_1_PHASE")
        number = 1 if single and each.max_voltage in LEVEL_1_VOLTS else 2
    return NameId(name=codes.POWER_FEED_TYPE[number], id=str(number))


def _connector_statuses(
    members: Sequence[tuple[model.Evse, model.Connector]], statuses: Statuses | None
) -> ConnectorStatuses | None:
    if statuses is None:
        return None
    return ConnectorStatuses(
        connector_status=[
            ConnectorStatus(
                state=state_of(evse.uid, statuses),
                cpo_evse_id=evse.uid,
                cpo_evse_emi3_id=evse.evse_id,
                physical_reference=evse.physical_reference,
            )
            for evse, _ in members
        ]
    )
