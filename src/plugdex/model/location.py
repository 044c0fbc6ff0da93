"""Locations, EVSEs and connectors: OCPI 2.3.0's objects plus what other sources know.

1. Units are the same everywhere: watts, volts, amperes, degrees, centimetres, kilograms.
2. ``None`` and empty mean unknown, never "no".
3. A fact that changes by the minute (status) is not in here, see ``status``.
4. Open vocabularies keep values they do not know.
"""

from datetime import datetime

from plugdex.model.hours import OpeningHours
from plugdex.model.value import NEVER, Value
from plugdex.model.vocabulary import ConnectorFormat, PowerType, TruckClass


class Point(Value, frozen=True, kw_only=True):
    """A point on the earth, WGS 84 degrees."""

    lat: float
    lon: float


class Text(Value, frozen=True, kw_only=True):
    """A text for people in one language (ISO 639-1)."""

    language: str
    text: str


class RelatedPoint(Value, frozen=True, kw_only=True):
    """A point that helps to find a location, such as its entrance."""

    point: Point
    name: Text | None = None


class Image(Value, frozen=True, kw_only=True):
    """A picture on the web; ``category`` as in OCPI (CHARGER, ENTRANCE, OPERATOR …)."""

    url: str
    thumbnail: str | None = None
    category: str | None = None
    type: str | None = None
    width: int | None = None
    height: int | None = None


class Business(Value, frozen=True, kw_only=True):
    """An operator, suboperator, owner or eMSP.

    ``country_code`` (alpha-2) and ``party_id`` are set when the business is known as a party.
    """

    name: str
    website: str | None = None
    logo: Image | None = None
    country_code: str | None = None
    party_id: str | None = None


class EnergySource(Value, frozen=True, kw_only=True):
    """A share (per cent) of the energy from one source (SOLAR, WIND …)."""

    source: str
    percentage: float


class EnvironmentalImpact(Value, frozen=True, kw_only=True):
    """Grams per kWh of NUCLEAR_WASTE or CARBON_DIOXIDE."""

    category: str
    amount: float


class EnergyMix(Value, frozen=True, kw_only=True):
    """Where the energy comes from (OCPI EnergyMix)."""

    is_green_energy: bool
    energy_sources: tuple[EnergySource, ...] = ()
    environ_impact: tuple[EnvironmentalImpact, ...] = ()
    supplier_name: str | None = None
    energy_product_name: str | None = None


class VehicleLimits(Value, frozen=True, kw_only=True):
    """The largest vehicle that fits: kilograms and centimetres."""

    weight_kg: float | None = None
    height_cm: float | None = None
    width_cm: float | None = None
    length_cm: float | None = None
    trailers: int | None = None
    """How many trailers may be pulled; 0 forbids them."""


class ParkingPlace(Value, frozen=True, kw_only=True):
    """A bay, as OCPI 2.3.0 Parking describes it."""

    id: str
    physical_reference: str | None = None
    vehicle_types: tuple[str, ...] = ()
    limits: VehicleLimits | None = None
    bay_length_cm: float | None = None
    bay_width_cm: float | None = None
    dangerous_goods_allowed: bool | None = None
    direction: str | None = None
    drive_through: bool | None = None
    restricted_to_type: bool | None = None
    reservation_required: bool | None = None
    time_limit_minutes: float | None = None
    roofed: bool | None = None
    lighting: bool | None = None
    refrigeration_outlet: bool | None = None
    images: tuple[Image, ...] = ()
    standards: tuple[str, ...] = ()
    apds_reference: str | None = None
    no_clearance_height: bool | None = None
    """True: no height limit; False: there is one; None: not known."""


class EvseParking(Value, frozen=True, kw_only=True):
    """Which bay an EVSE serves, and on which side of it the EVSE stands."""

    parking_id: str
    evse_position: str | None = None


class TruckAccess(Value, frozen=True, kw_only=True):
    """What trucks may and find at a location."""

    classes: tuple[TruckClass, ...] = ()
    hazardous_goods_restricted: bool | None = None
    no_clearance_height: bool | None = None
    trailer_parking: bool | None = None
    overnight_parking: bool | None = None
    amenities: tuple[str, ...] = ()


