"""Errors of our own API as problem documents (RFC 9457)."""

import logging
from typing import Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from plugdex.api.routes import InvalidRoute
from plugdex.directory.changes import TooOld
from plugdex.directory.estimate_question import InvalidQuestion
from plugdex.model.errors import PlugdexError, StoreError
from plugdex.model.value import Value

MEDIA: Final = "application/problem+json"


class InvalidQuery(PlugdexError):
    """A query parameter is missing or not valid."""

    code = "invalid-query"
    title = "The query is not valid"

    def __init__(self, parameter: str, detail: str) -> None:
        super().__init__(f"{parameter}: {detail}")
        self.parameter = parameter


class NotFound(PlugdexError):
    """There is nothing of this name."""

    code = "not-found"
    title = "Not found"


class NoKey(PlugdexError):
    """A key is needed that may do this."""

    code = "no-key"
    title = "A key is needed"


class TooMany(PlugdexError):
    """No more can be served just now."""

    code = "too-many"
    title = "Too many listeners"


class MethodNotAllowed(PlugdexError):
    """The path is not asked with this method."""

    code = "method-not-allowed"
    title = "Method not allowed"


UNAVAILABLE: Final = "The store does not answer; try again later."

log = logging.getLogger("plugdex.own")

STATUS: Final[dict[type[PlugdexError], int]] = {
    InvalidQuery: 400,
    InvalidRoute: 400,
    InvalidQuestion: 400,
    NotFound: 404,
    MethodNotAllowed: 405,
    TooOld: 410,
    NoKey: 401,
    TooMany: 503,
    StoreError: 503,
    PlugdexError: 500,
}


class Problem(Value, frozen=True, kw_only=True):
    """A problem document."""

    type: str
    title: str
    status: int
    detail: str
    instance: str


def render(request: Request, error: Exception) -> Response:
    """The answer for one of our errors; base classes serve their children."""
    if not isinstance(error, PlugdexError):
        raise error
    status = next(STATUS[cls] for cls in type(error).__mro__ if cls in STATUS)
    problem = Problem(
        type=f"urn:plugdex:problem:{error.code}",
        title=error.title,
        status=status,
        detail=_detail(error),
        instance=request.url.path,
    )
    return Response(msgspec.json.encode(problem), status, media_type=MEDIA)


def _detail(error: PlugdexError) -> str:
    """What went wrong; where the store is concerns the operator alone, who reads the log."""
    if not isinstance(error, StoreError):
        return str(error)
    log.error("store_failed: %s", error)
    return UNAVAILABLE
