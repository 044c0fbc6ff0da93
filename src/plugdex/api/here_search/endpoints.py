"""The HTTP side of Geocoding & Search: a plain ASGI application, like HERE v3.

1. Every answer has ``X-Correlation-ID``; ``X-Request-ID`` is echoed when the client sent one.
2. GET everywhere; POST, with ``route`` in the body, where a route may be long.
3. What the client did wrong is told before the store is asked.
"""

import logging
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime
from typing import Final
from uuid import uuid4

import msgspec
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from plugdex.api.access import Gate, bearer
from plugdex.api.here_search import errors, queries
from plugdex.api.here_search.body import route_of, with_route
from plugdex.api.here_search.errors import Problem, Refused
from plugdex.api.here_search.finding import find, find_one
from plugdex.api.here_search.openapi import PREFIX, specification
from plugdex.api.here_search.values import BadRequest, Params
from plugdex.api.here_v3 import errors as gateway
from plugdex.api.here_v3.params import read_query
from plugdex.directory.ports import Reads
from plugdex.model.errors import StoreError

JSON: Final = "application/json"
POSTED: Final = frozenset({"/browse", "/discover"})

log = logging.getLogger("plugdex.here_search")


class Unauthorized(Exception):
    """No key, or one that nobody knows; the message is the reason."""


class HereSearch:
    """The dialect as an ASGI application.

    ``reads`` opens a reader of the current thread, ``stale`` tells the keys of silent sources.
    """

    def __init__(
        self, reads: Callable[[], Reads], gate: Gate, stale: Callable[[], Collection[int]]
    ) -> None:
        self._reads = reads
        self._gate = gate
        self._stale = stale
        self._paths: Mapping[str, Callable[[Params, frozenset[str]], bytes]] = {
            "/browse": self._browse,
            "/discover": self._discover,
            "/lookup": self._lookup,
            "/openapi": lambda params, entitlements: specification(),
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        correlation = str(uuid4())
        request_id = request.headers.get("x-request-id")
        headers = {"x-correlation-id": correlation}
        if request_id is not None:
            headers["x-request-id"] = request_id
        try:
            status, body = 200, await self._answer(request)
        except Unauthorized as error:
            status, body = 401, gateway.unauthorized(str(error)).body(correlation)
        except Exception as error:
            problem = _problem(error, correlation)
            status, body = problem.status, problem.body(correlation, request_id)
        if status == 405:
            headers["allow"] = "GET, POST" if _path(request) in POSTED else "GET"
        await Response(body, status, headers, JSON)(scope, receive, send)

    async def _answer(self, request: Request) -> bytes:
        path = _path(request)
        _check_method(request.method, path)
        params = read_query(request.scope["query_string"])
        entitlements = self._entitlements(request, params)
        handler = self._paths.get(path)
        if handler is None:
            raise Refused(
                errors.problem(404, "There is nothing at this path", "Use one of the paths of /v1")
            )
        if request.method == "POST":
            params = with_route(params, await route_of(request))
        return handler(params, entitlements)

    def _entitlements(self, request: Request, params: Params) -> frozenset[str]:
        header = request.headers.get("authorization", "").encode("latin-1")
        key = bearer(header) or params.get("apiKey", [""])[-1]
        entitlements = self._gate.entitlements(key)
        if entitlements is None:
            raise Unauthorized(
                "These credentials do not authorize access" if key else "No credentials found"
            )
        return entitlements

    def _browse(self, params: Params, entitlements: frozenset[str]) -> bytes:
        return self._found(queries.browse(params), entitlements)

    def _discover(self, params: Params, entitlements: frozenset[str]) -> bytes:
        return self._found(queries.discover(params), entitlements)

    def _found(self, asked: queries.Asked, entitlements: frozenset[str]) -> bytes:
        _check_restricted(asked.show, entitlements)
        return msgspec.json.encode(find(self._reads(), asked, datetime.now(UTC), self._stale()))

    def _lookup(self, params: Params, entitlements: frozenset[str]) -> bytes:
        wanted = queries.lookup(params)
        _check_restricted(wanted.show, entitlements)
        found = find_one(self._reads(), wanted, datetime.now(UTC), self._stale())
        if found is None:
            raise Refused(
                errors.problem(404, "No place has this id", "Take an id from browse or discover")
            )
        return msgspec.json.encode(found)


def _path(request: Request) -> str:
    return str(request.scope["path"]).removeprefix(PREFIX).rstrip("/")


def _check_method(method: str, path: str) -> None:
    if method == "GET" or (method == "POST" and path in POSTED):
        return
    raise Refused(errors.problem(405, f"{method} is not allowed here", "Use GET"))


def _check_restricted(show: frozenset[str], entitlements: frozenset[str]) -> None:
    for name, entitlement in queries.RESTRICTED.items():
        if name in show and entitlement not in entitlements:
            raise Refused(
                errors.problem(403, f"show={name} is restricted", f"Leave {name} out of show")
            )


def _problem(error: Exception, correlation: str) -> Problem:
    """What an exception is told as; ours go to the log under the correlation id."""
    if isinstance(error, Refused):
        return error.problem
    if isinstance(error, BadRequest):
        return errors.bad_request(error)
    log.error("request failed", exc_info=error, extra={"correlation_id": correlation})
    if isinstance(error, StoreError):
        return errors.problem(503, "The store could not be read", "Try again later")
    action = "Try again; report the correlation id if it stays"
    return errors.problem(500, "The server met an unexpected condition", action)
