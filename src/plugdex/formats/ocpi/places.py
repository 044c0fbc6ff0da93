"""Where a location is: coordinates and country, each held against the other (wild 5.1–5.8)."""

import math
import re
from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Final, NamedTuple

from plugdex.formats.notes import Notes
from plugdex.formats.ocpi import wire
from plugdex.model.countries import (
    BY_ALPHA_2,
    BY_ALPHA_3,
    BY_ZONE,
    Country,
    country_at,
    find_country,
    is_in_country,
)
from plugdex.model.location import Point
from plugdex.model.text import is_nothing

CLEAN: Final = re.compile(r"-?\d{1,3}\.\d{4,7}")
DECIMAL: Final = re.compile(r"([-+]?)(\d+(?:[.,]\d*)?(?:[eE]-?\d{1,2})?)°?\s*([NSEWnsew]?)")
MOST_DECIMALS: Final = 7
FEWEST_DECIMALS: Final = 4
FARTHEST_EVSE: Final = 1000.0
"""Metres that an EVSE may be from its location (wild 5.8)."""

NEIGHBOURHOOD: Final = (1.0, 2.0, 3.0)
"""Degrees around a country at which a point can be right and the country's name wrong."""

METRES_PER_DEGREE: Final = 111_195.0


class Place(NamedTuple):
    """The point of a location and the country it is in."""

    point: Point | None
    country: Country | None


def point_of(geo: wire.GeoPoint | None, notes: Notes, path: str) -> Point | None:
    """A point as the source writes it, in range or not; placeholders are none (wild 5.1–5.3)."""
    if geo is None:
        return None
    lat = _degrees(geo.latitude, notes, f"{path}.latitude")
    lon = _degrees(geo.longitude, notes, f"{path}.longitude")
    if lat is None or lon is None:
        return None
    if _is_placeholder(lat, lon):
        notes.add("coordinate_zero", "dropped", path, f"{geo.latitude}, {geo.longitude}")
        return None
    return Point(lat=lat, lon=lon)


def _is_placeholder(lat: float, lon: float) -> bool:
    """0,0 and the like: equal, or both without any decimals (74, 41)."""
    return lat == lon or (lat.is_integer() and lon.is_integer())


def _degrees(text: str | None, notes: Notes, path: str) -> float | None:
    """Degrees of a coordinate (wild 5.2, 5.7)."""
    if text is None or is_nothing(text):
        return None
    if CLEAN.fullmatch(text):
        return float(text)
    match = DECIMAL.fullmatch(text.strip())
    if match is None:
        notes.add("type_invalid", "dropped", path, text)
        return None
    sign = "-" if (match[1] == "-") != (match[3].upper() in ("S", "W") and match[3] != "") else ""
    return _rounded(sign + match[2].replace(",", "."), text, notes, path)


def _rounded(plain: str, text: str, notes: Notes, path: str) -> float | None:
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return None
    decimals = -int(number.as_tuple().exponent)
    value = round(float(number), MOST_DECIMALS)
    if decimals > MOST_DECIMALS:
        notes.add("coordinate_precision", "normalised", path, text, value)
    elif decimals < FEWEST_DECIMALS and value:
        notes.add("coordinate_coarse", "noted", path, text, value)
    if plain != text and plain.lstrip("-") not in text:
        notes.add("coordinate_type", "normalised", path, text, value)
    return value


def is_in_range(point: Point) -> bool:
    """Whether latitude and longitude are on the earth."""
    return abs(point.lat) <= 90 and abs(point.lon) <= 180


def place_of(location: wire.Location, notes: Notes) -> Place:
    """Find out point and country of a location from its own members."""
    named = named_country(location.country, notes)
    point = point_of(location.coordinates, notes, "$.coordinates")
    if point is None:
        point = _point_of_evses(location.evses or (), notes)
    if point is None:
        notes.add("coordinate_missing", "noted", "$.coordinates")
        return Place(None, named)
    if named is None:
        return _place_without_country(point, location, notes)
    if is_in_range(point) and _is_at_home(point, named):
        return Place(point, named)
    return _place_elsewhere(point, named, location.time_zone, notes)


def _is_at_home(point: Point, country: Country) -> bool:
    """Whether a point is in or near a country, to a tenth of a degree."""
    return _is_cell_at_home(round(point.lat, 1), round(point.lon, 1), country.alpha_2)


@lru_cache(maxsize=65536)
def _is_cell_at_home(lat: float, lon: float, alpha_2: str) -> bool:
    return is_in_country(Point(lat=lat, lon=lon), BY_ALPHA_2[alpha_2])


