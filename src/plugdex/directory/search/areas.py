"""Areas as boxes: what an index can be asked, and the exact check behind it."""

from collections.abc import Iterable
from math import asin, cos, degrees, radians, sin
from typing import Final

from plugdex.directory.asked import WORLD, Box, Disc
from plugdex.directory.search.question import Question
from plugdex.model.geo import EARTH_RADIUS_M, covers, distance_m
from plugdex.model.route import METRES_PER_DEGREE, Stretch

MARGIN: Final = 1 + 1e-9
"""A box is a little larger than what it is for: the exact check is behind it, not before."""

FLAT_M: Final = 50_000.0
FLAT_LAT: Final = 75.0
FLAT_MARGIN: Final = 1.05


def box_around(lat: float, lon: float, radius: float) -> Box:
    """The box of all points within a radius (metres)."""
    angle = radius * MARGIN / EARTH_RADIUS_M
    reach = degrees(angle)
    south, north = lat - reach, lat + reach
    if south <= -90 or north >= 90:
        return Box(west=-180, south=max(south, -90), east=180, north=min(north, 90))
    width = degrees(asin(min(1.0, sin(angle) / cos(radians(lat)))))
    return _box(lon - width, south, lon + width, north)


def disc_around(lat: float, lon: float, radius: float) -> Disc | None:
    """A disc of all points within a radius (metres); ``None`` where no flat map is good enough.

    The width of a degree of longitude is that at the centre. At most 50 km away and below 75
    degrees it is 3 % wrong at most.
    """
    reach = degrees(radius / EARTH_RADIUS_M)
    if radius > FLAT_M or abs(lat) + reach > FLAT_LAT:
        return None
    width = cos(radians(lat))
    if abs(lon) + reach / width * FLAT_MARGIN > 180:
        return None
    return Disc(lat=lat, lon=lon, width=width * width, square=reach * reach * FLAT_MARGIN)


def box_along(part: Iterable[Stretch], half_width: float) -> Box:
    """The box of all points within a half width (metres) of a part of a line."""
    stretches = list(part)
    lats = [each for s in stretches for each in (s.lat, s.to_lat)]
    lons = [each for s in stretches for each in (s.lon, s.to_lon)]
    reach = half_width * MARGIN / METRES_PER_DEGREE
    south, north = min(lats) - reach, max(lats) + reach
    if south <= -90 or north >= 90:
        return Box(west=-180, south=max(south, -90), east=180, north=min(north, 90))
    width = reach / cos(radians(max(abs(south), abs(north))))
    return _box(min(lons) - width, south, max(lons) + width, north)


def together(first: Box, second: Box) -> Box | None:
    """A box of what lies in both; of two that are hard to cut the narrower. ``None``: nothing."""
    south, north = max(first.south, second.south), min(first.north, second.north)
    if south > north:
        return None
    if first.west <= first.east and second.west <= second.east:
        west, east = max(first.west, second.west), min(first.east, second.east)
        if west > east:
            return None
    else:
        narrower = min(first, second, key=lambda box: (box.east - box.west) % 360)
        west, east = narrower.west, narrower.east
    return Box(west=west, south=south, east=east, north=north)


def box_of(question: Question) -> Box | None:
    """A box of everything that a question may be answered with; ``None``: nothing."""
    box = question.box or WORLD
    if question.circle:
        centre = question.circle.centre
        return together(box, box_around(centre.lat, centre.lon, question.circle.radius))
    return box


def is_inside(question: Question, lat: float, lon: float) -> bool:
    """Whether a point lies in the box and in the circle, exactly."""
    if question.box and not covers(question.box, lat, lon):
        return False
    circle = question.circle
    return circle is None or (
        distance_m(circle.centre.lat, circle.centre.lon, lat, lon) <= circle.radius
    )


def _box(west: float, south: float, east: float, north: float) -> Box:
    if east - west >= 360:
        return Box(west=-180, south=south, east=180, north=north)
    return Box(west=_wrapped(west), south=south, east=_wrapped(east), north=north)


def _wrapped(lon: float) -> float:
    return lon if -180 <= lon <= 180 else (lon + 180) % 360 - 180
