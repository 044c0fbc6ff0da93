"""Coordinates: text with 5 to 7 decimals, in 2.1.1 with 6 (contract §7.4)."""

from typing import Final

from plugdex.formats.ocpi import wire
from plugdex.formats.ocpi.write.texts import display_text
from plugdex.formats.ocpi.write.versions import Rules
from plugdex.model.location import Location, Point

LATITUDE_LENGTH: Final = 10
LONGITUDE_LENGTH: Final = 11


def point_of(point: Point | None, rules: Rules) -> wire.GeoPoint | None:
    """A point; what is not on the earth is none."""
    if point is None or not (-90 <= point.lat <= 90 and -180 <= point.lon <= 180):
        return None
    if rules.is_modern:
        return wire.GeoPoint(
            latitude=_degrees(point.lat, LATITUDE_LENGTH),
            longitude=_degrees(point.lon, LONGITUDE_LENGTH),
        )
    return wire.GeoPoint(latitude=f"{point.lat:.6f}", longitude=f"{point.lon:.6f}")


def _degrees(value: float, limit: int) -> str:
    """Up to 7 decimals, as many as the length allows; zeros at the end only to the fifth."""
    text = f"{value:.7f}"
    if len(text) > limit:
        text = f"{value:.6f}0"
    if text[-1] == "0":
        return text[:-2] if text[-2] == "0" else text[:-1]
    return text


def related_of(location: Location, rules: Rules) -> list[wire.GeoPoint] | None:
    """Points that help to find a location."""
    found = []
    for related in location.related_locations:
        made = point_of(related.point, rules)
        if made:
            made.name = display_text(related.name, rules)
            found.append(made)
    return found or None
