"""What flat shapes say of a location, an EVSE and a connector: one table for all of them.

Names are those of the columns in CSV, SQLite and GeoParquet, and of the properties in GeoJSON. A
name that was given out keeps its meaning; new columns are added at the end.
"""

from collections.abc import Callable
from datetime import datetime
from operator import attrgetter
from typing import Any, Final, Literal, NamedTuple

from plugdex.exports.port import Exported
from plugdex.model.groups import UNTOLD
from plugdex.model.location import Connector, Evse
from plugdex.model.opening import is_always_open
from plugdex.model.power import max_power
from plugdex.model.status import EvseStatus
from plugdex.model.value import NEVER

Kind = Literal["text", "texts", "integer", "number", "yes-no", "time"]


class Summary(NamedTuple):
    """What is counted over a location's EVSEs."""

    max_power: int | None
    standards: list[str]
    evses: int
    connectors: int
    available: int | None
    """``None`` where no status is known."""


class LocationRow(NamedTuple):
    """What the columns of a location are made of."""

    place: Exported
    summary: Summary
    licence: str


class EvseRow(NamedTuple):
    """What the columns of an EVSE are made of."""

    evse: Evse
    status: EvseStatus | None


class Column(NamedTuple):
    """A column, what it says, and where it comes from."""

    name: str
    kind: Kind
    says: str
    of: Callable[[Any], Any]


def summary_of(place: Exported) -> Summary:
    """Count what a location has."""
    watts, count = 0, 0
    standards: dict[str, None] = {}
    for evse in place.location.evses:
        for connector in evse.connectors:
            count += 1
            watts = max(watts, max_power(connector) or 0)
            if connector.standard:
                standards[connector.standard] = None
    told = [status.status for status in place.statuses if status.status not in UNTOLD]
    return Summary(
        watts or None,
        sorted(standards),
        len(place.location.evses),
        count,
        told.count("AVAILABLE") if told else None,
    )


def location_row(place: Exported, licence: str) -> LocationRow:
    """What the columns of a location are made of."""
    return LocationRow(place, summary_of(place), licence)


def known_time(moment: datetime) -> datetime | None:
    """A time that a source gave."""
    return moment if moment > NEVER else None


def _operator(row: LocationRow) -> str | None:
    business = row.place.location.operator or row.place.location.suboperator
    return business.name if business else None


LOCATION: Final = (
    Column("id", "text", "Our id, the same in every export and answer.", attrgetter("place.id")),
    Column("source", "text", "Who says all this.", attrgetter("place.location.source")),
    Column(
        "licence",
        "text",
        "Licence of the source, an SPDX identifier where there is one; empty: not known.",
        lambda r: r.licence or None,
    ),
    Column("source_id", "text", "The source's own id.", attrgetter("place.location.id")),
    Column("latitude", "number", "Degrees, WGS 84.", attrgetter("place.lat")),
    Column("longitude", "number", "Degrees, WGS 84.", attrgetter("place.lon")),
    Column("name", "text", "Name for people.", attrgetter("place.location.name")),
    Column("address", "text", "Street and number.", attrgetter("place.location.address")),
    Column("postal_code", "text", "Postal code.", attrgetter("place.location.postal_code")),
    Column("city", "text", "City.", attrgetter("place.location.city")),
    Column("state", "text", "State or province.", attrgetter("place.location.state")),
    Column("country", "text", "ISO 3166-1 alpha-3.", attrgetter("place.location.country")),
    Column("operator", "text", "Operator, else suboperator.", _operator),
    Column(
        "country_code",
        "text",
        "Country of the owner's party id, alpha-2.",
        attrgetter("place.location.country_code"),
    ),
    Column("party_id", "text", "The owner's party id.", attrgetter("place.location.party_id")),
    Column(
        "standards",
        "texts",
        "Standards of the connectors, OCPI names, in alphabetical order.",
        attrgetter("summary.standards"),
    ),
    Column(
        "max_power_w",
        "integer",
        "Highest maximum power of a connector, watts; a limit of the hardware.",
        attrgetter("summary.max_power"),
    ),
    Column("evse_count", "integer", "EVSEs: vehicles at a time.", attrgetter("summary.evses")),
    Column("connector_count", "integer", "Plugs and sockets.", attrgetter("summary.connectors")),
    Column(
        "available_count",
        "integer",
        "EVSEs that were available; absent where no status is known.",
        attrgetter("summary.available"),
    ),
    Column(
        "parking_type", "text", "ParkingType of OCPI.", attrgetter("place.location.parking_type")
    ),
    Column("facilities", "texts", "Facility of OCPI.", lambda r: list(r.place.location.facilities)),
    Column(
        "restrictions",
        "texts",
        "Who may charge: CUSTOMERS_ONLY, BRAND_ONLY …; none: everybody.",
        lambda r: list(r.place.location.restrictions),
    ),
    Column(
        "always_open",
        "yes-no",
        "Whether it is open day and night; absent where hours are not known.",
        lambda r: _always_open(r.place),
    ),
    Column("time_zone", "text", "IANA name.", attrgetter("place.location.time_zone")),
    Column("help_phone", "text", "E.164.", attrgetter("place.location.help_phone")),
    Column(
        "updated",
        "time",
        "Last change that the source told, UTC.",
        lambda r: known_time(r.place.location.last_updated),
    ),
)

EVSE: Final = (
    Column("uid", "text", "The source's id of the EVSE.", attrgetter("evse.uid")),
    Column("evse_id", "text", "Its eMI3 id.", attrgetter("evse.evse_id")),
    Column(
        "status",
        "text",
        "Status of OCPI, or OPERATIONAL: works, nobody knows whether it is free.",
        lambda r: r.status.status if r.status else None,
    ),
    Column(
        "status_since",
        "time",
        "Since when the status holds, UTC.",
        lambda r: known_time(r.status.modified) if r.status else None,
    ),
    Column("capabilities", "texts", "Capability of OCPI.", lambda r: list(r.evse.capabilities)),
    Column(
        "physical_reference",
        "text",
        "What is written on it.",
        attrgetter("evse.physical_reference"),
    ),
    Column("floor_level", "text", "Floor of a car park.", attrgetter("evse.floor_level")),
)

CONNECTOR: Final[tuple[Column, ...]] = (
    Column("id", "text", "The source's id of the connector.", attrgetter("id")),
    Column("standard", "text", "OCPI name of the plug.", attrgetter("standard")),
    Column("format", "text", "CABLE or SOCKET.", attrgetter("format")),
    Column("power_type", "text", "PowerType of OCPI.", attrgetter("power_type")),
    Column(
        "max_voltage",
        "integer",
        "Volts, line to neutral on three phases.",
        attrgetter("max_voltage"),
    ),
    Column("max_amperage", "integer", "Amperes.", attrgetter("max_amperage")),
    Column(
        "max_power_w",
        "integer",
        "Maximum power, watts: as stated, else volts × amperes × phases.",
        max_power,
    ),
    Column("tariff_ids", "texts", "The source's ids of its tariffs.", lambda c: list(c.tariff_ids)),
)


def values(columns: tuple[Column, ...], row: LocationRow | EvseRow | Connector) -> list[Any]:
    """What stands in the columns."""
    return [column.of(row) for column in columns]


def _always_open(place: Exported) -> bool | None:
    hours = place.location.opening_times
    return None if hours is None else is_always_open(hours)
