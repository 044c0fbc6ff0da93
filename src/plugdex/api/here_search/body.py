"""The body of a POST: a form with ``route`` and nothing else (contract §1)."""

from typing import Final

from starlette.types import Receive

from plugdex.api.bodies import read_body
from plugdex.api.dialect import Headers, Params, Refused, read_query
from plugdex.api.here_search import errors
from plugdex.api.here_search.errors import BadRequest

FORM: Final = "application/x-www-form-urlencoded"
LARGEST: Final = 128 * 1024
"""Bytes; 2000 points of a route are less than half of it."""


async def with_route(query: Params, headers: Headers, receive: Receive) -> Params:
    """The parameters of the query, and ``route`` of the body."""
    route = await _route(headers, receive)
    if "route" in query:
        raise BadRequest("route", "stands in the query and in the body; leave one out")
    return {**query, **route}


async def _route(headers: Headers, receive: Receive) -> Params:
    """The parameters of the body, which is ``route`` alone."""
    header = headers.get(b"content-type", b"").decode("latin-1")
    media = header.partition(";")[0].strip().lower()
    if media != FORM:
        raise Refused(errors.problem(415, f"{media or 'nothing'} is no {FORM}", f"Send {FORM}"))
    body = await read_body(receive, LARGEST)
    if body is None:
        cause = f"The body is larger than {LARGEST} bytes"
        raise Refused(errors.problem(413, cause, "Send fewer points"))
    params = read_query(body)
    if list(params) != ["route"]:
        raise BadRequest("route", "must stand alone in the body; all else belongs to the query")
    return params
