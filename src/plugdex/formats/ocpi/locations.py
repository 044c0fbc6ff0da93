"""A location of OCPI as a location of ours."""

import re
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Final, NamedTuple

from plugdex.formats.notes import Notes
from plugdex.formats.ocpi import parts, wire
from plugdex.formats.ocpi import vocabulary as words
from plugdex.formats.ocpi.connector_list import Surroundings
from plugdex.formats.ocpi.evses import ReadEvse, read_evses
from plugdex.formats.ocpi.hours import hours_of
from plugdex.formats.ocpi.naive import to_utc
from plugdex.formats.ocpi.owners import owner_of
from plugdex.formats.ocpi.parking import parking_places_of
from plugdex.formats.ocpi.places import Place, is_in_range, place_of, point_of
from plugdex.formats.ocpi.times import last_updated
from plugdex.formats.port import Party, Reading, ReadOptions
from plugdex.formats.remarks import outcome_of
from plugdex.model.location import Business, Location, Point, RelatedPoint
from plugdex.model.phones import to_e164
from plugdex.model.zones import find_zone, only_zone, zone_at

TEST: Final = re.compile(r"\btest\b", re.IGNORECASE)


class Identity(NamedTuple):
    """Whose a location is and what it is called."""

    options: ReadOptions
    own_id: str
    owner: Party | None


def read_location(
    location: wire.Location, options: ReadOptions, number: int, notes: Notes
) -> Reading:
    """Translate a location; without an id it is refused (wild 3.5), or an owner (wild 3.2)."""
    own_id = parts.key_of(location.id, notes, "$.id")
    evses = location.evses or ()
    owner = owner_of(location.country_code, location.party_id, evses, options, notes)
    if own_id is None:
        notes.add("id_missing", "rejected", "$.id")
        return Reading(issues=notes.issues(f"#{number}"))
    if owner is None and options.owner_required:
        return Reading(issues=notes.issues(own_id))
    place = place_of(location, notes)
    if options.naive_time == "location":
        to_utc(location, _time_zone(location.time_zone, place, Notes()), notes)
    stated = last_updated(
        location.last_updated, options.received, options.received, notes, "$.last_updated"
    )
    around = Surroundings(
        place.point,
        place.country.alpha_2 if place.country else None,
        stated,
        options.received,
        location.country_code is not None or location.party_id is not None,
    )
    read = read_evses(evses, around, notes)
    if not evses:
        notes.add("location_without_evses", "noted", "$.evses")
    made = _location(location, Identity(options, own_id, owner), place, around, read, notes)
    return Reading(
        location=made,
        statuses=tuple(one.status for one in read),
        issues=notes.issues(key_of(owner, own_id)) if notes else (),
    )


def key_of(owner: Party | None, own_id: str) -> str:
    """How issues name an object: ``NL/TNM/5296``."""
    return f"{owner.country_code}/{owner.party_id}/{own_id}" if owner else own_id


def _location(
    location: wire.Location,
    identity: Identity,
    place: Place,
    around: Surroundings,
    evses: Sequence[ReadEvse],
    notes: Notes,
) -> Location:
    updated = _freshest(around.updated, evses, notes)
    address = _address(location, notes)
    return Location(
        source=identity.options.source,
        id=identity.own_id,
        last_updated=updated,
        country_code=identity.owner.country_code if identity.owner else None,
        party_id=identity.owner.party_id if identity.owner else None,
        publish=_publish(location, around.is_modern, identity.options.public, notes),
        coordinates=place.point,
        name=_name(location.name, notes),
        address=address[0],
        city=address[1],
        postal_code=_postal_code(location.postal_code, notes),
        state=parts.text_of(location.state, notes, "$.state", 45),
        country=place.country.alpha_3 if place.country else None,
        related_locations=_related(location.related_locations, notes),
        parking_type=_parking_type(location, notes),
        evses=tuple(one.evse for one in evses),
        parking_places=parking_places_of(location.parking_places, notes),
        directions=parts.texts_of(location.directions, notes, "$.directions"),
        operator=parts.business_of(location.operator, notes, "$.operator", identity.owner)
        or _operator(identity),
        suboperator=parts.business_of(location.suboperator, notes, "$.suboperator"),
        owner=parts.business_of(location.owner, notes, "$.owner"),
        facilities=parts.codes_of(location.facilities, words.FACILITIES, notes, "$.facilities"),
        time_zone=_time_zone(location.time_zone, place, notes),
        opening_times=hours_of(location.opening_times, notes, "$.opening_times"),
        charging_when_closed=location.charging_when_closed,
        images=parts.images_of(location.images, notes, "$.images"),
        energy_mix=parts.energy_mix_of(location.energy_mix, notes, "$.energy_mix"),
        help_phone=_phone(location.help_phone, place, notes),
        flags=notes.flags(),
    )


