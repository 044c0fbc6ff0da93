"""The answers of HERE v3 as one type each; what a server leaves out is ``None``.

The members of a location come in parts, by what ``fields`` asks for; here they stand together.
"""

from datetime import datetime

from msgspec import field

from plugdex.api.here_v3 import shapes
from plugdex.api.here_v3.shapes import Shape


class Evse(shapes.Evse, frozen=True, kw_only=True):
    """An EVSE with its live part."""

    status: str | None = None
    modified: datetime | None = None


class ConnectorGroup(shapes.ConnectorGroup, frozen=True, kw_only=True):
    """Connectors of one standard and one maximum power (W)."""

    available_connector_count: int | None = None
    connectors: list[shapes.ConnectorReference] | None = None


class ChargingLocation(shapes.Head, frozen=True, kw_only=True):
    """A location with all that fields may bring."""

    supported_vehicles: list[str] = field(default_factory=list)
    address: shapes.Address | None = None
    access_points: list[shapes.Location] | None = None
    parking_type: str | None = None
    support_phone_number: str | None = None
    time_zone: str | None = None
    opening_hours: shapes.OpeningHours | None = None
    energy_mix: shapes.EnergyMix | None = None
    cpo_location_id: str | None = None
    reservation_required: bool | None = None
    is_pull_through: bool | None = None
    truck_restrictions: shapes.TruckRestrictions | None = None
    vehicle_limitations: shapes.VehicleLimitations | None = None
    e_mobility_service_providers: list[shapes.BusinessDetails] | None = None
    facility_types: list[str] | None = None
    tariffs: list[shapes.Tariff] | None = None
    evses: list[Evse] | None = None
    connector_groups: list[ConnectorGroup] | None = None


class ChargingLocations(Shape, frozen=True, kw_only=True):
    """Locations by id; ``missing_items`` are the ids that the server does not know."""

    items: list[ChargingLocation] = field(default_factory=list)
    missing_items: list[str] = field(default_factory=list)
