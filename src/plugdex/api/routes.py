"""Routes as clients write them: flexible polyline, encoded polyline, GeoJSON LineString.

All come out as points; what is wrong is told with its place, because such texts are long and
made by machines.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise
from typing import Final

import flexpolyline  # type: ignore[import-untyped]  # it has no types
import msgspec
import polyline

from plugdex.directory.search.question import Corridor
from plugdex.model.errors import PlugdexError
from plugdex.model.geo import distance_m
from plugdex.model.location import Point
from plugdex.model.route import Line, length_m

FEWEST_POINTS: Final = 2
MOST_POINTS: Final = 2000
"""Limits of HERE Geocoding & Search v7 (``route``)."""

LONGEST_KM: Final = 50_000
"""Further than around the earth: a longer line is no route and would cost a server too much."""

ENCODED_PRECISION: Final = 5
FLEXIBLE_FOREIGN: Final = re.compile(r"[^A-Za-z0-9_-]|[g-z0-9_-]{14}")
ENCODED_FOREIGN: Final = re.compile(r"[^?-~]|[_-~]{14}")
"""What stands in no route: foreign characters, and values of more than 64 bits."""

ENCODED_END: Final = re.compile(r"[?-^]")
"""The last character of a value has no continuation bit."""

Degrees = tuple[float, ...]
"""Latitude, longitude, perhaps more."""


LARGEST_KM2: Final = 1_000_000
"""Length times width; Lisbon to Helsinki with 100 km to both sides."""


class InvalidRoute(PlugdexError):
    """A route cannot be read; ``place`` is where: a character or a point, counted from 0."""

    code = "invalid-route"
    title = "The route cannot be read"

    def __init__(self, reason: str, place: str) -> None:
        super().__init__(f"{reason} at {place}")
        self.place = place


class LineString(msgspec.Struct, tag_field="type", tag="LineString"):
    """A GeoJSON LineString (RFC 7946 §3.1.4)."""

    coordinates: list[tuple[float, ...]]


def flexible(text: str) -> tuple[Point, ...]:
    """The points of a flexible polyline; a third dimension is passed over."""
    _check_characters(text, FLEXIBLE_FOREIGN, "flexible polyline")
    return _points(_flexible(text))


def encoded(text: str) -> tuple[Point, ...]:
    """The points of an encoded polyline of five digits."""
    _check_characters(text, ENCODED_FOREIGN, "encoded polyline")
    ends = [each.end() for each in ENCODED_END.finditer(text)]
    if text and (not ends or ends[-1] < len(text)):
        raise InvalidRoute("the encoded polyline breaks off", f"character {len(text)}")
    if len(ends) % 2:
        raise InvalidRoute("the longitude is missing", f"point {len(ends) // 2}")
    most = ends[: 2 * (MOST_POINTS + 1)]
    return _points(polyline.decode(text[: most[-1]] if most else "", ENCODED_PRECISION))


def geojson(value: object) -> tuple[Point, ...]:
    """The points of a GeoJSON LineString: longitude first; altitudes are passed over."""
    try:
        line = msgspec.convert(value, LineString)
    except msgspec.ValidationError as error:
        reason, _, path = str(error).partition(" - at `$")
        place = path.rstrip("`").lstrip(".") or "the beginning"
        raise InvalidRoute(f"not a LineString of positions: {reason}", place) from None
    return _points(_turned(line.coordinates))


def _flexible(text: str) -> Iterator[Degrees]:
    seen = 0
    try:
        for degrees in flexpolyline.iter_decode(text):
            yield degrees
            seen += 1
    except (ValueError, RuntimeError) as error:
        # the library lets StopIteration out where the header is cut off
        reason = str(error) if isinstance(error, ValueError) else "The header is incomplete"
        place = f"point {seen}" if seen else "character 0"
        raise InvalidRoute(f"the flexible polyline breaks off ({reason})", place) from None


def _turned(positions: Iterable[Degrees]) -> Iterator[Degrees]:
    for number, position in enumerate(positions):
        if len(position) < 2:
            raise InvalidRoute("a position needs longitude and latitude", f"point {number}")
        yield position[1], position[0]


def corridor(line: Line, half_width: float) -> Corridor:
    """The strip along a route; raises ``InvalidRoute`` where it is the size of a continent."""
    if length_m(line) * 2 * half_width > LARGEST_KM2 * 1_000_000:
        raise InvalidRoute(
            f"length times width of a route is at most {LARGEST_KM2:,} km²: make it narrower",
            f"a width of {half_width:g} m to each side",
        )
    return Corridor(line=line, half_width=half_width)


def _points(found: Iterable[Degrees]) -> tuple[Point, ...]:
    points = tuple(
        _point(number, *degrees[:2])
        for number, degrees in enumerate(islice(found, MOST_POINTS + 1))
    )
    if len(points) < FEWEST_POINTS:
        raise InvalidRoute(f"a route needs {FEWEST_POINTS} points or more", f"point {len(points)}")
    if len(points) > MOST_POINTS:
        raise InvalidRoute(f"a route has at most {MOST_POINTS} points", f"point {MOST_POINTS}")
    _check_length(points)
    return points


def _check_length(points: Sequence[Point]) -> None:
    length = 0.0
    for number, (one, other) in enumerate(pairwise(points), start=1):
        length += distance_m(one.lat, one.lon, other.lat, other.lon)
        if length > LONGEST_KM * 1000:
            raise InvalidRoute(f"a route is at most {LONGEST_KM:,} km long", f"point {number}")


def _point(number: int, lat: float, lon: float) -> Point:
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise InvalidRoute(f"{lat},{lon} is no place on the earth", f"point {number}")
    return Point(lat=lat, lon=lon)


def _check_characters(text: str, foreign: re.Pattern[str], what: str) -> None:
    found = foreign.search(text)
    if found:
        raise InvalidRoute(f"{found[0]!r} is in no {what}", f"character {found.start()}")
