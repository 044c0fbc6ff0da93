"""EVSEs and connectors as HERE v3 writes them."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Final

from plugdex.api.here_v3 import codes
from plugdex.api.here_v3.shapes import EvConnector, Evse, EvseParking, Location, VehicleLimitations
from plugdex.model import location as model
from plugdex.model.connectors import BY_OCPI, Standard
from plugdex.model.payment import payment_supports
from plugdex.model.power import derived_power, max_power
from plugdex.model.vocabulary import PowerType

EVSE_ID: Final = "here:evcp:evse:"
Indexes = Mapping[str, int]
"""Position in the answer's tariff list of each tariff id."""


def connector(each: model.Connector, indexes: Indexes) -> EvConnector | None:
    """A connector; ``None`` when its standard is not in the catalogue.

    The contract demands format, power type, volts and amperes. Where the source has none, the
    catalogue's stand in; the power never comes from them.
    """
    standard = BY_OCPI.get(each.standard or "")
    if standard is None:
        return None
    power_type = each.power_type or ("DC" if standard.is_dc_only else "AC_1_PHASE")
    volts, amperes = rating(each, standard, power_type)
    return EvConnector(
        id=each.id,
        standard=standard.here,
        format=codes.CONNECTOR_FORMAT[each.format or standard.format],
        power_type=codes.POWER_TYPE[power_type],
        max_voltage=volts,
        max_current=amperes,
        max_power=max_power(each),
        terms_and_conditions_url=each.terms_and_conditions,
        tariff_indexes=tariff_indexes(each.tariff_ids, indexes),
    )


def rating(each: model.Connector, standard: Standard, power_type: PowerType) -> tuple[int, int]:
    """Volts and amperes, made up from the power or the standard where the source has none."""
    watts = each.max_electric_power
    volts = each.max_voltage or standard.nominal.volts
    if each.max_amperage:
        return volts, each.max_amperage
    if watts:
        return volts, max(1, round(watts / derived_power(power_type, volts, 1)))
    return volts, standard.nominal.amperes


def tariff_indexes(tariff_ids: Sequence[str], indexes: Indexes) -> list[int] | None:
    """Where the tariffs of a connector stand in the answer's list."""
    if not indexes:
        return None
    return sorted({indexes[each] for each in tariff_ids if each in indexes}) or None


def evse(
    content: str, place: model.Location, each: model.Evse, indexes: Indexes, *, trucks: bool
) -> Evse | None:
    """An EVSE without its live part; ``None`` when none of its connectors can be shown."""
    connectors = [shape for c in each.connectors if (shape := connector(c, indexes))]
    if not connectors:
        return None
    point = each.coordinates
    return Evse(
        uid=each.uid,
        id=evse_id(content, each.uid),
        evse_id=each.evse_id,
        connectors=connectors,
        capabilities=codes.capabilities(each.capabilities),
        floor_level=each.floor_level,
        physical_reference=each.physical_reference,
        location=Location(lat=point.lat, lng=point.lon) if point else None,
        payment_supports=codes.payments(payment_supports(each)),
        parking=parking(place, each, trucks=trucks),
    )


def evse_id(content: str, uid: str) -> str:
    """The id of an EVSE, of its location's content id and its own uid."""
    return EVSE_ID + sha256(f"{content}/{uid}".encode()).hexdigest()


def parking(place: model.Location, each: model.Evse, *, trucks: bool) -> EvseParking | None:
    """The bay of an EVSE; what concerns trucks only when it was asked for."""
    bays = bays_of(place, each)
    if not (bays or each.parking or each.parking_restrictions):
        return None
    shape = EvseParking(
        conditions=_conditions(place, each, bays),
        evse_position=_position(each),
        parking_direction=_direction(bays),
        reservation_required=_any_of([bay.reservation_required for bay in bays]),
        vehicle_types=_vehicle_types(bays) if trucks else None,
        vehicle_limitations=limitations(most_generous(bays)) if trucks else None,
        no_clearance_height=_any_of([bay.no_clearance_height for bay in bays]) if trucks else None,
    )
    return None if shape == EvseParking() else shape


def bays_of(place: model.Location, each: model.Evse) -> list[model.ParkingPlace]:
    """The bays that an EVSE serves."""
    if not each.parking:
        return []
    wanted = {link.parking_id for link in each.parking}
    return [bay for bay in place.parking_places if bay.id in wanted]


def most_generous(bays: Sequence[model.ParkingPlace]) -> model.VehicleLimits | None:
    """The largest vehicle that is known to fit in some bay."""
    limits = [bay.limits for bay in bays if bay.limits]
    if not limits:
        return None
    return model.VehicleLimits(
        weight_kg=_most([each.weight_kg for each in limits]),
        height_cm=_most([each.height_cm for each in limits]),
        width_cm=_most([each.width_cm for each in limits]),
        length_cm=_most([each.length_cm for each in limits]),
    )


def limitations(limits: model.VehicleLimits | None) -> VehicleLimitations | None:
    """Limits in kilograms and centimetres."""
    if limits is None:
        return None
    return VehicleLimitations(
        weight=limits.weight_kg,
        height=limits.height_cm,
        width=limits.width_cm,
        length=limits.length_cm,
        permitted_trailers=limits.trailers,
    )


def _most(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return max(known) if known else None


def _any_of(values: Sequence[bool | None]) -> bool | None:
    known = [value for value in values if value is not None]
    return any(known) if known else None


def _conditions(
    place: model.Location, each: model.Evse, bays: Sequence[model.ParkingPlace]
) -> list[str] | None:
    found = list(each.parking_restrictions)
    if any("DISABLED" in bay.vehicle_types for bay in bays):
        found.append("DISABLED")
    if "CUSTOMERS_ONLY" in place.restrictions:
        found = [name for name in found if name != "CUSTOMERS"]
    return codes.translate(codes.PARKING_CONDITION, found)


def _position(each: model.Evse) -> str | None:
    known = [link.evse_position for link in each.parking if link.evse_position]
    return codes.EVSE_POSITION.get(known[0]) if known else None


def _direction(bays: Sequence[model.ParkingPlace]) -> str | None:
    if any(bay.drive_through for bay in bays):
        return "pullThrough"
    known = [bay.direction for bay in bays if bay.direction]
    return codes.PARKING_DIRECTION.get(known[0]) if known else None


def _vehicle_types(bays: Sequence[model.ParkingPlace]) -> list[str] | None:
    return codes.translate(codes.VEHICLE_TYPE, [name for bay in bays for name in bay.vehicle_types])
