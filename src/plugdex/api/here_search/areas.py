"""Where to search: ``at``, ``in`` and ``route``."""

import re
from typing import Final

from plugdex.api import routes
from plugdex.api.dialect import Params
from plugdex.api.here_search.errors import BadRequest
from plugdex.api.here_search.values import (
    degrees,
    latitude,
    longitude,
    point,
    text,
)
from plugdex.api.routes import InvalidRoute
from plugdex.directory.asked import Box
from plugdex.directory.search.question import Circle, Corridor
from plugdex.model.location import Point
from plugdex.model.route import to_line
from plugdex.model.value import Value

COUNTRY: Final = r"[A-Z]{3}"
RADIUS: Final = re.compile(r"r=(\d{1,9})")
WIDTH: Final = re.compile(r"w=(\d{1,9})")
DEFAULT_WIDTH: Final = 1000
WIDEST: Final = 50_000
"""Metres to each side of a route."""


class Area(Value, frozen=True, kw_only=True):
    """Where results must lie; everything that is given must hold."""

    countries: tuple[str, ...] = ()
    circle: Circle | None = None
    box: Box | None = None

    @property
    def centre(self) -> Point | None:
        """The middle of the circle or the box."""
        if self.circle:
            return self.circle.centre
        return middle(self.box) if self.box else None


def area(params: Params) -> Area:
    """The values of ``in``: countries and one circle or one box."""
    found = Area()
    for value in params.get("in", ()):
        kind, _, rest = value.partition(":")
        if kind == "countryCode":
            found = Area(
                countries=(*found.countries, *_countries(rest)),
                circle=found.circle,
                box=found.box,
            )
        elif kind in ("circle", "bbox"):
            if found.circle or found.box:
                raise BadRequest("in", "circle and bbox exclude each other; give one of them")
            found = Area(
                countries=found.countries,
                circle=_circle(rest) if kind == "circle" else None,
                box=_box(rest) if kind == "bbox" else None,
            )
        else:
            raise BadRequest("in", f"{value!r} is none of countryCode:…, circle:…;r=…, bbox:…")
    return found


def corridor(route: str | None) -> Corridor | None:
    """A flexible polyline and, behind a semicolon, the metres to each side of it."""
    if route is None:
        return None
    line, semicolon, rest = route.partition(";")
    width = WIDTH.fullmatch(rest)
    if semicolon and not width:
        raise BadRequest("route", f"{rest!r} is not w= and whole metres")
    metres = int(width[1]) if width else DEFAULT_WIDTH
    if metres > WIDEST:
        raise BadRequest("route", f"w={metres} is more than {WIDEST} metres")
    try:
        return routes.corridor(to_line(routes.flexible(line)), metres)
    except InvalidRoute as error:
        raise BadRequest("route", str(error)) from None


def at(params: Params) -> Point | None:
    """The place around which results are ranked."""
    value = text(params, "at")
    return None if value is None else point("at", value)


def middle(box: Box) -> Point:
    """The middle of a box, also of one that crosses the antimeridian."""
    width = (box.east - box.west) % 360 if box.east < box.west else box.east - box.west
    lon = box.west + width / 2
    return Point(lat=(box.south + box.north) / 2, lon=lon - 360 if lon > 180 else lon)


def _countries(value: str) -> tuple[str, ...]:
    codes = value.split(",")
    for code in codes:
        if not re.fullmatch(COUNTRY, code):
            raise BadRequest("in", f"{code!r} is no ISO 3166-1 alpha-3 code in capital letters")
    return tuple(codes)


def _circle(value: str) -> Circle:
    centre, _, rest = value.partition(";")
    radius = RADIUS.fullmatch(rest)
    if not radius:
        raise BadRequest("in", "a circle is circle:lat,lng;r=metres, in whole metres")
    return Circle(centre=point("in", centre), radius=int(radius[1]))


def _box(value: str) -> Box:
    west, south, east, north = degrees("in", value, 4)
    if south > north:
        raise BadRequest("in", "a bbox is west,south,east,north, and its south is above its north")
    return Box(
        west=longitude("in", west),
        south=latitude("in", south),
        east=longitude("in", east),
        north=latitude("in", north),
    )
