"""``GET /api/locations``: what is there in a box, page by page."""

from typing import Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from plugdex.api.own.cursors import BY_CELL, read_cursor, write_cursor
from plugdex.api.own.numbers import whole
from plugdex.api.own.problems import InvalidQuery
from plugdex.api.services import Services
from plugdex.directory.asked import WORLD, Box
from plugdex.directory.listing import Listed, list_locations
from plugdex.directory.search.question import Question
from plugdex.model.value import Value

DEFAULT_LIMIT: Final = 100
MOST: Final = 1000


class ListAnswer(Value, frozen=True, kw_only=True):
    """A page of the list; ``next`` is the cursor of the following one, absent on the last."""

    items: tuple[Listed, ...]
    next: str | None = None


def list_endpoint(request: Request) -> Response:
    """Locations of ``bbox=west,south,east,north`` (degrees), ``limit`` at a time."""
    services: Services = request.app.state.services
    query = request.query_params
    cursor = query.get("cursor")
    question = Question(
        box=read_box(query.get("bbox")),
        limit=read_limit(query.get("limit")),
        after=read_cursor(BY_CELL, cursor) if cursor else None,
    )
    page = list_locations(services.reads(), question)
    last = write_cursor(BY_CELL, page.last) if page.last else None
    answer = ListAnswer(items=page.items, next=last)
    return Response(msgspec.json.encode(answer), media_type="application/json")


def read_box(text: str | None) -> Box:
    """The box; the world where none is given. West of east may cross the antimeridian."""
    if not text:
        return WORLD
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise InvalidQuery("bbox", "must be west,south,east,north in degrees") from None
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):
        raise InvalidQuery("bbox", "must lie within ±180 and ±90 degrees, south below north")
    return Box(west=west, south=south, east=east, north=north)


def read_limit(text: str | None) -> int:
    """How many locations at most."""
    return DEFAULT_LIMIT if text is None else whole("limit", text, 1, MOST)
