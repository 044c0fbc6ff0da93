"""Locations (contract §7.1)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from plugdex.formats.ocpi import wire
from plugdex.formats.ocpi.write.bays import bays_of
from plugdex.formats.ocpi.write.evses import freshness_of, write_evse
from plugdex.formats.ocpi.write.hours import hours_of
from plugdex.formats.ocpi.write.owners import owner_of
from plugdex.formats.ocpi.write.parts import business_of, energy_mix_of, images_of
from plugdex.formats.ocpi.write.points import point_of, related_of
from plugdex.formats.ocpi.write.texts import (
    LONGEST_URL,
    NOT_AVAILABLE,
    codes_of,
    key_of,
    required_text,
    text_of,
    texts_of,
)
from plugdex.formats.ocpi.write.times import time_of
from plugdex.formats.ocpi.write.versions import RULES, Rules
from plugdex.formats.port import Party
from plugdex.model.countries import BY_ALPHA_3, country_at
from plugdex.model.location import Location
from plugdex.model.status import EvseStatus
from plugdex.model.zones import only_zone, zone_at

NAME_LENGTH: Final = 255
CITY_LENGTH: Final = 45
POSTAL_CODE_LENGTH: Final = 10
PHONE_LENGTH: Final = 25


def write_location(
    location: Location,
    statuses: Mapping[str, EvseStatus],
    version: str,
    owner: Party | None = None,
) -> wire.Location | None:
    """A location with the statuses of its EVSEs by uid, as a version has it.

    ``owner`` stands in for locations that name none. ``None`` where something required is missing
    for which nothing can stand: an id that fits, coordinates, the country and, from 2.2 on, the
    owner; and in 2.1.1, which cannot say that a location is not public, where ``publish`` is false.
    """
    rules = RULES[version]
    own_id = key_of(location.id, rules.key_length)
    coordinates = point_of(location.coordinates, rules)
    country = _country(location)
    if own_id is None or coordinates is None or country is None:
        return None
    written = _common(location, rules)
    written.id, written.coordinates, written.country = own_id, coordinates, country
    written.evses = [
        made
        for evse in location.evses
        if (made := write_evse(evse, location, statuses.get(evse.uid), version))
    ] or None
    written.last_updated = time_of(last_updated_of(location, statuses), rules)
    return _modern(written, location, owner, rules) if rules.is_modern else _old(written, location)


def last_updated_of(location: Location, statuses: Mapping[str, EvseStatus]) -> datetime:
    """When a location or something in it last changed: never before its EVSEs (contract §3.7)."""
    latest = location.last_updated
    for evse in location.evses:
        status = statuses.get(evse.uid)
        if status is not None:
            latest = max(latest, freshness_of(location, status))
    return latest


def _common(location: Location, rules: Rules) -> wire.Location:
    """What all versions have."""
    return wire.Location(
        name=text_of(location.name, NAME_LENGTH, rules),
        address=required_text(location.address, rules.address_length, rules),
        city=required_text(location.city, CITY_LENGTH, rules),
        postal_code=_postal_code(location, rules),
        related_locations=related_of(location, rules) if location.related_locations else None,
        directions=texts_of(location.directions, rules),
        operator=business_of(location.operator, rules),
        suboperator=business_of(location.suboperator, rules),
        owner=business_of(location.owner, rules),
        facilities=codes_of(location.facilities, rules.facilities),
        time_zone=key_of(location.time_zone, LONGEST_URL) or _time_zone(location),
        opening_times=hours_of(location.opening_times, rules),
        charging_when_closed=location.charging_when_closed,
        images=images_of(location.images, rules),
        energy_mix=energy_mix_of(location.energy_mix, rules),
    )


def _modern(
    written: wire.Location, location: Location, owner: Party | None, rules: Rules
) -> wire.Location | None:
    """What came with 2.2, and with 2.3.0."""
    party = owner_of(location, owner)
    if party is None:
        return None
    written.country_code, written.party_id = party.country_code, party.party_id
    written.publish = location.publish
    written.parking_type = _parking_type(location, rules)
    written.state = text_of(location.state, CITY_LENGTH, rules)
    if rules.has_parking:
        written.parking_places = bays_of(location, rules)
        written.help_phone = key_of(location.help_phone, PHONE_LENGTH)
    return written


def _old(written: wire.Location, location: Location) -> wire.Location | None:
    """2.1.1 demands a type and a postal code."""
    if not location.publish:
        return None
    written.postal_code = written.postal_code or NOT_AVAILABLE
    written.type = _location_type(location)
    return written


def _country(location: Location) -> str | None:
    """Alpha-3; else the country in which the point lies (wild 3.1)."""
    if location.country in BY_ALPHA_3:
        return location.country
    found = country_at(location.coordinates) if location.coordinates else None
    return found.alpha_3 if found else None


def _postal_code(location: Location, rules: Rules) -> str | None:
    """A postal code; one that is cut would be another (wild 5.9)."""
    code = text_of(location.postal_code, NAME_LENGTH, rules)
    return code if code and len(code) <= POSTAL_CODE_LENGTH else None


def _parking_type(location: Location, rules: Rules) -> str | None:
    if rules.parking_types is None:
        return key_of(location.parking_type, LONGEST_URL)
    return location.parking_type if location.parking_type in rules.parking_types else None


def _location_type(location: Location) -> str:
    """The type of 2.1.1 (contract §8): UNKNOWN where there is none, OTHER where it has no word."""
    if location.parking_type is None:
        return "UNKNOWN"
    return _parking_type(location, RULES["2.1.1"]) or "OTHER"


def _time_zone(location: Location) -> str:
    """The time zone of the point, or of a country that has just one (wild 4.8)."""
    here = zone_at(location.coordinates) if location.coordinates else None
    country = BY_ALPHA_3.get(location.country or "")
    return here or (only_zone(country.alpha_2) if country else None) or NOT_AVAILABLE
