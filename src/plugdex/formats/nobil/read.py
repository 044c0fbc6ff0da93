"""Reads the stations of NOBIL's API version 3."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import BinaryIO, Final
from zoneinfo import ZoneInfo

from plugdex.formats.hours_text import hours_of
from plugdex.formats.json_records import Records
from plugdex.formats.nobil import wire
from plugdex.formats.nobil.connectors import CODES, code, known, text
from plugdex.formats.nobil.evses import read_evses
from plugdex.formats.notes import Notes
from plugdex.formats.placing import place
from plugdex.formats.port import Reading, ReadOptions
from plugdex.formats.prose import UNDETERMINED, phone, prose
from plugdex.formats.source import load_source
from plugdex.model.countries import BY_ALPHA_2, Country
from plugdex.model.hours import OpeningHours
from plugdex.model.issues import Issue
from plugdex.model.location import Business, Location, Text

LOCAL: Final = ZoneInfo("Europe/Oslo")
"""What the times of a station are in: those of the publisher."""

DIGITS: Final = re.compile(r"\+?\(?\d[\d ()/-]{5,}\d")
"""What may be a telephone number in a text."""

STATION_ATTRIBUTES: Final = frozenset({"2", "3", "24"})
CONNECTOR_ATTRIBUTES: Final = frozenset(
    {"1", "4", "5", "8", "9", "10", "12", "16", "17", "18", "19", "25", "26", "27", "28", "31"}
)
"""Attribute types that are read."""


def read_station(record: wire.Record, options: ReadOptions, number: int) -> Reading:
    """One station as a location."""
    notes = Notes()
    station = record.csmd
    key = str(station.id) if station.id is not None else ""
    if not key.strip():
        notes.add("id_missing", "rejected", "$.csmd.id")
        return Reading(issues=notes.issues(f"#{number}"))
    country = _country(station.land_code, notes)
    lat, lon = _position(station.position)
    placed = place(lat, lon, country, notes, "$.csmd.Position")
    updated = _updated(station, options.received, notes)
    read = read_evses(record.attr, station.points, (updated, options.received), notes)
    if not read.evses and notes.has("out_of_scope"):
        notes.add("out_of_scope", "rejected", "$.attr.conn")
        return Reading(issues=notes.issues(key))
    if not read.evses:
        notes.add("location_without_evses", "noted", "$.attr.conn")
    known("status", str(station.station_status or ""), notes, "$.csmd.Station_status")
    attributes = _by_type(record.attr.st)
    audience = known("availability", code(attributes, "2"), notes, "$.attr.st.2")
    restrictions = (audience,) if audience.isupper() else ()
    if read.tesla_only:
        restrictions = (*restrictions, "BRAND_ONLY")
    where = prose(station.description, notes, "$.csmd.Description_of_location")
    location = Location(
        source=options.source,
        id=key,
        last_updated=updated,
        publish=options.public if not audience else audience != "private",
        coordinates=placed.point,
        name=prose(station.name, notes, "$.csmd.name"),
        address=_address(station, notes),
        city=prose(station.city, notes, "$.csmd.City"),
        postal_code=prose(str(station.zipcode or ""), notes, "$.csmd.Zipcode"),
        state=prose(station.county, notes, "$.csmd.County"),
        country=placed.country.alpha_3 if placed.country else None,
        time_zone=placed.zone,
        parking_type=known("parking", code(attributes, "3"), notes, "$.attr.st.3") or None,
        facilities=tuple(CODES["facility"].get(code(attributes, "3"), "").split()),
        evses=read.evses,
        vehicle_categories=read.vehicles,
        directions=(Text(language=options.language or UNDETERMINED, text=where),) if where else (),
        operator=_business(station.operator, notes, "$.csmd.Operator"),
        owner=_business(station.owned_by, notes, "$.csmd.Owned_by"),
        opening_times=_hours(attributes, notes),
        help_phone=_phone(station.contact_info, placed.country),
        restrictions=restrictions,
        flags=notes.flags(),
    )
    return Reading(location=location, statuses=read.statuses, issues=notes.issues(key))


def _by_type(st: wire.Attributes | list[wire.Attribute] | None) -> wire.Attributes:
    """Attributes of the station; a list is an empty object as PHP writes it."""
    return st if isinstance(st, dict) else {}


def _country(land: str | None, notes: Notes) -> Country | None:
    return BY_ALPHA_2.get(known("land", land or "", notes, "$.csmd.Land_code"))


def _position(words: str | None) -> tuple[str | None, str | None]:
    """``(59.85178,17.64124)``: latitude first."""
    parts = (words or "").strip().strip("()").split(",")
    return (parts[0], parts[1]) if len(parts) == 2 else (None, None)


def _address(station: wire.Station, notes: Notes) -> str | None:
    street = prose(station.street, notes, "$.csmd.Street")
    number = prose(str(station.house_number or ""), notes, "$.csmd.House_number")
    return f"{street} {number}" if street and number else street


def _business(name: str | None, notes: Notes, path: str) -> Business | None:
    found = prose(name, notes, path)
    return Business(name=found) if found else None


def _hours(attributes: wire.Attributes, notes: Notes) -> OpeningHours | None:
    """Attribute 24: open around the clock, or the hours as a text."""
    if code(attributes, "24") == "1":
        return OpeningHours(twentyfourseven=True)
    words = text(attributes, "24")
    if code(attributes, "24") != "2" or not words:
        return None
    found = hours_of(words)
    if found is None:
        notes.add("hours_text", "dropped", "$.attr.st.24", words)
    return found


def _phone(words: str | None, country: Country | None) -> str | None:
    """The first telephone number in the contact information, which is a free text."""
    for match in DIGITS.finditer(words or ""):
        if found := phone(match[0], country.alpha_2 if country else None):
            return found
    return None


def _updated(station: wire.Station, received: datetime, notes: Notes) -> datetime:
    for name, words in (("Updated", station.updated), ("Created", station.created)):
        try:
            found = datetime.fromisoformat(words or "")
        except ValueError:
            notes.add("timestamp_invalid", "dropped", f"$.csmd.{name}", words or "")
            continue
        if found.year < 2000:
            continue
        stamp = found.replace(tzinfo=found.tzinfo or LOCAL).astimezone(UTC)
        if stamp > received:
            notes.add("last_updated_future", "normalised", f"$.csmd.{name}", words or "")
        return min(stamp, received)
    notes.add("last_updated_missing", "normalised", "$.csmd.Updated")
    return received


class NobilFormat:
    """NOBIL, API version 3."""

    name = "nobil"
    info = load_source(__file__)

    def read(self, stream: BinaryIO, options: ReadOptions) -> Iterator[Reading]:
        """Read stations in the order in which they come, then name attributes nobody read."""
        unread: dict[str, None] = {}

        def one(record: wire.Record, options: ReadOptions, number: int) -> Reading:
            _gather(record.attr, unread)
            return read_station(record, options, number)

        records = Records(wire.Record, self.info, one, path=("chargerstations",))
        yield from records.readings(stream, options)
        for path in sorted(unread):
            issue = Issue(code="column_unread", outcome="noted", object="", path=path)
            yield Reading(issues=(issue,))


def _gather(groups: wire.Groups, unread: dict[str, None]) -> None:
    """Attribute types that are neither read nor ignored."""
    ignored = CODES["ignored_attributes"]
    conn = groups.conn.values() if isinstance(groups.conn, dict) else groups.conn or ()
    places = [("attr.st", _by_type(groups.st), STATION_ATTRIBUTES)]
    places += [("attr.conn", one, CONNECTOR_ATTRIBUTES) for one in conn]
    for path, attributes, read in places:
        for number in attributes.keys() - read - ignored.keys():
            if len(unread) < 100:
                unread[f"{path}.{number}"] = None
