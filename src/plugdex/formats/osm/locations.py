"""A station of the map as a location."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from plugdex.formats.codes import CodeTable
from plugdex.formats.notes import Notes
from plugdex.formats.osm.contact import (
    first,
    images_of,
    limits_of,
    owners_of,
    phone_of,
    street_of,
)
from plugdex.formats.osm.elements import Element
from plugdex.formats.osm.evses import Place, read_places
from plugdex.formats.osm.gather import Site
from plugdex.formats.osm.hours import read_hours
from plugdex.formats.osm.info import CODES
from plugdex.formats.osm.who import (
    Ways,
    read_access,
    read_vehicles,
    read_ways,
    reservation_required,
)
from plugdex.formats.placing import Placed, place
from plugdex.formats.port import Reading, ReadOptions
from plugdex.model.countries import Country, find_country
from plugdex.model.location import Evse, Location
from plugdex.model.status import EvseStatus
from plugdex.model.vocabulary import STATUSES, Status

PARKING: Final = CodeTable(CODES["parking"])
STATE: Final = CodeTable(CODES["state"])
LONGEST_LEVEL: Final = 4
"""Characters that OCPI gives a floor level."""

_country = lru_cache(maxsize=1024)(find_country)

GONE: Final = ("disused", "abandoned", "demolished", "removed", "ruined")


def read_site(site: Site, options: ReadOptions, timestamp: str) -> Reading:
    """A station and what was noticed; one that is closed or not for cars has no location."""
    notes = Notes()
    tags = site.element.tags
    state = _state(tags, notes)
    vehicles = read_vehicles(tags, notes)
    hours = read_hours(tags.get("opening_hours", ""), notes)
    closed = "opening_hours" if hours.never else state if state == "CLOSED" else ""
    if closed:
        notes.add("site_closed", "rejected", "$.tags", closed)
    elif vehicles.others:
        notes.add("out_of_scope", "rejected", "$.tags", vehicles.others)
    if closed or vehicles.others:
        return Reading(issues=notes.issues(site.element.key))
    placed = _placed(site.element, notes)
    updated = _updated(site, timestamp, options.received)
    evses = _evses(site, placed.country, notes)
    access = read_access(tags, notes)
    owners = owners_of(tags)
    restrictions = (*access.restrictions, *(("TAXIS_ONLY",) if vehicles.taxis_only else ()))
    if "charge" in tags:
        notes.add("price_text", "noted", "$.tags.charge", tags["charge"])
    location = Location(
        source=options.source,
        id=site.element.key,
        last_updated=updated,
        publish=access.is_public,
        coordinates=placed.point,
        name=first(tags, "name"),
        address=street_of(tags, placed.country),
        city=first(tags, "addr:city"),
        postal_code=first(tags, "addr:postcode"),
        state=first(tags, "addr:state"),
        country=placed.country.alpha_3 if placed.country else None,
        parking_type=_parking(tags),
        evses=evses,
        operator=owners.operator,
        owner=owners.owner,
        emsps=owners.networks,
        time_zone=placed.zone,
        opening_times=hours.hours,
        images=images_of(tags),
        help_phone=phone_of(tags, placed.country, notes),
        restrictions=restrictions,
        vehicle_categories=vehicles.categories,
        vehicle_limits=limits_of(tags, notes),
        reservation_required=reservation_required(tags),
        price_text=first(tags, "charge"),
        flags=notes.flags(),
    )
    live: Status = state if state in STATUSES else "UNKNOWN"  # type: ignore[assignment]  # by test
    statuses = tuple(EvseStatus(uid=evse.uid, status=live, modified=updated) for evse in evses)
    return Reading(location=location, statuses=statuses, issues=notes.issues(site.element.key))


def _state(tags: Mapping[str, str], notes: Notes) -> str:
    if any(tags.get(key) == "yes" for key in GONE):
        return "CLOSED"
    word = tags.get("operational_status", "")
    return (STATE.find(word, notes, "$.tags.operational_status") or "") if word else ""


def _placed(element: Element, notes: Notes) -> Placed:
    named = element.tags.get("addr:country", "")
    country = _country(named) if named else None
    if named and country is None:
        notes.add("country_unknown", "dropped", "$.tags['addr:country']", named)
    lat, lon = element.spot or (None, None)
    return place(lat, lon, country, notes)


def _updated(site: Site, timestamp: str, received: datetime) -> datetime:
    """The newest edit of a station or its charge points; else the time of the whole file."""
    stamps = [_time(one.timestamp) for one in (site.element, *site.children)]
    known = [stamp for stamp in stamps if stamp]
    return min(max(known, default=_time(timestamp) or received), received)


@lru_cache(maxsize=4096)
def _time(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC)


def _evses(site: Site, country: Country | None, notes: Notes) -> tuple[Evse, ...]:
    """Places of the charge points where these have plugs, else those of the station."""
    if not any(_has_plugs(child) for child in site.children):
        return tuple(_made(site.element, site.element.tags, country, notes))
    if site.by_distance:
        notes.add("evses_guessed", "normalised", "$.tags", "", len(site.children))
    found: list[Evse] = []
    for child in site.children:
        tags = {**_shared_tags(site.element.tags), **child.tags}
        found += _made(child, tags, country, notes)
    return tuple(found)


def _has_plugs(element: Element) -> bool:
    return any(key.startswith("socket:") for key in element.tags)


def _shared_tags(tags: Mapping[str, str]) -> dict[str, str]:
    """What a station says of all its charge points: how to start, pay and find them."""
    prefixes = ("payment:", "authentication:", "level", "reservation")
    return {key: value for key, value in tags.items() if key.startswith(prefixes)}


def _made(
    element: Element, tags: Mapping[str, str], country: Country | None, notes: Notes
) -> list[Evse]:
    ways = read_ways(tags)
    level = tags.get("level", "").strip()
    reference = first(tags, "ref") if element.tags.get("man_made") == "charge_point" else None
    return [
        _evse(f"{element.key}/{at}", one, ways, level, reference)
        for at, one in enumerate(read_places(tags, country, notes), 1)
    ]


def _evse(uid: str, one: Place, ways: Ways, level: str, reference: str | None) -> Evse:
    return Evse(
        uid=uid,
        evse_id=one.evse_id,
        connectors=one.connectors,
        capabilities=ways.capabilities,
        payments=ways.payments,
        floor_level=level if 0 < len(level) <= LONGEST_LEVEL else None,
        physical_reference=reference,
    )


def _parking(tags: Mapping[str, str]) -> str | None:
    for key in ("location", "parking"):
        found = PARKING.find(tags[key], Notes(), key) if key in tags else None
        if found:
            return found
    return None
