"""The answer objects of Geocoding & Search v7 (contract §3); what is ``None`` is left out."""

from datetime import datetime

from msgspec import field

from plugdex.api.here_v3.shapes import Location, Shape


class Address(Shape, frozen=True, kw_only=True):
    label: str
    country_code: str | None = None
    country_name: str | None = None
    state_code: str | None = None
    state: str | None = None
    city: str | None = None
    street: str | None = None
    postal_code: str | None = None
    house_number: str | None = None


class AccessPoint(Shape, frozen=True, kw_only=True):
    lat: float
    lng: float
    primary: bool | None = None


class Category(Shape, frozen=True, kw_only=True):
    id: str
    name: str
    primary: bool | None = None


class ContactValue(Shape, frozen=True, kw_only=True):
    value: str


class Contact(Shape, frozen=True, kw_only=True):
    phone: list[ContactValue] | None = None
    www: list[ContactValue] | None = None


class StructuredHours(Shape, frozen=True, kw_only=True):
    """Parts of iCalendar (RFC 5545): when it opens, for how long, on which days."""

    start: str
    duration: str
    recurrence: str


class OpeningHours(Shape, frozen=True, kw_only=True):
    text: list[str]
    is_open: bool | None = None
    structured: list[StructuredHours]


class TimeZone(Shape, frozen=True, kw_only=True):
    name: str
    utc_offset: str


class AccessRestriction(Shape, frozen=True, kw_only=True):
    restricted: bool


class ConnectorType(Shape, frozen=True, kw_only=True):
    """``id`` is the number of EV Charge Points v2 as text; absent where there is none."""

    id: str | None = None
    name: str


class ChargingPoint(Shape, frozen=True, kw_only=True):
    """EVSEs of a group; the dynamic numbers are absent where no status is known."""

    number_of_connectors: int
    volts_range: str | None = None
    phases: int | None = None
    amps_range: str | None = None
    number_of_available: int | None = None
    number_of_in_use: int | None = None
    number_of_out_of_service: int | None = None
    number_of_reserved: int | None = None
    last_update_timestamp: datetime | None = None


class EvConnector(Shape, frozen=True, kw_only=True):
    """Connectors of one type and one maximum power (kW)."""

    supplier_name: str | None = None
    connector_type: ConnectorType
    fixed_cable: bool | None = None
    max_power_level: float | None = None
    charging_point: ChargingPoint


class Emsp(Shape, frozen=True, kw_only=True):
    name: str
    partner_id: str


class PaymentMethod(Shape, frozen=True, kw_only=True):
    id: str
    accepted: bool


class EvStation(Shape, frozen=True, kw_only=True):
    connectors: list[EvConnector] | None = None
    total_number_of_connectors: int | None = None
    access: str | None = None
    e_mobility_service_providers: list[Emsp] | None = None
    payment_methods: list[PaymentMethod] | None = None


class LiveConnector(Shape, frozen=True, kw_only=True):
    """``maxPowerLevel`` in kW."""

    id: str
    cpo_id: str
    type_id: str | None = None
    max_power_level: float | None = None


class LiveEvse(Shape, frozen=True, kw_only=True):
    id: str
    cpo_id: str
    cpo_evse_emi3_id: str | None = field(default=None, name="cpoEvseEMI3Id")
    state: str
    last_updated: datetime | None = field(default=None, name="last_updated")
    connectors: list[LiveConnector]


class LiveStation(Shape, frozen=True, kw_only=True):
    id: str
    cpo_id: str
    evses: list[LiveEvse]


class EvAvailability(Shape, frozen=True, kw_only=True):
    stations: list[LiveStation]


class Extended(Shape, frozen=True, kw_only=True):
    ev_station: EvStation | None = None
    ev_availability: EvAvailability | None = None


class Item(Shape, frozen=True, kw_only=True):
    """A place; distances in metres."""

    title: str
    id: str
    result_type: str
    address: Address
    position: Location
    access: list[AccessPoint] | None = None
    distance: int | None = None
    excursion_distance: int | None = None
    categories: list[Category]
    contacts: list[Contact] | None = None
    opening_hours: list[OpeningHours] | None = None
    time_zone: TimeZone | None = None
    access_restrictions: list[AccessRestriction] | None = None
    extended: Extended | None = None


class SearchResponse(Shape, frozen=True, kw_only=True):
    """The members beside ``items`` come with ``offset`` only."""

    items: list[Item]
    limit: int | None = None
    offset: int | None = None
    count: int | None = None
    next_offset: int | None = None


class ErrorResponse(Shape, frozen=True, kw_only=True):
    status: int
    title: str
    correlation_id: str
    request_id: str
    cause: str | None = None
    action: str | None = None
