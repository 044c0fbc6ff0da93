"""Reads POIs of Open Charge Map: a list, an envelope of one, or one object a line."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import BinaryIO, Final

from plugdex.formats.hours_text import hours_of, speaks_of_hours
from plugdex.formats.json_records import Records
from plugdex.formats.notes import Notes
from plugdex.formats.ocm import wire
from plugdex.formats.ocm.access import access, is_gone
from plugdex.formats.ocm.evses import read_evses
from plugdex.formats.ocm.reference import reference
from plugdex.formats.placing import place
from plugdex.formats.port import Reading, ReadOptions
from plugdex.formats.prose import UNDETERMINED, phone, prose
from plugdex.formats.source import load_source
from plugdex.model.countries import BY_ALPHA_2, Country, find_country
from plugdex.model.hours import OpeningHours
from plugdex.model.location import Business, Location, Text

AHEAD: Final = timedelta(minutes=5)
"""How far a time may lie in the future: clocks differ."""

ENTRY: Final = {"id": "ID", "uuid": "UUID", "_id": "_id"}
"""Members whose camel case is not only a small first letter."""


def pascal(value: object) -> object:
    """The camel-case form of the API (``camelcase=true``) with the usual names."""
    if isinstance(value, dict) and "ID" not in value and "addressInfo" in value:
        return _renamed(value)
    return value


def _renamed(value: object) -> object:
    if isinstance(value, list):
        return [_renamed(item) for item in value]
    if isinstance(value, dict):
        return {_name(name): _renamed(item) for name, item in value.items()}
    return value


def _name(name: str) -> str:
    return ENTRY.get(name) or ("ISOCode" if name == "isoCode" else name[:1].upper() + name[1:])


def read_poi(poi: wire.Poi, options: ReadOptions, number: int) -> Reading:
    """One POI as a location."""
    notes = Notes()
    key = f"#{number}" if poi.id is None else str(poi.id)
    if poi.id is None:
        notes.add("id_missing", "rejected", "$.ID")
        return Reading(issues=notes.issues(key))
    if why := is_gone(poi):
        notes.add("site_closed", "rejected", "$", why)
        return Reading(issues=notes.issues(key))
    return _read(poi, key, options, notes)


def _read(poi: wire.Poi, key: str, options: ReadOptions, notes: Notes) -> Reading:
    address = poi.address_info or wire.Address()
    country = _country(address, notes)
    placed = place(address.latitude, address.longitude, country, notes, "$.AddressInfo")
    code = placed.country.alpha_3 if placed.country else None
    updated = _updated(poi, options.received, notes)
    read = read_evses(poi, code, updated, notes)
    if not read.evses:
        notes.add("location_without_evses", "noted", "$.Connections")
    allowed = access(poi, options.public, notes)
    comments = prose(address.access_comments, notes, "$.AddressInfo.AccessComments")
    restrictions = (*allowed.restrictions, *(("BRAND_ONLY",) if read.tesla_only else ()))
    language = options.language or UNDETERMINED
    price = prose(poi.usage_cost, notes, "$.UsageCost")
    if price:
        notes.add("price_text", "noted", "$.UsageCost", price)
    location = Location(
        source=options.source,
        id=key,
        last_updated=updated,
        publish=allowed.publish,
        coordinates=placed.point,
        name=prose(address.title, notes, "$.AddressInfo.Title"),
        address=prose(address.address_line1, notes, "$.AddressInfo.AddressLine1")
        or prose(address.address_line2, notes, "$.AddressInfo.AddressLine2"),
        city=prose(address.town, notes, "$.AddressInfo.Town"),
        postal_code=prose(_text(address.postcode), notes, "$.AddressInfo.Postcode"),
        state=prose(address.state_or_province, notes, "$.AddressInfo.StateOrProvince"),
        country=code,
        time_zone=placed.zone,
        evses=read.evses,
        directions=(Text(language=language, text=comments),) if comments else (),
        opening_times=_hours(comments, notes),
        operator=_operator(poi, notes),
        help_phone=_phone(poi, address, placed.country, notes),
        restrictions=restrictions,
        price_text=price,
        flags=notes.flags(),
    )
    return Reading(location=location, statuses=read.statuses, issues=notes.issues(key))


def _country(address: wire.Address, notes: Notes) -> Country | None:
    """By ISO code, by the id of reference data, or by name."""
    country = address.country
    code = country.iso_code if country else None
    ident = (
        address.country_id if address.country_id is not None else country.id if country else None
    )
    code = code or reference().countries.get(str(ident))
    found = BY_ALPHA_2.get((code or "").strip().upper())
    if found is None and country and country.title:
        found = find_country(country.title)
    if found is None and (code or ident is not None):
        notes.add("country_unknown", "dropped", "$.AddressInfo.CountryID", code or ident or "")
    return found


def _operator(poi: wire.Poi, notes: Notes) -> Business | None:
    """The operator; names in brackets stand for none (unknown, the owner, a private person)."""
    info = poi.operator_info
    ident = poi.operator_id if poi.operator_id is not None else info.id if info else None
    name = info.title if info and info.title else reference().operators.get(str(ident))
    if name is None and ident is not None:
        notes.add("enum_unknown", "dropped", "$.OperatorID", ident)
    name = prose(name, notes, "$.OperatorInfo.Title")
    if not name or (name.startswith("(") and name.endswith(")")):
        return None
    website = prose(info.website_url, notes, "$.OperatorInfo.WebsiteURL") if info else None
    return Business(name=name, website=website)


def _phone(
    poi: wire.Poi, address: wire.Address, country: Country | None, notes: Notes
) -> str | None:
    """The operator's number, else that of the place."""
    alpha_2 = country.alpha_2 if country else None
    stated = (
        ("$.OperatorInfo.PhonePrimaryContact", poi.operator_info),
        ("$.AddressInfo.ContactTelephone1", address),
    )
    for path, thing in stated:
        text = _number_of(thing)
        if not text or not text.strip():
            continue
        found = phone(text, alpha_2)
        if found:
            return found
        notes.add("type_invalid", "dropped", path, text)
    return None


