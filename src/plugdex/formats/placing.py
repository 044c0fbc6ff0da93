"""Where something is, for registers that give a point and perhaps a country.

The OCPI reader has rules of its own, because its sources contradict themselves in more ways.
"""

from typing import NamedTuple

from plugdex.formats.notes import Notes
from plugdex.model.countries import Country, country_at, is_in_country
from plugdex.model.location import Point
from plugdex.model.zones import zone_at


class Placed(NamedTuple):
    """A point, its country and its time zone, as far as they are known."""

    point: Point | None
    country: Country | None
    zone: str | None


NOWHERE = Placed(None, None, None)


def place(
    lat: str | float | None,
    lon: str | float | None,
    country: Country | None,
    notes: Notes,
    path: str = "$.coordinates",
) -> Placed:
    """Check a point against the country that is named; exchanged ones are put right.

    A point that is missing, a placeholder or out of range is none; one elsewhere is left out
    (wild 5.1–5.6).
    """
    point = _point(lat, lon, notes, path)
    if point is None:
        return Placed(None, country, None)
    if country is not None and not is_in_country(point, country):
        swapped = Point(lat=point.lon, lon=point.lat) if abs(point.lon) <= 90 else point
        if is_in_country(swapped, country):
            notes.add("coordinate_swapped", "normalised", path, f"{lat}, {lon}")
            point = swapped
        else:
            there = country_at(point)
            name = there.alpha_3 if there else ""
            notes.add("coordinate_outside_country", "noted", path, f"{lat}, {lon}", name)
    return Placed(point, country or country_at(point), zone_at(point))


def _point(
    lat: str | float | None, lon: str | float | None, notes: Notes, path: str
) -> Point | None:
    try:
        found = Point(lat=round(_degrees(lat), 7), lon=round(_degrees(lon), 7))
    except ValueError:
        notes.add("coordinate_missing", "dropped", path, f"{lat}, {lon}")
        return None
    if found.lat == found.lon or (found.lat.is_integer() and found.lon.is_integer()):
        notes.add("coordinate_zero", "dropped", path, f"{lat}, {lon}")
        return None
    if abs(found.lat) > 90 or abs(found.lon) > 180:
        notes.add("coordinate_range", "dropped", path, f"{lat}, {lon}")
        return None
    return found


def _degrees(value: str | float | None) -> float:
    if isinstance(value, str):
        value = value.strip().replace(",", ".")
    if value is None or value == "":
        raise ValueError
    found = float(value)
    if found != found or abs(found) > 1000:
        raise ValueError
    return found
