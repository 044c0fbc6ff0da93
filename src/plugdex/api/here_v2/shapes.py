"""The answer objects of HERE v2; what is ``None`` is left out, in JSON and in XML.

A list is a member that is repeated in XML. Where the dialect wraps a list, the wrapper is a shape.
"""

from datetime import datetime
from typing import Annotated, Final

from msgspec import Meta, Struct, field

ATTRIBUTE: Final = Meta(extra_json_schema={"xml": {"attribute": True}})
"""An attribute of its element in XML, in the words of OpenAPI."""

Attribute = Annotated[str, ATTRIBUTE]


class Shape(Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False, rename="camel"):
    """Base of all answer objects."""


class NameId(Shape, frozen=True, kw_only=True):
    name: str
    id: str | None = None


class Address(Shape, frozen=True, kw_only=True):
    """``country`` is alpha-3."""

    country: str | None = None
    region: str | None = None
    city: str | None = None
    postal_code: str | None = None
    street: str | None = None
    street_number: str | None = None


class Phone(Shape, frozen=True, kw_only=True):
    value: str
    label: str


class Contacts(Shape, frozen=True, kw_only=True):
    phone: list[Phone]


class Position(Shape, frozen=True, kw_only=True):
    """WGS 84 degrees."""

    latitude: float
    longitude: float


class Period(Shape, frozen=True, kw_only=True):
    from_: str = field(name="from")
    to: str


class RegularOpeningHours(Shape, frozen=True, kw_only=True):
    """``daymask``: Sunday 1, Monday 2 … Saturday 64."""

    daymask: int
    period: list[Period]


class OpeningHours(Shape, frozen=True, kw_only=True):
    regular_opening_hours: list[RegularOpeningHours]
    annual_openings: list[str] | None = None
    """Only ever empty: there are no exceptions."""


class ConnectorDetails(Shape, frozen=True, kw_only=True):
    reservable: bool | None = None
    open24x7: bool | None = None
    opening_hours: OpeningHours | None = None


class ChargingPoint(Shape, frozen=True, kw_only=True):
    """What equal connectors of a station have in common; details have the live counts."""

    charge_mode: str | None = None
    volts_range: str | None = None
    phases: int | None = None
    amps_range: str | None = None
    number_of_connectors: int
    number_of_available: int | None = None
    number_of_in_use: int | None = None
    number_of_out_of_service: int | None = None
    last_update_timestamp: datetime | None = None


class ConnectorStatus(Shape, frozen=True, kw_only=True):
    state: str
    cpo_evse_id: str
    cpo_evse_emi3_id: str | None = field(default=None, name="cpoEvseEMI3Id")
    physical_reference: str | None = None


class ConnectorStatuses(Shape, frozen=True, kw_only=True):
    connector_status: list[ConnectorStatus]


class Connector(Shape, frozen=True, kw_only=True):
    """Equal connectors of a station; ``maxPowerLevel`` in kW."""

    supplier_name: str | None = None
    connector_type: NameId
    power_feed_type: NameId | None = None
    charge_capacity: str | None = None
    max_power_level: float | None = None
    customer_connector_name: str
    fixed_cable: bool | None = None
    connector_details: ConnectorDetails | None = None
    charging_point: ChargingPoint
    connector_statuses: ConnectorStatuses | None = None


class Connectors(Shape, frozen=True, kw_only=True):
    connector: list[Connector]


class Accepted(Shape, frozen=True, kw_only=True):
    accept: bool


class Types(Shape, frozen=True, kw_only=True):
    type: list[str]


class AcceptedTypes(Shape, frozen=True, kw_only=True):
    accept: bool
    types: Types


class PaymentMethods(Shape, frozen=True, kw_only=True):
    subscription: Accepted | None = None
    credit_card: Accepted | None = None
    debit_card: Accepted | None = None
    e_payment: AcceptedTypes | None = None


class EvStationDetails(Shape, frozen=True, kw_only=True):
    restricted_access: bool | None = None
    accessibility_type: str | None = None
    payment_methods: PaymentMethods | None = None


class Roaming(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An eMSP whose customers can charge; snake case, as published."""

    emsp: str
    partner_id: str
    ema_id: str | None = None


class EvStation(Shape, frozen=True, kw_only=True):
    """A location; ``distance`` in metres."""

    id: Attribute
    last_update_timestamp: Annotated[datetime, ATTRIBUTE] | None = None
    time_zone: Attribute | None = None
    pool_id: str
    name: str | None = None
    brand: str | None = None
    address: Address | None = None
    contacts: Contacts | None = None
    position: Position
    entrance_position: Position | None = None
    distance: int | None = None
    total_number_of_connectors: int
    connectors: Connectors
    ev_station_details: EvStationDetails | None = None
    roaming: list[Roaming] | None = None


class EvStations(Shape, frozen=True, kw_only=True):
    ev_station: list[EvStation]


class EvStationsResult(Shape, frozen=True, kw_only=True):
    """Answer of the stations and pools resources; a count has no stations."""

    has_more: bool
    count: int | None = None
    ev_stations: EvStations | None = None


class EvsesConnector(Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """A connector by itself; ``maxPowerLevel`` in kW."""

    id: str
    type_id: str
    max_power_level: float | None = None
    state: str
    last_updated: datetime | None = field(default=None, name="last_updated")


class EvsesEvse(Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    id: str
    cpo_id: str | None = None
    state: str
    last_updated: datetime | None = field(default=None, name="last_updated")
    connectors: list[EvsesConnector]


class EvsesStation(Shape, frozen=True, kw_only=True):
    id: str
    evses: list[EvsesEvse]


class EvsesPool(Shape, frozen=True, kw_only=True):
    id: str
    stations: list[EvsesStation]


class EvsesResult(Shape, frozen=True, kw_only=True):
    """Answer of ``/evses/bulk``."""

    pools: list[EvsesPool]


class ConnectorTypes(Shape, frozen=True, kw_only=True):
    """Answer of ``/connectortypes``."""

    connector_type: list[NameId]


class PowerFeedTypes(Shape, frozen=True, kw_only=True):
    """Answer of ``/powerfeedtypes``."""

    power_feed_type: list[NameId]


class RoamingEntry(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An eMSP and the countries (alpha-3) where its customers can charge."""

    emsp: str
    partner_id: str
    ema_id: list[str] | None = None
    country: list[str]


class Roamings(Shape, frozen=True, kw_only=True):
    """Answer of ``/roamings``."""

    roaming: list[RoamingEntry]


class Unauthorized(Struct, frozen=True, kw_only=True, rename="pascal"):
    """Body of 401; capital names, as published."""

    type: str
    message: list[str]


class Failure(Struct, frozen=True, kw_only=True):
    """Body of every other error; snake case, as published."""

    error: str
    error_description: str
