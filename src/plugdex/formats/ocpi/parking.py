"""Bays (2.3.0 Parking)."""

from collections.abc import Sequence

from plugdex.formats.notes import Notes
from plugdex.formats.ocpi import parts, wire
from plugdex.formats.ocpi import vocabulary as words
from plugdex.model.location import ParkingPlace, VehicleLimits


def parking_places_of(
    values: Sequence[wire.Parking] | None, notes: Notes
) -> tuple[ParkingPlace, ...]:
    """Bays of a location; one without an id cannot be referred to and is dropped."""
    found = []
    for index, value in enumerate(values or ()):
        path = f"$.parking_places[{index}]"
        own_id = parts.key_of(value.id, notes, f"{path}.id")
        if own_id:
            found.append(_place(own_id, value, notes, path))
        else:
            notes.add("id_missing", "rejected", path)
    return tuple(found)


def _place(own_id: str, value: wire.Parking, notes: Notes, path: str) -> ParkingPlace:
    return ParkingPlace(
        id=own_id,
        physical_reference=parts.text_of(
            value.physical_reference, notes, f"{path}.physical_reference", 12
        ),
        vehicle_types=parts.codes_of(
            value.vehicle_types, words.VEHICLE_TYPES, notes, f"{path}.vehicle_types"
        ),
        limits=_limits(value),
        bay_length_cm=value.parking_space_length,
        bay_width_cm=value.parking_space_width,
        dangerous_goods_allowed=value.dangerous_goods_allowed,
        direction=value.direction or None,
        drive_through=value.drive_through,
        restricted_to_type=value.restricted_to_type,
        reservation_required=value.reservation_required,
        time_limit_minutes=value.time_limit,
        roofed=value.roofed,
        lighting=value.lighting,
        refrigeration_outlet=value.refrigeration_outlet,
        images=parts.images_of(value.images, notes, f"{path}.images"),
        standards=tuple(value.standards or ()),
        apds_reference=value.apds_reference or None,
    )


def _limits(value: wire.Parking) -> VehicleLimits | None:
    limits = VehicleLimits(
        weight_kg=_size(value.max_vehicle_weight),
        height_cm=_size(value.max_vehicle_height),
        width_cm=_size(value.max_vehicle_width),
        length_cm=_size(value.max_vehicle_length),
    )
    return None if limits == VehicleLimits() else limits


def _size(value: float | None) -> float | None:
    """A measure of a vehicle; 0 and less are none."""
    return value if value and value > 0 else None
