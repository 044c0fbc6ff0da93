"""The EV blocks of a place (contract §3): its connectors in groups, and its EVSEs one by one."""

from collections.abc import Collection, Mapping
from typing import Final

from msgspec.structs import replace

from plugdex.api.here_search import shapes
from plugdex.api.here_search.ev_filters import PAYMENT_METHODS
from plugdex.api.here_search.queries import EMSPS, EV
from plugdex.api.here_v3.codes import PAYMENT
from plugdex.api.here_v3.evses import evse_id
from plugdex.directory.lookup import InFull
from plugdex.model.connectors import BY_OCPI
from plugdex.model.group_counts import CountedGroup, counted_groups
from plugdex.model.ids import partner_id
from plugdex.model.location import Connector, Evse, Location
from plugdex.model.partners import roaming_partners
from plugdex.model.payment import payment_supports
from plugdex.model.power import max_power
from plugdex.model.status import EvseStatus
from plugdex.model.value import NEVER

STATE: Final[Mapping[str, str]] = {
    "AVAILABLE": "AVAILABLE",
    "BLOCKED": "UNAVAILABLE",
    "CHARGING": "OCCUPIED",
    "INOPERATIVE": "OUT_OF_SERVICE",
    "OUTOFORDER": "OUT_OF_SERVICE",
    "RESERVED": "RESERVED",
}
NO_STATE: Final = "OTHER"
"""No information; also for EVSEs that worked when last heard of."""


def extended(content: str, full: InFull, show: Collection[str]) -> shapes.Extended | None:
    """The blocks that were asked for."""
    station = shapes.EvStation()
    if EV in show or EMSPS in show:
        station = ev_station(full, show)
    block = shapes.Extended(
        ev_station=None if station == shapes.EvStation() else station,
        ev_availability=ev_availability(content, full) if EV in show else None,
    )
    return None if block == shapes.Extended() else block


def ev_station(full: InFull, show: Collection[str]) -> shapes.EvStation:
    """Connector groups, access and payment with ``ev``; eMSPs with their own value of ``show``.

    A connector whose power nobody knows is in no group, as in v3: the vendor's own client breaks
    where a group has no power. It counts among all, and stands among the EVSEs.
    """
    place = full.location
    partners = _emsps(place) if EMSPS in show else None
    if EV not in show:
        return shapes.EvStation(e_mobility_service_providers=partners)
    groups = counted_groups(place.evses, full.statuses)
    return shapes.EvStation(
        connectors=[_group(place, each, each.max_power) for each in groups if each.max_power]
        or None,
        total_number_of_connectors=sum(each.evses for each in groups),
        access="restricted" if place.restrictions else "public",
        e_mobility_service_providers=partners,
        payment_methods=_payment_methods(place),
    )


def ev_availability(content: str, full: InFull) -> shapes.EvAvailability:
    """The one station of a place and all its EVSEs."""
    place = full.location
    evses = [_evse(content, each, full.statuses.get(each.uid)) for each in place.evses]
    station = shapes.LiveStation(id=content, cpo_id=place.id, evses=evses)
    return shapes.EvAvailability(stations=[station])


def kilowatts(watts: int | None) -> float | None:
    """Watts as this dialect writes them."""
    return None if watts is None else watts / 1000


def _group(place: Location, group: CountedGroup, watts: int) -> shapes.EvConnector:
    standard = BY_OCPI[group.standard]
    supplier = place.operator or place.suboperator
    return shapes.EvConnector(
        supplier_name=supplier.name if supplier else None,
        connector_type=shapes.ConnectorType(id=_type_id(group.standard), name=standard.name),
        fixed_cable=group.has_cable,
        max_power_level=kilowatts(watts),
        charging_point=_charging_point(group),
    )


def _charging_point(group: CountedGroup) -> shapes.ChargingPoint:
    point = shapes.ChargingPoint(
        number_of_connectors=group.evses,
        volts_range=group.volts_range,
        phases=group.phases,
        amps_range=group.amps_range,
    )
    counts = group.counts
    if counts is None:
        return point
    return replace(
        point,
        number_of_available=counts.available,
        number_of_in_use=counts.in_use,
        number_of_out_of_service=counts.out_of_service,
        number_of_reserved=counts.reserved,
        last_update_timestamp=counts.updated,
    )


def _type_id(standard: str | None) -> str | None:
    found = BY_OCPI.get(standard or "")
    return None if found is None or found.legacy_id is None else str(found.legacy_id)


def _emsps(place: Location) -> list[shapes.Emsp] | None:
    names = [each.name for each in roaming_partners(place)]
    return [shapes.Emsp(name=name, partner_id=partner_id(name)) for name in names] or None


def _payment_methods(place: Location) -> list[shapes.PaymentMethod] | None:
    """What some EVSE takes; what is not known is not said to be refused."""
    names = {PAYMENT.get(code) for each in place.evses for code in payment_supports(each)}
    found = [name for name in PAYMENT_METHODS if name in names]
    return [shapes.PaymentMethod(id=name, accepted=True) for name in found] or None


def _evse(content: str, each: Evse, status: EvseStatus | None) -> shapes.LiveEvse:
    is_dated = status is not None and status.modified > NEVER
    return shapes.LiveEvse(
        id=evse_id(content, each.uid),
        cpo_id=each.uid,
        cpo_evse_emi3_id=each.evse_id,
        state=STATE.get(status.status, NO_STATE) if status else NO_STATE,
        last_updated=status.modified if status and is_dated else None,
        connectors=[_connector(connector) for connector in each.connectors],
    )


def _connector(each: Connector) -> shapes.LiveConnector:
    return shapes.LiveConnector(
        id=each.id,
        cpo_id=each.id,
        type_id=_type_id(each.standard),
        max_power_level=kilowatts(max_power(each)),
    )