def named_country(text: str | None, notes: Notes) -> Country | None:
    """The country that a source names, in whatever way (wild 3.1)."""
    country, code = _read_country(text)
    if code:
        became = country.alpha_3 if country else ""
        notes.add(code, "normalised" if country else "dropped", "$.country", text or "", became)
    return country


@lru_cache(maxsize=1024)
def _read_country(text: str | None) -> tuple[Country | None, str]:
    if text is None or is_nothing(text):
        return None, ""
    if text in BY_ALPHA_3:
        return BY_ALPHA_3[text], ""
    country = find_country(text)
    return country, "country_normalised" if country else "country_unknown"


def _place_without_country(point: Point, location: wire.Location, notes: Notes) -> Place:
    """The coordinates tell the country, unless the time zone or the owner proves them spoilt."""
    text = location.country
    clue = BY_ZONE.get(location.time_zone or "") or find_country(location.country_code or "")
    if clue and not (is_in_range(point) and _is_at_home(point, clue)):
        mended = _mended(point, clue, notes)
        if mended:
            return Place(mended, clue)
    if not is_in_range(point):
        notes.add("coordinate_range", "dropped", "$.coordinates", _shown(point))
        return Place(None, None)
    country = country_at(point)
    if country:
        notes.add("country_normalised", "normalised", "$.country", text or "", country.alpha_3)
    return Place(point, country)


class Mend(NamedTuple):
    """A way in which a pair of coordinates can have been spoilt."""

    code: str
    mend: Callable[[Point], Point]


MENDS: Final[Sequence[Mend]] = (
    Mend("coordinate_swapped", lambda p: Point(lat=p.lon, lon=p.lat)),
    Mend("coordinate_sign", lambda p: Point(lat=p.lat, lon=-p.lon)),
    Mend("coordinate_sign", lambda p: Point(lat=-p.lat, lon=p.lon)),
    Mend("coordinate_sign", lambda p: Point(lat=-p.lat, lon=-p.lon)),
)
"""Tried in this order; the country has to prove them right (wild 5.4, 5.5)."""


def _place_elsewhere(point: Point, named: Country, zone: str | None, notes: Notes) -> Place:
    """The point is not in the country that is named: one of them is wrong (wild 3.1, 5.4–5.6)."""
    mended = _mended(point, named, notes)
    if mended:
        return Place(mended, named)
    if not is_in_range(point):
        notes.add("coordinate_range", "dropped", "$.coordinates", _shown(point))
        return Place(None, named)
    found = country_at(point)
    agrees = BY_ZONE.get(zone or "") == found or any(
        is_in_country(point, named, degrees) for degrees in NEIGHBOURHOOD
    )
    if found is None or not agrees:
        notes.add("coordinate_outside_country", "dropped", "$.coordinates", _shown(point))
        return Place(None, named)
    notes.add("coordinate_outside_country", "normalised", "$.country", named.alpha_3, found.alpha_3)
    return Place(point, found)


def _mended(point: Point, home: Country, notes: Notes) -> Point | None:
    """The point that was meant, when a mend brings it home."""
    for code, mend in MENDS:
        mended = mend(point)
        if is_in_range(mended) and _is_at_home(mended, home):
            notes.add(code, "normalised", "$.coordinates", _shown(point), _shown(mended))
            return mended
    return None


def _shown(point: Point) -> str:
    return f"{point.lat}, {point.lon}"


def _point_of_evses(evses: Sequence[wire.Evse], notes: Notes) -> Point | None:
    """The first sane point of an EVSE stands in for the location's (wild 5.3)."""
    for index, evse in enumerate(evses):
        point = point_of(evse.coordinates, Notes(), "")
        if point and is_in_range(point):
            path = f"$.evses[{index}].coordinates"
            notes.add("coordinate_missing", "normalised", "$.coordinates", "", path)
            return point
    return None


def evse_point(
    geo: wire.GeoPoint | None, location: Point | None, notes: Notes, path: str
) -> Point | None:
    """The point of an EVSE, unless it is far from its location (wild 5.8)."""
    point = point_of(geo, notes, path)
    if point is None or location is None or point == location:
        return point if point and is_in_range(point) else None
    metres = _distance(point, location)
    if metres > FARTHEST_EVSE or not is_in_range(point):
        notes.add("coordinate_far", "dropped", path, _shown(point), f"{metres:.0f} m away")
        return None
    return point


def _distance(one: Point, other: Point) -> float:
    """Metres between two points that are near each other."""
    east = (one.lon - other.lon) * math.cos(math.radians(other.lat))
    return METRES_PER_DEGREE * math.hypot(one.lat - other.lat, east)