def _freshest(stated: datetime, evses: Sequence[ReadEvse], notes: Notes) -> datetime:
    """A location is as fresh as the freshest thing in it (wild 4.6)."""
    freshest = max((one.status.freshness for one in evses), default=stated)
    if freshest <= stated:
        return stated
    notes.add(
        "no_cascade", "normalised", "$.last_updated", stated.isoformat(), freshest.isoformat()
    )
    return freshest


def _address(location: wire.Location, notes: Notes) -> tuple[str | None, str | None]:
    """Address and city; a location without them is kept (wild 5.9, 5.10)."""
    address = parts.text_of(location.address, notes, "$.address", 255)
    city = parts.text_of(location.city, notes, "$.city", 45)
    if address is None:
        notes.add("address_missing", "noted", "$.address", location.address or "")
    if city is None:
        notes.add("city_missing", "noted", "$.city", location.city or "")
    return address, city


def _postal_code(value: str | None, notes: Notes) -> str | None:
    """A postal code of more than 10 characters is none (wild 5.9)."""
    found = parts.text_of(value, notes, "$.postal_code")
    if found and len(found) > 10:
        notes.add("text_too_long", "dropped", "$.postal_code", found)
        return None
    return found


def _publish(location: wire.Location, is_modern: bool, public: bool, notes: Notes) -> bool:
    """Missing is as the source is declared; 2.1.1 does not have the member (wild 6.22)."""
    if location.publish is not None:
        return location.publish
    if not is_modern:
        return True
    notes.add("publish_missing", "normalised", "$.publish", "", "true" if public else "false")
    return public


def _name(value: str | None, notes: Notes) -> str | None:
    """The name; one with the word test is flagged (wild 6.23)."""
    found = parts.text_of(value, notes, "$.name", 255)
    if found and TEST.search(found):
        notes.add("test_station", "noted", "$.name", found, found)
    return found


def _operator(identity: Identity) -> Business | None:
    """The operator that the source is known to have: that of the owner, or of all (wild 5.11)."""
    owner = identity.owner
    party = (owner.country_code, owner.party_id) if owner else (None, None)
    known = {(each.country_code, each.party_id): each for each in identity.options.operators}
    return known.get(party) or known.get((None, None))


def _parking_type(location: wire.Location, notes: Notes) -> str | None:
    """``parking_type``, or ``type`` of 2.1.1; OTHER and UNKNOWN say nothing (contract §8)."""
    name = "type" if location.parking_type is None else "parking_type"
    value = location.type if location.parking_type is None else location.parking_type
    if value is None or value in words.NO_PARKING_TYPE:
        return None
    return parts.code_of(value, words.PARKING_TYPES, notes, f"$.{name}")


def _related(values: Sequence[wire.GeoPoint] | None, notes: Notes) -> tuple[RelatedPoint, ...]:
    found = []
    for index, value in enumerate(values or ()):
        path = f"$.related_locations[{index}]"
        point = point_of(value, notes, path)
        if point and is_in_range(point):
            name = parts.name_of(value.name, notes, f"{path}.name")
            found.append(RelatedPoint(point=point, name=name))
    return tuple(found)


@lru_cache(maxsize=1024)
def _iana(text: str) -> str | None:
    return find_zone(text)


def _time_zone(text: str | None, place: Place, notes: Notes) -> str | None:
    """The IANA name; else that of the coordinates or of a country with just one (wild 4.8)."""
    stated = _iana(text) if text else None
    if stated is not None and stated == text:
        return stated
    derived = stated or _derived_zone(place.point)
    if derived is None and place.country:
        derived = only_zone(place.country.alpha_2)
    outcome = outcome_of(derived)
    if text or derived:
        notes.add("time_zone_invalid", outcome, "$.time_zone", text or "", derived or "")
    return derived


def _derived_zone(point: Point | None) -> str | None:
    return zone_at(point) if point else None


def _phone(text: str | None, place: Place, notes: Notes) -> str | None:
    """A telephone number in E.164, national numbers by the country of the place."""
    if not text:
        return None
    found = to_e164(text, place.country.alpha_2 if place.country else None)
    if found is None:
        notes.add("type_invalid", "dropped", "$.help_phone", text)
    elif found != text:
        notes.add("type_coerced", "normalised", "$.help_phone", text, found)
    return found
