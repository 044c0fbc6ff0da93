"""What OCPI puts on the wire: one family of types, the union of 2.1.1, 2.2, 2.2.1 and 2.3.0.

1. Every member is optional here, because every member is missing somewhere; what that means is
   decided where it is translated.
2. Types are strict and unknown members forbidden: an object that fits needs no repair.
3. Members that have two names in two versions have both here.
4. What is absent is left out of the JSON.
"""

from decimal import Decimal
from typing import Annotated, Final

from msgspec import Meta, Struct

LARGEST: Final = 2**53
"""Beyond this a JSON number is not exact, and nothing about a charging location is so large."""

Whole = Annotated[int, Meta(ge=-LARGEST, le=LARGEST)]
Number = Whole | Annotated[float, Meta(ge=-LARGEST, le=LARGEST)]


class Wire(Struct, forbid_unknown_fields=True, gc=False, kw_only=True, omit_defaults=True):
    """Base of all wire types."""


class DisplayText(Wire):
    """A text in one language."""

    language: str | None = None
    text: str | None = None


class GeoPoint(Wire):
    """GeoLocation, and AdditionalGeoLocation with a name."""

    latitude: str | None = None
    longitude: str | None = None
    name: DisplayText | None = None


class Image(Wire):
    """A picture."""

    url: str | None = None
    thumbnail: str | None = None
    category: str | None = None
    type: str | None = None
    width: Whole | None = None
    height: Whole | None = None


class BusinessDetails(Wire):
    """An operator or owner."""

    name: str | None = None
    website: str | None = None
    logo: Image | None = None


class RegularHours(Wire):
    """A weekly period."""

    weekday: Whole | None = None
    period_begin: str | None = None
    period_end: str | None = None


class ExceptionalPeriod(Wire):
    """A period that differs."""

    period_begin: str | None = None
    period_end: str | None = None


class Hours(Wire):
    """Opening hours."""

    twentyfourseven: bool | None = None
    regular_hours: list[RegularHours] | None = None
    exceptional_openings: list[ExceptionalPeriod] | None = None
    exceptional_closings: list[ExceptionalPeriod] | None = None


class StatusSchedule(Wire):
    """A planned status."""

    period_begin: str | None = None
    period_end: str | None = None
    status: str | None = None


class EnergySource(Wire):
    """A share of the energy mix."""

    source: str | None = None
    percentage: Number | None = None


class EnvironmentalImpact(Wire):
    """Waste per kWh; 2.1.1 says ``source``, later versions ``category``."""

    source: str | None = None
    category: str | None = None
    amount: Number | None = None


class EnergyMix(Wire):
    """Where the energy comes from."""

    is_green_energy: bool | None = None
    energy_sources: list[EnergySource] | None = None
    environ_impact: list[EnvironmentalImpact] | None = None
    supplier_name: str | None = None
    energy_product_name: str | None = None


class Connector(Wire):
    """``voltage``, ``amperage`` and ``tariff_id`` are 2.1.1's; ``status`` is nobody's but seen."""

    id: str | None = None
    standard: str | None = None
    format: str | None = None
    power_type: str | None = None
    max_voltage: Number | None = None
    voltage: Number | None = None
    max_amperage: Number | None = None
    amperage: Number | None = None
    max_electric_power: Number | None = None
    tariff_ids: list[str] | None = None
    tariff_id: str | None = None
    terms_and_conditions: str | None = None
    capabilities: list[str] | None = None
    status: str | None = None
    last_updated: str | None = None


class EvseParking(Wire):
    """A reference to a bay."""

    parking_id: str | None = None
    evse_position: str | None = None


class Evse(Wire):
    """A charging point."""

    uid: str | None = None
    evse_id: str | None = None
    status: str | None = None
    status_schedule: list[StatusSchedule] | None = None
    capabilities: list[str] | None = None
    connectors: list[Connector] | None = None
    floor_level: str | None = None
    coordinates: GeoPoint | None = None
    physical_reference: str | None = None
    directions: list[DisplayText] | None = None
    parking_restrictions: list[str] | None = None
    parking: list[EvseParking] | None = None
    images: list[Image] | None = None
    accepted_service_providers: list[str] | None = None
    last_updated: str | None = None


