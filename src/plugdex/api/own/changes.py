"""``GET /api/changes``: what changed behind a cursor."""

import time
from collections.abc import Mapping
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from plugdex.api.access import bearer
from plugdex.api.connections import connection_of
from plugdex.api.own.change_texts import bare_texts, change_texts
from plugdex.api.own.numbers import whole
from plugdex.api.own.problems import InvalidQuery, NoKey
from plugdex.api.own.search_query import PARAMETERS
from plugdex.api.services import Services
from plugdex.directory.changes import Cursor, read_page, to_cursor
from plugdex.directory.events import EVERYTHING, Wanted
from plugdex.directory.keys import MIRROR
from plugdex.directory.mirrored import mirror_page
from plugdex.model.connectors import BY_OCPI
from plugdex.model.ids import partner_key

PATH: Final = "/api/changes"
DEFAULT_LIMIT: Final = 100
MOST: Final = 1000
LONGEST_WAIT: Final = 60
FILTERS: Final = ("bbox", "connectors", "operator")
NAMES: Final = ("since", "limit", "include", "wait", *FILTERS)
LOCATIONS: Final = "locations"
RECORDS: Final = "records"
INCLUDES: Final = (LOCATIONS, RECORDS)
KEY_ADVICE: Final = (
    "records are for mirrors: send Authorization: Bearer with a key that was made with "
    f"plugdex key create --entitle {MIRROR}"
)


async def changes_endpoint(request: Request) -> Response:
    """A page of changes; with ``wait`` it comes when there is something in it."""
    services: Services = request.app.state.services
    query = request.query_params
    check_names(query, NAMES)
    cursor = read_since(query.get("since"))
    limit = whole("limit", query.get("limit", str(DEFAULT_LIMIT)), 1, MOST)
    wait = whole("wait", query.get("wait", "0"), 0, LONGEST_WAIT)
    wanted = read_wanted(query)
    include = read_include(query.get("include"))
    if include == RECORDS:
        check_key(services, request.headers.get("authorization", ""))
    if wait:
        connection = connection_of(request.scope)
        if connection:
            connection.on_ending = services.live.end
        await services.live.beyond(cursor.since, wait)
    if include == RECORDS:
        body = await run_in_threadpool(mirror_page_of, services, cursor, limit)
    else:
        is_full = bool(include) or wanted != EVERYTHING
        body = await run_in_threadpool(page_of, services, cursor, limit, wanted, is_full=is_full)
    return Response(body, media_type="application/json", headers={"cache-control": "no-store"})


def page_of(
    services: Services, cursor: Cursor, limit: int, wanted: Wanted, *, is_full: bool
) -> bytes:
    """The text of a page."""
    reads = services.reads()
    page = read_page(reads, cursor, limit)
    if is_full:
        found = change_texts(reads, page.changes, page.since, services.stale())
    else:
        found = bare_texts(page.changes, page.since)
    texts = b",".join(each.text for each in found if wanted.takes(each))
    more = b"true" if page.more else b"false"
    return b'{"changes":[%b],"next":"%b","more":%b}' % (texts, str(page.next).encode(), more)


def read_since(text: str | None) -> Cursor:
    """The cursor; without one it is the beginning."""
    cursor = to_cursor(text or "0")
    if cursor is None:
        raise InvalidQuery("since", "must be a number of a change, or the `next` of a page")
    return cursor


def read_wanted(query: Mapping[str, str]) -> Wanted:
    """What the filters ask for, by the same names as a search."""
    values = {name: PARAMETERS[name].read(name, query[name]) for name in FILTERS if query.get(name)}
    standards = 0
    for name in values.get("connectors", ()):
        standards |= BY_OCPI[name].mask
    return Wanted(
        box=values.get("bbox"),
        standards=standards,
        operators=frozenset(map(partner_key, values.get("operator", ()))),
    )


def mirror_page_of(services: Services, cursor: Cursor, limit: int) -> bytes:
    """The text of a page for a mirror."""
    return mirror_page(services.reads(), cursor, limit, time.time_ns() // 1_000_000)


def read_include(text: str | None) -> str:
    """What comes with the changes; empty for nothing."""
    if text is not None and text not in INCLUDES:
        raise InvalidQuery("include", f"must be {' or '.join(INCLUDES)}")
    return text or ""


def check_key(services: Services, header: str) -> None:
    """Refuse whoever has no key for mirrors; raises ``NoKey``."""
    key = services.gate.known(bearer(header.encode("latin-1")))
    if key is None or MIRROR not in key.entitlements:
        raise NoKey(KEY_ADVICE)


def check_names(query: Mapping[str, str], names: tuple[str, ...]) -> None:
    """Refuse parameters that there are not."""
    for name in query:
        if name not in names:
            raise InvalidQuery(name, f"is no parameter; there are {', '.join(names)}")
