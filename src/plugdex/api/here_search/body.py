"""The body of a POST: a form with ``route`` and nothing else (contract §1)."""

from typing import Final

from starlette.requests import Request

from plugdex.api.here_search import errors
from plugdex.api.here_search.errors import Refused
from plugdex.api.here_search.values import BadRequest, Params
from plugdex.api.here_v3.params import read_query

FORM: Final = "application/x-www-form-urlencoded"
LARGEST: Final = 128 * 1024
"""Bytes; 2000 points of a route are less than half of it."""


async def route_of(request: Request) -> Params:
    """The parameters of the body, which is ``route`` alone."""
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media != FORM:
        raise Refused(errors.problem(415, f"{media or 'nothing'} is no {FORM}", f"Send {FORM}"))
    params = read_query(await _bytes(request))
    if list(params) != ["route"]:
        raise BadRequest("route", "must stand alone in the body; all else belongs to the query")
    return params


def with_route(query: Params, body: Params) -> Params:
    """The parameters of both."""
    if "route" in query:
        raise BadRequest("route", "stands in the query and in the body; leave one out")
    return {**query, **body}


async def _bytes(request: Request) -> bytes:
    found = bytearray()
    async for chunk in request.stream():
        found += chunk
        if len(found) > LARGEST:
            raise Refused(
                errors.problem(413, f"The body is larger than {LARGEST} bytes", "Send fewer points")
            )
    return bytes(found)
