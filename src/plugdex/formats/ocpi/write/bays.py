"""Bays (2.3.0 Parking, contract §7.4)."""

from collections.abc import Sequence
from typing import Final

from plugdex.formats.ocpi import wire
from plugdex.formats.ocpi.write.parts import images_of
from plugdex.formats.ocpi.write.texts import LONGEST_URL, codes_of, key_of, keys_of, text_of
from plugdex.formats.ocpi.write.versions import EVSE_POSITIONS, PARKING_DIRECTIONS, Rules
from plugdex.model.location import Evse, Location, ParkingPlace, VehicleLimits

KEY_LENGTH: Final = 36
REFERENCE_LENGTH: Final = 12
NO_LIMITS: Final = VehicleLimits()


def bays_of(location: Location, rules: Rules) -> list[wire.Parking] | None:
    """The bays that say all that is required; unknown is never written as "no"."""
    if not location.parking_places or not rules.has_parking:
        return None
    return [_bay(place, rules) for place in location.parking_places if _is_whole(place)] or None


def _is_whole(place: ParkingPlace) -> bool:
    return (
        key_of(place.id, KEY_LENGTH) is not None
        and codes_of(place.vehicle_types, None) is not None
        and place.restricted_to_type is not None
        and place.reservation_required is not None
    )


def _bay(place: ParkingPlace, rules: Rules) -> wire.Parking:
    limits = place.limits or NO_LIMITS
    return wire.Parking(
        id=place.id,
        physical_reference=text_of(place.physical_reference, REFERENCE_LENGTH, rules),
        vehicle_types=codes_of(place.vehicle_types, None),
        max_vehicle_weight=limits.weight_kg,
        max_vehicle_height=limits.height_cm,
        max_vehicle_length=limits.length_cm,
        max_vehicle_width=limits.width_cm,
        parking_space_length=place.bay_length_cm,
        parking_space_width=place.bay_width_cm,
        dangerous_goods_allowed=place.dangerous_goods_allowed,
        direction=place.direction if place.direction in PARKING_DIRECTIONS else None,
        drive_through=place.drive_through,
        restricted_to_type=place.restricted_to_type,
        reservation_required=place.reservation_required,
        time_limit=place.time_limit_minutes,
        roofed=place.roofed,
        images=images_of(place.images, rules),
        lighting=place.lighting,
        refrigeration_outlet=place.refrigeration_outlet,
        standards=keys_of(place.standards, KEY_LENGTH),
        apds_reference=key_of(place.apds_reference, LONGEST_URL),
    )


def parking_of(
    evse: Evse, places: Sequence[ParkingPlace], rules: Rules
) -> list[wire.EvseParking] | None:
    """Which bays an EVSE serves, among those that are written."""
    if not evse.parking or not rules.has_parking:
        return None
    written = {place.id for place in places if _is_whole(place)}
    return [
        wire.EvseParking(
            parking_id=one.parking_id,
            evse_position=one.evse_position if one.evse_position in EVSE_POSITIONS else None,
        )
        for one in evse.parking
        if one.parking_id in written
    ] or None
