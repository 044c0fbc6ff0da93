"""The parts of a location's answer, one for each value of ``fields`` (contract §2.4)."""

from collections.abc import Sequence
from typing import Final

from plugdex.api.here_v3 import codes, shapes
from plugdex.api.here_v3.evses import bays_of, limitations, most_generous
from plugdex.api.here_v3.hours import opening_hours
from plugdex.api.here_v3.places import address, business
from plugdex.model import location as model
from plugdex.model.partners import roaming_partners

LOCATION_ID: Final = "here:evcp:charginglocation:"


def head(content: str, place: model.Location) -> shapes.Head:
    """What every answer has."""
    point = place.coordinates
    if point is None:
        raise ValueError(content)
    return shapes.Head(
        id=LOCATION_ID + content,
        location=shapes.Location(lat=point.lat, lng=point.lon),
        supported_vehicles=supported_vehicles(place),
        name=place.name,
        operator=business(place.operator),
        suboperator=business(place.suboperator),
        restrictions=codes.translate(codes.RESTRICTION, place.restrictions),
    )


def supported_vehicles(place: model.Location) -> list[str]:
    """Vehicle categories: as stated, else of the bays, else ``car``."""
    of_bays = [
        codes.CATEGORY_OF_VEHICLE_TYPE[name]
        for bay in place.parking_places
        for name in bay.vehicle_types
        if name in codes.CATEGORY_OF_VEHICLE_TYPE
    ]
    found = codes.translate(codes.VEHICLE_CATEGORY, place.vehicle_categories or of_bays)
    return found or ["car"]


def address_part(place: model.Location) -> shapes.AddressPart:
    """``fields=address``."""
    return shapes.AddressPart(address=address(place))


def info_part(place: model.Location) -> shapes.InfoPart:
    """``fields=locationInfo``."""
    points = [shapes.Location(lat=each.lat, lng=each.lon) for each in place.access_points]
    return shapes.InfoPart(
        access_points=points or None,
        parking_type=codes.PARKING_TYPE.get(place.parking_type or ""),
        support_phone_number=place.help_phone,
        time_zone=place.time_zone,
        opening_hours=opening_hours(place),
        energy_mix=energy_mix(place.energy_mix),
        cpo_location_id=place.id,
        reservation_required=reservation_required(place),
    )


def energy_mix(mix: model.EnergyMix | None) -> shapes.EnergyMix | None:
    """Where the energy comes from; sources that the closed list lacks are left out."""
    if mix is None:
        return None
    sources = [
        shapes.EnergySource(source=codes.ENERGY_SOURCE[each.source], percentage=each.percentage)
        for each in mix.energy_sources
        if each.source in codes.ENERGY_SOURCE
    ]
    impacts = [
        shapes.EnvironmentalImpact(
            category=codes.ENVIRONMENTAL_IMPACT[each.category], amount=each.amount
        )
        for each in mix.environ_impact
        if each.category in codes.ENVIRONMENTAL_IMPACT
    ]
    return shapes.EnergyMix(
        is_green_energy=mix.is_green_energy,
        energy_sources=sources or None,
        supplier=mix.supplier_name,
        energy_product=mix.energy_product_name,
        environmental_impacts=impacts or None,
    )


def reservation_required(place: model.Location) -> bool | None:
    """True when some EVSE needs a reservation, false when none does, absent when not known."""
    if place.reservation_required is not None:
        return place.reservation_required
    known = [
        bay.reservation_required for bay in _bays(place) if bay.reservation_required is not None
    ]
    return any(known) if known else None


def pull_through_part(place: model.Location) -> shapes.PullThroughPart:
    """``fields=locationInfo`` and ``fields=truckRestrictions``."""
    stated = place.pull_through
    if stated is None:
        known = [bay.drive_through for bay in _bays(place) if bay.drive_through is not None]
        stated = any(known) if known else None
    return shapes.PullThroughPart(is_pull_through=stated)


def truck_part(place: model.Location) -> shapes.TruckPart:
    """``fields=truckRestrictions``, the location's share."""
    bays = _bays(place)
    limits = place.vehicle_limits or most_generous(bays)
    return shapes.TruckPart(
        truck_restrictions=_truck_restrictions(place, bays),
        vehicle_limitations=limitations(limits),
    )


def _truck_restrictions(
    place: model.Location, bays: Sequence[model.ParkingPlace]
) -> shapes.TruckRestrictions | None:
    if not place.truck_access and not bays:
        return None
    access = place.truck_access or model.TruckAccess()
    goods = [b.dangerous_goods_allowed for b in bays if b.dangerous_goods_allowed is not None]
    heights = [b.no_clearance_height for b in bays if b.no_clearance_height is not None]
    restricted = access.hazardous_goods_restricted
    clearance = access.no_clearance_height
    shape = shapes.TruckRestrictions(
        truck_access=_truck_classes(place, access),
        hazardous_goods_restricted=(not any(goods) if goods else None)
        if restricted is None
        else restricted,
        no_clearance_height=(any(heights) if heights else None) if clearance is None else clearance,
        trailer_parking=access.trailer_parking,
        overnight_parking=access.overnight_parking,
        amenities=codes.translate(codes.TRUCK_AMENITY, access.amenities),
    )
    return None if shape == shapes.TruckRestrictions() else shape


def _truck_classes(place: model.Location, access: model.TruckAccess) -> list[str] | None:
    """``light`` goes with ``car`` only, ``medium`` and ``heavy`` with ``truck`` only."""
    vehicles = supported_vehicles(place)
    allowed = [
        name for name in access.classes if ("car" if name == "LIGHT" else "truck") in vehicles
    ]
    return codes.translate(codes.TRUCK_CLASS, allowed)


def emsp_part(place: model.Location) -> shapes.EmspPart:
    """``fields=emsps``: roaming partners, those that some EVSE accepts included."""
    shown = [details for each in roaming_partners(place) if (details := business(each, brief=True))]
    return shapes.EmspPart(e_mobility_service_providers=shown or None)


def nearby_part(place: model.Location) -> shapes.NearbyPart:
    """``fields=nearby``: facilities; places around are not known."""
    return shapes.NearbyPart(facility_types=codes.translate(codes.FACILITY, place.facilities))


def _bays(place: model.Location) -> list[model.ParkingPlace]:
    if not place.parking_places:
        return []
    found = {bay.id: bay for each in place.evses for bay in bays_of(place, each)}
    return list(found.values()) or list(place.parking_places)