class Connector(Value, frozen=True, kw_only=True):
    """One plug or socket of an EVSE; the smallest thing a driver asks for.

    ``max_voltage`` is line to neutral on three phases. ``max_electric_power`` is what the source
    states, in watts, after plausibility checks; the rule for the maximum is in ``power``.
    """

    id: str
    standard: str | None = None
    format: ConnectorFormat | None = None
    power_type: PowerType | None = None
    max_voltage: int | None = None
    max_amperage: int | None = None
    max_electric_power: int | None = None
    tariff_ids: tuple[str, ...] = ()
    terms_and_conditions: str | None = None
    capabilities: tuple[str, ...] = ()


class StatusPeriod(Value, frozen=True, kw_only=True):
    """A status that is planned from a time on."""

    begin: datetime
    end: datetime | None = None
    status: str


class Evse(Value, frozen=True, kw_only=True):
    """One charging point: serves one vehicle at a time, whatever the number of its connectors."""

    uid: str
    evse_id: str | None = None
    connectors: tuple[Connector, ...] = ()
    capabilities: tuple[str, ...] = ()
    payments: tuple[str, ...] = ()
    """Ways to pay without a contract beyond those among the capabilities (see ``payment``)."""
    floor_level: str | None = None
    coordinates: Point | None = None
    physical_reference: str | None = None
    directions: tuple[Text, ...] = ()
    parking_restrictions: tuple[str, ...] = ()
    parking: tuple[EvseParking, ...] = ()
    images: tuple[Image, ...] = ()
    accepted_service_providers: tuple[str, ...] = ()
    status_schedule: tuple[StatusPeriod, ...] = ()
    price_text: str | None = None
    """What charging costs in the source's own words; no tariff, so no price is made of it."""


class Location(Value, frozen=True, kw_only=True):
    """A group of EVSEs at one place, as one source says it.

    ``country_code`` (alpha-2) and ``party_id`` name the owner, ``country`` (alpha-3) the place.
    A location without coordinates or with ``publish`` false is kept and shown to nobody.
    """

    source: str
    id: str
    last_updated: datetime = NEVER
    country_code: str | None = None
    party_id: str | None = None
    publish: bool = True
    coordinates: Point | None = None
    name: str | None = None
    address: str | None = None
    """Street and house number."""
    city: str | None = None
    postal_code: str | None = None
    state: str | None = None
    country: str | None = None
    related_locations: tuple[RelatedPoint, ...] = ()
    access_points: tuple[Point, ...] = ()
    """Points on the road network from which the location is reached."""
    parking_type: str | None = None
    evses: tuple[Evse, ...] = ()
    parking_places: tuple[ParkingPlace, ...] = ()
    directions: tuple[Text, ...] = ()
    operator: Business | None = None
    suboperator: Business | None = None
    owner: Business | None = None
    emsps: tuple[Business, ...] = ()
    """Roaming partners whose customers can charge here."""
    facilities: tuple[str, ...] = ()
    time_zone: str | None = None
    opening_times: OpeningHours | None = None
    charging_when_closed: bool | None = None
    images: tuple[Image, ...] = ()
    energy_mix: EnergyMix | None = None
    help_phone: str | None = None
    """E.164."""
    restrictions: tuple[str, ...] = ()
    """Who may charge: CUSTOMERS_ONLY, BRAND_ONLY, CAR_SHARING_ONLY, TAXIS_ONLY, OTHER; any of."""
    vehicle_categories: tuple[str, ...] = ()
    """CAR, TWO_WHEELER, TRUCK."""
    truck_access: TruckAccess | None = None
    vehicle_limits: VehicleLimits | None = None
    pull_through: bool | None = None
    reservation_required: bool | None = None
    price_text: str | None = None
    """What charging costs here in the source's own words, where it says it of the whole place."""
    flags: tuple[str, ...] = ()
    """Issue codes of guesses that readers of the answer should know of."""