class Parking(Wire):
    """A bay (2.3.0)."""

    id: str | None = None
    physical_reference: str | None = None
    vehicle_types: list[str] | None = None
    max_vehicle_weight: Number | None = None
    max_vehicle_height: Number | None = None
    max_vehicle_length: Number | None = None
    max_vehicle_width: Number | None = None
    parking_space_length: Number | None = None
    parking_space_width: Number | None = None
    dangerous_goods_allowed: bool | None = None
    direction: str | None = None
    drive_through: bool | None = None
    restricted_to_type: bool | None = None
    reservation_required: bool | None = None
    time_limit: Number | None = None
    roofed: bool | None = None
    images: list[Image] | None = None
    lighting: bool | None = None
    refrigeration_outlet: bool | None = None
    standards: list[str] | None = None
    apds_reference: str | None = None


class PublishToken(Wire):
    """Who may see an unpublished location; checked for shape, not kept."""

    uid: str | None = None
    type: str | None = None
    visual_number: str | None = None
    issuer: str | None = None
    group_id: str | None = None


class Location(Wire):
    """A location; ``type`` is 2.1.1's ``parking_type``."""

    country_code: str | None = None
    party_id: str | None = None
    id: str | None = None
    type: str | None = None
    parking_type: str | None = None
    publish: bool | None = None
    publish_allowed_to: list[PublishToken] | None = None
    name: str | None = None
    address: str | None = None
    city: str | None = None
    postal_code: str | None = None
    state: str | None = None
    country: str | None = None
    coordinates: GeoPoint | None = None
    related_locations: list[GeoPoint] | None = None
    evses: list[Evse] | None = None
    parking_places: list[Parking] | None = None
    directions: list[DisplayText] | None = None
    operator: BusinessDetails | None = None
    suboperator: BusinessDetails | None = None
    owner: BusinessDetails | None = None
    facilities: list[str] | None = None
    time_zone: str | None = None
    opening_times: Hours | None = None
    charging_when_closed: bool | None = None
    images: list[Image] | None = None
    energy_mix: EnergyMix | None = None
    help_phone: str | None = None
    last_updated: str | None = None


class PriceComponent(Wire):
    """A price of one dimension."""

    type: str | None = None
    price: Decimal | None = None
    vat: Decimal | None = None
    step_size: Number | None = None


class Restrictions(Wire):
    """When an element applies; ``other`` and ``unreadable`` are filled by the repair only."""

    start_time: str | None = None
    end_time: str | None = None
    start_date: str | None = None
    end_date: str | None = None
    min_kwh: Decimal | None = None
    max_kwh: Decimal | None = None
    min_current: Decimal | None = None
    max_current: Decimal | None = None
    min_power: Decimal | None = None
    max_power: Decimal | None = None
    min_duration: Number | None = None
    max_duration: Number | None = None
    day_of_week: list[str] | None = None
    reservation: str | None = None
    other: list[str] | None = None
    unreadable: list[str] | None = None


class TariffElement(Wire):
    """Prices that hold together."""

    price_components: list[PriceComponent] | None = None
    restrictions: Restrictions | None = None


class PriceLimit(Wire):
    """2.2.1's Price (``excl_vat``) and 2.3.0's PriceLimit (``before_taxes``)."""

    excl_vat: Decimal | None = None
    incl_vat: Decimal | None = None
    before_taxes: Decimal | None = None
    after_taxes: Decimal | None = None


class Tariff(Wire):
    """A tariff."""

    country_code: str | None = None
    party_id: str | None = None
    id: str | None = None
    currency: str | None = None
    type: str | None = None
    tariff_alt_text: list[DisplayText] | None = None
    tariff_alt_url: str | None = None
    min_price: PriceLimit | None = None
    max_price: PriceLimit | None = None
    preauthorize_amount: Decimal | None = None
    elements: list[TariffElement] | None = None
    tax_included: str | None = None
    start_date_time: str | None = None
    end_date_time: str | None = None
    energy_mix: EnergyMix | None = None
    last_updated: str | None = None
