"""The answer objects of HERE v3 (contract §3); what is ``None`` is left out, never ``null``.

Status, free counts and tariff lists are not in here: they are spliced in (see ``prepare``).
"""

from datetime import date, datetime
from decimal import Decimal

from msgspec import Struct, field


class Shape(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False, rename="camel"):
    """Base of all answer objects: camelCase members, absent where nothing is known."""


class Location(Shape, frozen=True, kw_only=True):
    lat: float
    lng: float


class Image(Shape, frozen=True, kw_only=True):
    url: str
    thumbnail_url: str | None = None


class BusinessDetails(Shape, frozen=True, kw_only=True):
    name: str
    partner_id: str
    website: str | None = None
    e_mobility_ids: list[str] | None = None
    logo: Image | None = None


class Address(Shape, frozen=True, kw_only=True):
    label: str | None = None
    street: str | None = None
    house_number: str | None = None
    state: str | None = None
    city: str | None = None
    country_code: str | None = None
    postal_code: str | None = None


class TimePeriod(Shape, frozen=True, kw_only=True):
    from_: str | None = field(default=None, name="from")
    to: str | None = None


class OpeningHoursDetails(Shape, frozen=True, kw_only=True):
    days: list[str] | None = None
    periods: list[TimePeriod] | None = None


class AnnualOpeningHoursDetail(Shape, frozen=True, kw_only=True):
    date: date
    periods: list[TimePeriod] | None = None
    closed: bool | None = None


class OpeningHours(Shape, frozen=True, kw_only=True):
    open24x7: bool | None = None
    charging_when_closed: bool | None = None
    regular_schedule: list[OpeningHoursDetails] | None = None
    exceptions: list[AnnualOpeningHoursDetail] | None = None


class EnergySource(Shape, frozen=True, kw_only=True):
    source: str
    percentage: float


class EnvironmentalImpact(Shape, frozen=True, kw_only=True):
    category: str
    amount: float


class EnergyMix(Shape, frozen=True, kw_only=True):
    is_green_energy: bool
    energy_sources: list[EnergySource] | None = None
    supplier: str | None = None
    energy_product: str | None = None
    environmental_impacts: list[EnvironmentalImpact] | None = None


class VehicleLimitations(Shape, frozen=True, kw_only=True):
    """Kilograms and centimetres."""

    weight: float | None = None
    height: float | None = None
    width: float | None = None
    length: float | None = None
    permitted_trailers: int | None = None


class TruckRestrictions(Shape, frozen=True, kw_only=True):
    truck_access: list[str] | None = None
    hazardous_goods_restricted: bool | None = None
    no_clearance_height: bool | None = None
    trailer_parking: bool | None = None
    overnight_parking: bool | None = None
    amenities: list[str] | None = None


class EvseParking(Shape, frozen=True, kw_only=True):
    conditions: list[str] | None = None
    vehicle_types: list[str] | None = None
    vehicle_limitations: VehicleLimitations | None = None
    no_clearance_height: bool | None = None
    evse_position: str | None = None
    parking_direction: str | None = None
    reservation_required: bool | None = None


class EvConnector(Shape, frozen=True, kw_only=True):
    """Volts (line to neutral), amperes, watts."""

    id: str
    standard: str
    format: str
    power_type: str
    max_voltage: int
    max_current: int
    max_power: int | None = None
    terms_and_conditions_url: str | None = None
    tariff_indexes: list[int] | None = None


class Evse(Shape, frozen=True, kw_only=True):
    """Without ``status`` and ``modified``, which are spliced in."""

    uid: str
    id: str
    evse_id: str | None = None
    connectors: list[EvConnector]
    capabilities: list[str] | None = None
    floor_level: str | None = None
    physical_reference: str | None = None
    location: Location | None = None
    payment_supports: list[str] | None = None
    parking: EvseParking | None = None


class ConnectorReference(Shape, frozen=True, kw_only=True):
    evse_uid: str
    connector_ids: list[str]


class ConnectorGroup(Shape, frozen=True, kw_only=True):
    """Without ``availableConnectorCount`` and ``connectors``, which are spliced in."""

    standard: str
    max_power: int
    connector_count: int
    tariff_indexes: list[int] | None = None


