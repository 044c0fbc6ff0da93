"""A location as a place of Geocoding & Search."""

import re
from collections.abc import Collection
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from plugdex.api.here_search import shapes
from plugdex.api.here_search.ev import extended
from plugdex.api.here_search.hours import opening_hours
from plugdex.api.here_search.queries import CATEGORIES, ZONE
from plugdex.api.here_v3 import places
from plugdex.api.here_v3.prepare import servable
from plugdex.api.here_v3.shapes import Location as Position
from plugdex.directory.lookup import InFull
from plugdex.directory.records import location_content_id
from plugdex.directory.search.question import Found
from plugdex.model.countries import BY_ALPHA_3
from plugdex.model.filters import vehicle_categories
from plugdex.model.location import Location, Point
from plugdex.model.zones import zone_at

PLACE_ID: Final = "here:pds:place:"
PLACE: Final = "place"
CATEGORY_OF_VEHICLE: Final = {vehicle: category for category, vehicle in CATEGORIES.items()}
CATEGORY_NAMES: Final = {
    "CAR": "EV Charging Station",
    "TRUCK": "Truck EV Charging Station",
    "TWO_WHEELER": "Two-Wheeler EV Charging Station",
}
UNNAMED: Final = "Charging location"
STATE_CODE: Final = re.compile(r"[A-Z]{2,3}")


def item(
    full: InFull, point: Point, show: Collection[str], now: datetime, found: Found | None = None
) -> shapes.Item:
    """A place at a point, with distances where it was searched for."""
    place = servable(full.location)
    content = location_content_id(place)
    distance, excursion = _distances(found)
    return shapes.Item(
        title=title(place),
        id=PLACE_ID + content,
        result_type=PLACE,
        address=address(place),
        position=Position(lat=point.lat, lng=point.lon),
        access=_access(place),
        distance=distance,
        excursion_distance=excursion,
        categories=_categories(place),
        contacts=_contacts(place),
        opening_hours=opening_hours(place, now),
        time_zone=_time_zone(place, point, now) if ZONE in show else None,
        access_restrictions=[shapes.AccessRestriction(restricted=True)]
        if place.restrictions
        else None,
        extended=extended(content, replace(full, location=place), show),
    )


def title(place: Location) -> str:
    """The operator, as the contract says, else what else there is to call it by."""
    business = place.operator or place.suboperator
    name = business.name if business else None
    return name or place.name or place.address or place.city or UNNAMED


def address(place: Location) -> shapes.Address:
    """The postal address; the label of a place begins with its title."""
    known = places.address(place)
    if known is None:
        return shapes.Address(label=title(place))
    country = BY_ALPHA_3.get(known.country_code or "")
    is_code = known.state is not None and STATE_CODE.fullmatch(known.state) is not None
    return shapes.Address(
        label=f"{title(place)}, {known.label}",
        country_code=known.country_code,
        country_name=country.name if country else None,
        state_code=known.state if is_code else None,
        state=None if is_code else known.state,
        city=known.city,
        street=known.street,
        postal_code=known.postal_code,
        house_number=known.house_number,
    )


def _distances(found: Found | None) -> tuple[int | None, int | None]:
    """Air line; with a route the way along it and off it, and the way there and back."""
    if found is None:
        return None, None
    if found.along is not None and found.off is not None:
        return round(found.along + found.off), round(2 * found.off)
    return None if found.distance is None else round(found.distance), None


def _access(place: Location) -> list[shapes.AccessPoint] | None:
    return [
        shapes.AccessPoint(lat=each.lat, lng=each.lon, primary=True if number == 0 else None)
        for number, each in enumerate(place.access_points)
    ] or None


def _categories(place: Location) -> list[shapes.Category]:
    vehicles = [each for each in vehicle_categories(place) if each in CATEGORY_OF_VEHICLE]
    return [
        shapes.Category(
            id=CATEGORY_OF_VEHICLE[each],
            name=CATEGORY_NAMES[each],
            primary=True if number == 0 else None,
        )
        for number, each in enumerate(vehicles)
    ]


def _contacts(place: Location) -> list[shapes.Contact] | None:
    business = place.operator or place.suboperator
    contact = shapes.Contact(
        phone=[shapes.ContactValue(value=place.help_phone)] if place.help_phone else None,
        www=[shapes.ContactValue(value=business.website)]
        if business and business.website
        else None,
    )
    return None if contact == shapes.Contact() else [contact]


def _time_zone(place: Location, point: Point, now: datetime) -> shapes.TimeZone | None:
    name = place.time_zone or zone_at(point)
    if name is None:
        return None
    offset = now.astimezone(ZoneInfo(name)).strftime("%z")
    return shapes.TimeZone(name=name, utc_offset=f"{offset[:3]}:{offset[3:5]}")
