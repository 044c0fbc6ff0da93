"""The search geometries: ``prox``, ``bbox`` and ``corridor`` (contract §2)."""

import re
from collections.abc import Callable, Mapping
from math import cos, radians
from typing import Final

from plugdex.api.here_v2.errors import BadRequest
from plugdex.directory.asked import Box
from plugdex.directory.search.question import Circle, Corridor, Order
from plugdex.model.location import Point
from plugdex.model.route import METRES_PER_DEGREE, length_m, length_of, to_line
from plugdex.model.value import Value

LARGEST_RADIUS: Final = 200_000
"""Metres."""

LONGEST_SIDE: Final = 400_000
"""Metres."""

LONGEST: Final = 50_000_000
"""Metres."""
LARGEST_CORRIDOR: Final = 5_000_000_000
"""Square metres: length times width."""

DEFAULT_WIDTH: Final = 2000
"""Metres, where a corridor names none: some clients send the path alone."""

MOST_POINTS: Final = 2000
INTEGER: Final = re.compile(r"[0-9]{1,9}")
NUMBER: Final = re.compile(r"[+-]?[0-9]{1,3}(\.[0-9]{0,20})?")


class Area(Value, frozen=True, kw_only=True):
    """Where to search, and in which order; distances are from ``near`` or along the corridor."""

    order: Order
    box: Box | None = None
    circle: Circle | None = None
    corridor: Corridor | None = None

    @property
    def near(self) -> Point | None:
        """Where air lines begin."""
        return self.circle.centre if self.circle else None


def area(params: Mapping[str, str]) -> Area:
    """The one area that a request names."""
    named = [name for name in READERS if name in params]
    if len(named) != 1:
        raise BadRequest("exactly one of prox, bbox and corridor must be given")
    return READERS[named[0]](params[named[0]])


def prox(text: str) -> Area:
    """``lat,lng,radius``."""
    lat, lng, radius = _split("prox", text, ",", 3, "lat,lng,radius")
    if not INTEGER.fullmatch(radius) or not 1 <= int(radius) <= LARGEST_RADIUS:
        raise BadRequest(f"prox: the radius must be an integer from 1 to {LARGEST_RADIUS} metres")
    return Area(
        order="distance", circle=Circle(centre=_point("prox", lat, lng), radius=int(radius))
    )


def bbox(text: str) -> Area:
    """``lat,lng;lat,lng``: top left, bottom right; it may cross the antimeridian."""
    form = "lat,lng;lat,lng"
    first, second = (
        _point("bbox", *_split("bbox", corner, ",", 2, form))
        for corner in _split("bbox", text, ";", 2, form)
    )
    if first.lat < second.lat:
        raise BadRequest("bbox: the top left corner must come first, then the bottom right one")
    box = Box(west=first.lon, south=second.lat, east=second.lon, north=first.lat)
    if max(_height(box), _width(box)) > LONGEST_SIDE:
        raise BadRequest(f"bbox: each side must be at most {LONGEST_SIDE // 1000} km")
    return Area(order="cell", box=box)


def corridor(text: str) -> Area:
    """``lat,lng;lat,lng;…;width``: a path and the whole width of the strip around it."""
    form = "lat,lng;lat,lng;…;width"
    *path, last = text.split(";")
    width = DEFAULT_WIDTH
    if "," in last:
        path.append(last)
    elif INTEGER.fullmatch(last) and int(last) > 0:
        width = int(last)
    else:
        raise BadRequest("corridor: the width, last, must be a positive integer of metres")
    if not 2 <= len(path) <= MOST_POINTS:
        raise BadRequest(f"corridor: the path must have 2 to {MOST_POINTS} points")
    points = [_point("corridor", *_split("corridor", each, ",", 2, form)) for each in path]
    line = to_line(points) if length_of(points) <= LONGEST else ()
    if not line or length_m(line) * width > LARGEST_CORRIDOR:
        square = LARGEST_CORRIDOR // 1_000_000
        raise BadRequest(
            f"corridor: length times width must be at most {square} km², and the length "
            f"{LONGEST // 1000:,} km"
        )
    return Area(order="along", corridor=Corridor(line=line, half_width=width / 2))


READERS: Final[Mapping[str, Callable[[str], Area]]] = {
    "prox": prox,
    "bbox": bbox,
    "corridor": corridor,
}


def _split(name: str, text: str, separator: str, count: int, form: str) -> list[str]:
    parts = [part.strip() for part in text.split(separator)]
    if len(parts) != count:
        raise BadRequest(f"{name}: must be of the form {form}")
    return parts


def _point(name: str, lat: str, lng: str) -> Point:
    if not NUMBER.fullmatch(lat) or not NUMBER.fullmatch(lng):
        raise BadRequest(f"{name}: {lat},{lng} is not a latitude and a longitude in degrees")
    point = Point(lat=float(lat), lon=float(lng))
    if not (-90 <= point.lat <= 90 and -180 <= point.lon <= 180):
        raise BadRequest(
            f"{name}: the latitude must be from -90 to 90 and the longitude from -180 to 180"
        )
    return point


def _height(box: Box) -> float:
    return (box.north - box.south) * METRES_PER_DEGREE


def _width(box: Box) -> float:
    """Metres along the parallel where the box is widest."""
    widest = 0.0 if box.south <= 0 <= box.north else min(abs(box.south), abs(box.north))
    degrees = box.east - box.west
    return (degrees if degrees >= 0 else degrees + 360) * METRES_PER_DEGREE * cos(radians(widest))
