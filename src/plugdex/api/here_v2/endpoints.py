"""The HTTP side of HERE v2: a plain ASGI application, like HERE v3.

1. The extension of the path, ``.json`` or ``.xml``, says the form of the answer.
2. Only GET is allowed; every path wants a key unless the gate is open.
3. The work is done in a thread, so that a search of a large area holds up nobody.
"""

import logging
from collections.abc import Callable, Collection, Mapping
from typing import Final

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from plugdex.api.access import Gate, bearer
from plugdex.api.here_v2 import errors, finding, lists
from plugdex.api.here_v2.encode import MEDIA, encode
from plugdex.api.here_v2.errors import BadRequest, Problem, Refused
from plugdex.api.here_v2.openapi import PREFIX, specification
from plugdex.api.here_v2.params import Params, area_of, ids_of, stations_query
from plugdex.api.here_v3.params import read_query
from plugdex.directory.ports import Reads
from plugdex.model.errors import StoreError

JSON: Final = MEDIA["json"]
METHOD_NOT_ALLOWED: Final = 405
NOTHING: Final = "There is nothing at this path; see /ev/openapi"
GONE: Final = "No {} has this id; ids are in the answers of /ev/stations.json"

Body = tuple[bytes, str]
"""Bytes and their media type."""

log = logging.getLogger("plugdex.here_v2")


class HereV2:
    """The dialect as an ASGI application.

    ``reads`` opens a reader of the current thread, ``stale`` tells the keys of silent sources.
    """

    def __init__(
        self, reads: Callable[[], Reads], gate: Gate, stale: Callable[[], Collection[int]]
    ) -> None:
        self._reads = reads
        self._gate = gate
        self._stale = stale
        self._resources: Mapping[str, Callable[[Params], msgspec.Struct]] = {
            "/stations": self._stations,
            "/stations/count": self._count,
            "/stations/bulk": self._bulk,
            "/pools/bulk": self._bulk,
            "/evses/bulk": self._evses,
            "/connectortypes": lambda params: lists.connector_types(),
            "/powerfeedtypes": lambda params: lists.power_feed_types(),
            "/roamings": lambda params: lists.roamings(self._reads()),
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        try:
            status, (body, media) = 200, await run_in_threadpool(self._answer, request)
        except Exception as error:
            problem = _problem(error)
            status, body, media = problem.status, problem.body, JSON
        headers = {"allow": "GET"} if status == METHOD_NOT_ALLOWED else {}
        await Response(body, status, headers, media)(scope, receive, send)

    def _answer(self, request: Request) -> Body:
        if request.method != "GET":
            raise Refused(errors.method_not_allowed())
        params = read_query(request.scope["query_string"])
        self._check_key(request, params)
        path = request.scope["path"].removeprefix(PREFIX)
        if path == "/openapi":
            return specification(), JSON
        name, _, extension = path.rpartition(".")
        if extension not in MEDIA:
            raise Refused(errors.not_found(NOTHING))
        return encode(self._resource(name, params), extension), MEDIA[extension]

    def _resource(self, name: str, params: Params) -> msgspec.Struct:
        handler = self._resources.get(name)
        if handler:
            return handler(params)
        for kind in ("station", "pool"):
            if name.startswith(f"/{kind}s/"):
                return self._one(kind, name.removeprefix(f"/{kind}s/"))
        raise Refused(errors.not_found(NOTHING))

    def _check_key(self, request: Request, params: Params) -> None:
        """The header counts, then ``apiKey``, then the pair ``app_id`` and ``app_code``."""
        header = request.headers.get("authorization", "").encode("latin-1")
        key = bearer(header) or _last(params, "apiKey")
        if not key and _last(params, "app_id"):
            key = _last(params, "app_code")
        if self._gate.entitlements(key) is None:
            raise Refused(
                errors.unauthorized(
                    "These credentials do not authorize access" if key else "No credentials found"
                )
            )

    def _stations(self, params: Params) -> msgspec.Struct:
        return finding.find_stations(self._reads(), stations_query(params), self._stale())

    def _count(self, params: Params) -> msgspec.Struct:
        return finding.count_stations(self._reads(), area_of(params), self._stale())

    def _bulk(self, params: Params) -> msgspec.Struct:
        return finding.look_up_stations(self._reads(), ids_of(params), self._stale())

    def _evses(self, params: Params) -> msgspec.Struct:
        return finding.look_up_evses(self._reads(), ids_of(params), self._stale())

    def _one(self, kind: str, identifier: str) -> msgspec.Struct:
        found = finding.look_up_station(self._reads(), identifier, self._stale())
        if found is None:
            raise Refused(errors.not_found(GONE.format(kind)))
        return found


def _last(params: Params, name: str) -> str:
    return params.get(name, [""])[-1]


def _problem(error: Exception) -> Problem:
    """The error answer for whatever went wrong."""
    if isinstance(error, Refused):
        return error.problem
    if isinstance(error, BadRequest):
        return errors.bad_request(str(error))
    if isinstance(error, StoreError):
        log.error("store failed", exc_info=error)
        return errors.unavailable()
    log.error("request failed", exc_info=error)
    return errors.internal_error()
