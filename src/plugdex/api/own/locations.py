"""``GET /api/locations``: what is there in a box, page by page."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from plugdex.api.own.problems import InvalidQuery
from plugdex.api.services import Services
from plugdex.directory.listing import Listed, Page, list_locations
from plugdex.directory.ports import WORLD, Box
from plugdex.directory.search.question import Question
from plugdex.model.value import Value

DEFAULT_LIMIT: Final = 100
MOST: Final = 1000
CURSOR: Final = re.compile(r"(\d{1,19})\.(\d{1,19})")


class ListAnswer(Value, frozen=True, kw_only=True):
    """A page of the list; ``next`` is the cursor of the following one, absent on the last."""

    items: tuple[Listed, ...]
    next: str | None = None


def list_endpoint(request: Request) -> Response:
    """Locations of ``bbox=west,south,east,north`` (degrees), ``limit`` at a time."""
    services: Services = request.app.state.services
    query = request.query_params
    question = Question(
        box=read_box(query.get("bbox")),
        limit=read_limit(query.get("limit")),
        after=read_cursor(query.get("cursor")),
    )
    page = list_locations(services.reads(), question)
    answer = ListAnswer(items=page.items, next=write_cursor(page))
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
    if text is None:
        return DEFAULT_LIMIT
    if not text.isdecimal() or not 1 <= int(text) <= MOST:
        raise InvalidQuery("limit", f"must be a number from 1 to {MOST}")
    return int(text)


def read_cursor(text: str | None) -> tuple[int, int] | None:
    """The place behind which to go on."""
    if not text:
        return None
    try:
        match = CURSOR.fullmatch(urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode())
    except ValueError:
        match = None
    if match is None:
        raise InvalidQuery("cursor", "must be the `next` of an earlier answer")
    return int(match[1]), int(match[2])


def write_cursor(page: Page) -> str | None:
    """The place of the last item, so that nobody builds one by hand."""
    if page.last is None:
        return None
    return urlsafe_b64encode(f"{page.last[0]}.{page.last[1]}".encode()).decode().rstrip("=")
