"""The objects of the API (alt-fuel-stations/v1.json), and the same fields in the table.

Titles of the columns came and went since 2019; the names of the API did not.
"""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple, TypeAlias

import msgspec

Scalar: TypeAlias = str | int | float | bool | None


class UnitConnector(msgspec.Struct):
    """How many ports of a unit have a plug, and its kilowatts."""

    power_kw: float | None = None
    port_count: int | None = None


class ChargingUnit(msgspec.Struct):
    """A post or cabinet with one or more ports."""

    charging_level: str | int | None = None
    port_count: int | None = None
    connectors: dict[str, UnitConnector | None] | None = None
    network: str | None = None
    funding_sources: str | list[str] | None = None


class FederalAgency(msgspec.Struct):
    """The agency that a station belongs to."""

    name: str | None = None


class Lists(msgspec.Struct):
    """Members of a station that are no plain values."""

    ev_connector_types: list[str] | str | None = None
    ev_charging_units: list[ChargingUnit] | None = None
    federal_agency: FederalAgency | None = None
    cards_accepted: list[str] | str | None = None


class Station(NamedTuple):
    """The fields that are read, as text; empty where the source says nothing."""

    id: str = ""
    fuel_type_code: str = ""
    station_name: str = ""
    street_address: str = ""
    intersection_directions: str = ""
    intersection_directions_fr: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    plus4: str = ""
    country: str = ""
    station_phone: str = ""
    status_code: str = ""
    expected_date: str = ""
    access_code: str = ""
    access_detail_code: str = ""
    access_days_time: str = ""
    restricted_access: str = ""
    cards_accepted: str = ""
    ev_level1_evse_num: str = ""
    ev_level2_evse_num: str = ""
    ev_dc_fast_num: str = ""
    ev_other_evse: str = ""
    ev_network: str = ""
    ev_network_web: str = ""
    ev_connector_types: str = ""
    ev_pricing: str = ""
    ev_pricing_fr: str = ""
    geocode_status: str = ""
    latitude: str = ""
    longitude: str = ""
    date_last_confirmed: str = ""
    updated_at: str = ""
    federal_agency_name: str = ""
    facility_type: str = ""
    maximum_vehicle_class: str = ""


FIELDS: Final = Station._fields
MEMBERS: Final = frozenset({*FIELDS, *Lists.__struct_fields__})

TITLES: Final[Mapping[str, str]] = {
    "Access Detail Code": "access_detail_code",
    "CNG On-Site Renewable Source": "cng_renewable_source",
    "CNG Station Sells Renewable Natural Gas": "cng_has_rng",
    "CNG Storage Capacity": "cng_total_storage",
    "CNG Total Compression Capacity": "cng_total_compression",
    "EV DC Fast Count": "ev_dc_fast_num",
    "EV On-Site Renewable Source": "ev_renewable_source",
    "EV Other Info": "ev_other_evse",
    "Hydrogen Is Retail": "hy_is_retail",
    "Hydrogen Pressures": "hy_pressures",
    "Hydrogen Standards": "hy_standards",
    "Hydrogen Status Link": "hy_status_link",
    "LNG On-Site Renewable Source": "lng_renewable_source",
    "LNG Station Sells Renewable Natural Gas": "lng_has_rng",
    "RD Maximum Biodiesel Level": "rd_max_biodiesel_level",
}
"""Titles of columns that are not the name of the API in other letters."""


def field_of(title: str) -> str:
    """The name in the API of a column: ``BD Blends (French)`` is ``bd_blends_fr``."""
    known = TITLES.get(title)
    if known:
        return known
    return title.lower().replace(" (french)", "_fr").replace("-", "_").replace(" ", "_")


_members = msgspec.json.Decoder(dict[str, msgspec.Raw])
_scalar = msgspec.json.Decoder(Scalar)
_lists = msgspec.json.Decoder(Lists)
LISTS: Final = frozenset(Lists.__struct_fields__)


class Object(NamedTuple):
    """A station of the API."""

    station: Station
    units: Sequence[ChargingUnit]
    members: frozenset[str]


def decode(raw: bytes | msgspec.Raw) -> Object:
    """Decode a station; raises ``msgspec.MsgspecError`` where a member has another type."""
    members = _members.decode(raw)
    lists = _lists.decode(raw)
    plain = {
        name: as_text(_scalar.decode(members[name]))
        for name in FIELDS
        if name in members and name not in LISTS
    }
    agency = lists.federal_agency
    station = Station(
        **plain,
        ev_connector_types=_joined(lists.ev_connector_types),
        cards_accepted=_joined(lists.cards_accepted),
    )
    if agency and agency.name:
        station = station._replace(federal_agency_name=agency.name)
    return Object(station, lists.ev_charging_units or (), frozenset(members))


def as_text(value: Scalar) -> str:
    """A plain value as the table writes it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _joined(value: list[str] | str | None) -> str:
    return " ".join(value) if isinstance(value, list) else value or ""
