"""The HTTP side of HERE v3: a plain ASGI application, because it is the hot path.

1. Every answer has ``X-Correlation-ID``; ``X-Request-ID`` is echoed when the client sent one.
2. Only GET is allowed; every path wants a key unless the gate is open.
3. What the client did wrong is told before the store is asked.
"""

import logging
from collections.abc import Awaitable, Callable, Collection, Mapping
from datetime import UTC, datetime
from typing import Any, Final
from uuid import uuid4

import msgspec
from starlette.types import Receive, Scope, Send

from plugdex import __version__
from plugdex.api.access import Gate, bearer
from plugdex.api.here_v3 import errors
from plugdex.api.here_v3.errors import Problem
from plugdex.api.here_v3.locations import one_location, several_locations
from plugdex.api.here_v3.metadata import country_metadata
from plugdex.api.here_v3.openapi import API_VERSION, PREFIX, YAML_TYPES, specification
from plugdex.api.here_v3.params import (
    RESTRICTED,
    BadRequest,
    Params,
    location_query,
    metadata_query,
    read_query,
)
from plugdex.api.here_v3.shapes import HealthResponse, VersionResponse
from plugdex.directory.ports import Reads
from plugdex.model.errors import StoreError

JSON: Final = b"application/json"

METHOD_NOT_ALLOWED: Final = 405

Headers = Mapping[bytes, bytes]
Body = tuple[bytes, bytes]
"""Bytes and their media type."""

log = logging.getLogger("plugdex.here_v3")


class Refused(Exception):
    """The request ends here with an error answer."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.status)
        self.problem = problem


class HereV3:
    """The dialect as an ASGI application.

    ``reads`` opens a reader of the current thread, ``stale`` tells the keys of silent sources.
    """

    def __init__(
        self, reads: Callable[[], Reads], gate: Gate, stale: Callable[[], Collection[int]]
    ) -> None:
        self._reads = reads
        self._gate = gate
        self._stale = stale
        self._paths: Mapping[str, Callable[[Params, Headers], Body]] = {
            "/locations": self._several,
            "/countryMetadata": self._metadata,
            "/health": self._health,
            "/version": self._version,
            "/openapi": self._openapi,
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        headers: Headers = dict(scope["headers"])
        correlation = str(uuid4())
        try:
            status, (body, media) = 200, self._answer(scope, headers)
        except Refused as refusal:
            status = refusal.problem.status
            body, media = refusal.problem.body(correlation), JSON
        except BadRequest as error:
            problem = errors.bad_request(str(error))
            status, body, media = 400, problem.body(correlation), JSON
        except StoreError:
            log.exception("store failed", extra={"correlation_id": correlation})
            status, body, media = 503, self._unavailable(scope, correlation), JSON
        except Exception:
            log.exception("request failed", extra={"correlation_id": correlation})
            status, body, media = 500, errors.internal_error().body(correlation), JSON
        await respond(send, status, body, media, correlation, headers.get(b"x-request-id"))

    def _answer(self, scope: Scope, headers: Headers) -> Body:
        if scope["method"] != "GET":
            raise Refused(errors.method_not_allowed())
        params = read_query(scope["query_string"])
        path: str = scope["path"].removeprefix(PREFIX)
        handler = self._paths.get(path.rstrip("/"))
        if handler:
            return handler(params, headers)
        if path.startswith("/locations/"):
            return self._one(path.removeprefix("/locations/"), params, headers)
        self._entitlements(params, headers)
        raise Refused(errors.no_such_path())

    def _entitlements(self, params: Params, headers: Headers) -> frozenset[str]:
        key = bearer(headers.get(b"authorization")) or params.get("apiKey", [""])[-1]
        entitlements = self._gate.entitlements(key)
        if entitlements is None:
            reason = "These credentials do not authorize access" if key else "No credentials found"
            raise Refused(errors.unauthorized(reason))
        return entitlements

    def _one(self, identifier: str, params: Params, headers: Headers) -> Body:
        entitlements = self._entitlements(params, headers)
        query = location_query(params, several=False)
        check_restricted(query.fields, entitlements)
        now = datetime.now(UTC)
        body = one_location(self._reads(), identifier, query, now, self._stale())
        if body is None:
            raise Refused(errors.not_found())
        return body, JSON

    def _several(self, params: Params, headers: Headers) -> Body:
        entitlements = self._entitlements(params, headers)
        query = location_query(params, several=True)
        check_restricted(query.fields, entitlements)
        now = datetime.now(UTC)
        return several_locations(self._reads(), query, now, self._stale()), JSON

    def _metadata(self, params: Params, headers: Headers) -> Body:
        self._entitlements(params, headers)
        return country_metadata(self._reads(), metadata_query(params)), JSON

    def _health(self, params: Params, headers: Headers) -> Body:
        self._entitlements(params, headers)
        self._reads().location_count()
        return msgspec.json.encode(HealthResponse(status="ok")), JSON

    def _version(self, params: Params, headers: Headers) -> Body:
        self._entitlements(params, headers)
        version = VersionResponse(api_version=API_VERSION, service_version=__version__)
        return msgspec.json.encode(version), JSON

    def _openapi(self, params: Params, headers: Headers) -> Body:
        self._entitlements(params, headers)
        accepted = headers.get(b"accept", b"")
        for media in YAML_TYPES:
            if media.encode() in accepted:
                return specification(), media.encode()  # JSON is a part of YAML
        return specification(), JSON

    def _unavailable(self, scope: Scope, correlation: str) -> bytes:
        """503 of ``/health`` has a body of its own (contract §1)."""
        if scope["path"].rstrip("/") == PREFIX + "/health":
            return msgspec.json.encode(
                HealthResponse(status="fail", message="The store cannot be read")
            )
        return errors.unavailable().body(correlation)


def check_restricted(fields: frozenset[str], entitlements: frozenset[str]) -> None:
    """Restricted fields need their entitlement."""
    for field, name in RESTRICTED.items():
        if field in fields and field not in entitlements:
            raise Refused(errors.forbidden(name, field))


async def respond(
    send: Callable[[dict[str, Any]], Awaitable[None]],
    status: int,
    body: bytes,
    media: bytes,
    correlation: str,
    request_id: bytes | None,
) -> None:
    """Send a whole answer."""
    headers = [
        (b"content-type", media),
        (b"content-length", b"%d" % len(body)),
        (b"x-correlation-id", correlation.encode()),
    ]
    if request_id is not None:
        headers.append((b"x-request-id", request_id))
    if status == METHOD_NOT_ALLOWED:
        headers.append((b"allow", b"GET"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
