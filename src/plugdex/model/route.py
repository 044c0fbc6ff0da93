"""Routes: a line on the earth, how far along it and off it a point is.

1. A line runs straight in longitude and latitude between two points (RFC 7946 §3.1.1), the short
   way around: a step across the antimeridian is no walk around the world.
2. Metres off the line are measured in the plane at the point, which is exact to a part in ten
   thousand over the widths that are asked for; metres along it are great-circle lengths.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import ceil, cos, hypot, radians, sqrt
from typing import Final

from plugdex.model.geo import EARTH_RADIUS_M, distance_m
from plugdex.model.location import Point
from plugdex.model.value import Value

LONGEST_STEP_M: Final = 10_000
"""A longer stretch is cut, so that the plane at a point is flat enough."""

METRES_PER_DEGREE: Final = radians(1) * EARTH_RADIUS_M


class Stretch(Value, frozen=True, gc=False):
    """A straight part of a line; longitudes are unrolled, so they may leave ±180."""

    lat: float
    lon: float
    to_lat: float
    to_lon: float
    start: float
    """Metres from the beginning of the line."""
    length: float
    """Metres."""


class Place(Value, frozen=True, gc=False):
    """Where a point is relative to a line, in metres."""

    off: float
    along: float


Line = tuple[Stretch, ...]


def to_line(points: Sequence[Point]) -> Line:
    """The line through points; a single point is a line without length."""
    stretches: list[Stretch] = []
    start = 0.0
    unrolled = list(_unrolled(points))
    for (lat, lon), (to_lat, to_lon) in _steps(unrolled):
        length = distance_m(lat, lon, to_lat, to_lon)
        stretches.append(Stretch(lat, lon, to_lat, to_lon, start, length))
        start += length
    return tuple(stretches)


def length_m(line: Line) -> float:
    """Metres from end to end."""
    return line[-1].start + line[-1].length if line else 0.0


def length_of(points: Sequence[Point]) -> float:
    """Great-circle metres from point to point, without making a line of them."""
    return sum(distance_m(one.lat, one.lon, to.lat, to.lon) for one, to in pairwise(points))


def place_on(line: Iterable[Stretch], lat: float, lon: float) -> Place:
    """The nearest point of a line: metres off it, and metres along it; the first of several."""
    best, along = float("inf"), 0.0
    scale = cos(radians(lat))
    for stretch in line:
        x, y = ((stretch.lon - lon + 180) % 360 - 180) * scale, stretch.lat - lat
        dx, dy = (stretch.to_lon - stretch.lon) * scale, stretch.to_lat - stretch.lat
        square = dx * dx + dy * dy
        part = -(x * dx + y * dy) / square if square else 0.0
        if part < 0:
            part = 0.0
        elif part > 1:
            part = 1.0
        x += part * dx
        y += part * dy
        off = x * x + y * y
        if off < best:
            best, along = off, stretch.start + part * stretch.length
    return Place(sqrt(best) * METRES_PER_DEGREE, along)


def _relative(lon: float, origin: float) -> float:
    """Degrees east of an origin, the short way around."""
    return (lon - origin + 180) % 360 - 180


def _unrolled(points: Iterable[Point]) -> Iterator[tuple[float, float]]:
    before: float | None = None
    for point in points:
        lon = point.lon if before is None else before + _relative(point.lon, before)
        yield point.lat, lon
        before = lon


def _steps(
    points: Sequence[tuple[float, float]],
) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    if len(points) == 1:
        yield points[0], points[0]
    for (lat, lon), (to_lat, to_lon) in pairwise(points):
        count = max(1, ceil(_longest(lat, lon, to_lat, to_lon) / LONGEST_STEP_M))
        cuts = [
            (lat + (to_lat - lat) * step / count, lon + (to_lon - lon) * step / count)
            for step in range(count)
        ]
        yield from pairwise([*cuts, (to_lat, to_lon)])


def _longest(lat: float, lon: float, to_lat: float, to_lon: float) -> float:
    """Metres that a straight line in degrees cannot exceed: as if all of it were far out."""
    outer = 0.0 if lat * to_lat < 0 else min(abs(lat), abs(to_lat))
    return hypot(to_lat - lat, (to_lon - lon) * cos(radians(outer))) * METRES_PER_DEGREE