class Head(Shape, frozen=True, kw_only=True):
    """The members that every answer has."""

    id: str
    location: Location
    supported_vehicles: list[str]
    name: str | None = None
    operator: BusinessDetails | None = None
    suboperator: BusinessDetails | None = None
    restrictions: list[str] | None = None


class AddressPart(Shape, frozen=True, kw_only=True):
    """Members that come with ``fields=address``."""

    address: Address | None = None


class InfoPart(Shape, frozen=True, kw_only=True):
    """Members that come with ``fields=locationInfo``."""

    access_points: list[Location] | None = None
    parking_type: str | None = None
    support_phone_number: str | None = None
    time_zone: str | None = None
    opening_hours: OpeningHours | None = None
    energy_mix: EnergyMix | None = None
    cpo_location_id: str | None = None
    reservation_required: bool | None = None


class PullThroughPart(Shape, frozen=True, kw_only=True):
    """The member that comes with ``fields=locationInfo`` and with ``truckRestrictions``."""

    is_pull_through: bool | None = None


class TruckPart(Shape, frozen=True, kw_only=True):
    """Members that come with ``fields=truckRestrictions``."""

    truck_restrictions: TruckRestrictions | None = None
    vehicle_limitations: VehicleLimitations | None = None


class EmspPart(Shape, frozen=True, kw_only=True):
    """The member that comes with ``fields=emsps``."""

    e_mobility_service_providers: list[BusinessDetails] | None = None


class NearbyPart(Shape, frozen=True, kw_only=True):
    """The member that comes with ``fields=nearby``."""

    facility_types: list[str] | None = None


class PriceComponent(Shape, frozen=True, kw_only=True):
    dimension: str
    price: Decimal
    vat: Decimal | None = None
    step: int | None = None


class DateCondition(Shape, frozen=True, kw_only=True):
    from_: date | None = field(default=None, name="from")
    to: date | None = None


class DurationCondition(Shape, frozen=True, kw_only=True):
    min: int | None = None
    max: int | None = None


class Condition(Shape, frozen=True, kw_only=True):
    date: DateCondition | None = None
    days: list[str] | None = None
    duration: DurationCondition | None = None
    time: TimePeriod | None = None


class TariffElement(Shape, frozen=True, kw_only=True):
    components: list[PriceComponent]
    condition: Condition | None = None


class Tariff(Shape, frozen=True, kw_only=True):
    name: str | None = None
    type: str
    partner: str
    partner_id: str
    currency: str
    elements: list[TariffElement]


class TariffPart(Shape, frozen=True, kw_only=True):
    """The member that comes with ``fields=tariffs``."""

    tariffs: list[Tariff] | None = None


class ErrorResponse(Shape, frozen=True, kw_only=True, omit_defaults=False):
    """Body of 400, 404, 500 and 503."""

    title: str
    status: int
    code: str
    cause: str
    action: str
    correlation_id: str


class GenericErrorResponse(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Body of every other error; snake case, as published."""

    error: str
    error_description: str | None = None
    status: int | None = None


class MetadataTariff(Shape, frozen=True, kw_only=True):
    name: str


class MetadataDetails(Shape, frozen=True, kw_only=True):
    name: str
    partner_id: str
    tariffs: list[MetadataTariff] | None = None


class ConnectorTypeMetadata(Shape, frozen=True, kw_only=True):
    standard: str
    common_name: str
    max_power: int
    legacy_id: int | None = None


class CountryMetadata(Shape, frozen=True, kw_only=True):
    country_code: str
    e_mobility_service_providers: list[MetadataDetails] | None = None
    operators: list[MetadataDetails] | None = None
    connector_types: list[ConnectorTypeMetadata] | None = None


class MetadataByCountry(Shape, frozen=True, kw_only=True, omit_defaults=False):
    countries: list[CountryMetadata]
    missing_countries: list[str]


class HealthResponse(Shape, frozen=True, kw_only=True):
    status: str
    message: str | None = None


class VersionResponse(Shape, frozen=True, kw_only=True):
    api_version: str
    service_version: str | None = None


class Modified(Shape, frozen=True, kw_only=True):
    """The live members of an EVSE."""

    status: str
    modified: datetime