def _number_of(thing: wire.Operator | wire.Address | None) -> str | None:
    if isinstance(thing, wire.Operator):
        return thing.phone_primary_contact
    return thing.contact_telephone1 if thing else None


def _hours(comments: str | None, notes: Notes) -> OpeningHours | None:
    """Hours are part of the comments on access; these are kept as directions in any case."""
    if not comments:
        return None
    found = hours_of(comments)
    if found is None and speaks_of_hours(comments):
        notes.add("hours_text", "noted", "$.AddressInfo.AccessComments", comments)
    return found


def _updated(poi: wire.Poi, received: datetime, notes: Notes) -> datetime:
    """The last change; every change sets DateLastStatusUpdate, whatever its name says."""
    times: Mapping[str, wire.Time] = {
        "DateLastStatusUpdate": poi.date_last_status_update,
        "DateLastVerified": poi.date_last_verified,
        "DateLastConfirmed": poi.date_last_confirmed,
        "DateCreated": poi.date_created,
    }
    for name, stamp in times.items():
        text = stamp.text if isinstance(stamp, wire.Stamp) else stamp
        if not text:
            continue
        found = _time(text)
        if found is None:
            notes.add("timestamp_invalid", "dropped", f"$.{name}", text)
        elif found > received + AHEAD:
            notes.add("last_updated_future", "normalised", f"$.{name}", text)
            return received
        else:
            return found
    notes.add("last_updated_missing", "normalised", "$.DateLastStatusUpdate")
    return received


def _time(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    if found.year < 2000:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _text(value: str | int | None) -> str | None:
    return None if value is None else str(value)


class OcmFormat:
    """Open Charge Map POIs: verbose, compact and camel-case answers, and the export."""

    name = "ocm"
    info = load_source(__file__)

    def __init__(self) -> None:
        self._records = Records(wire.Poi, self.info, read_poi, prepare=pascal)

    def read(self, stream: BinaryIO, options: ReadOptions) -> Iterator[Reading]:
        """Read POIs in the order in which they come."""
        yield from self._records.readings(stream, options)
