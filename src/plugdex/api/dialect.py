"""The frame of the HERE dialects: how a request becomes an answer, whatever the dialect.

1. The method, the key and the path are checked in this order; only then is any work done.
2. What is wrong is told in the dialect's own words, see ``Problems``; faults of ours are logged.
3. Look-ups are answered in the event loop; what may take longer than 5 ms goes to a thread.

A plain ASGI application, because HERE v3 is the hot path: a router or a request object would cost
as much as a look-up.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from logging import Logger
from typing import Final, NamedTuple, Protocol
from urllib.parse import parse_qsl
from uuid import uuid4

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from plugdex.api.access import Gate, bearer
from plugdex.api.bodies import JSON, Header, respond
from plugdex.model.errors import StoreError
from plugdex.model.value import Value
from plugdex.observe.requests import CORRELATION

OK: Final = 200
METHOD_NOT_ALLOWED: Final = 405
LICENCES: Final[Header] = (b"link", b'</api/sources>; rel="license"')
"""Where it stands whose the locations are, and on which terms (RFC 8288; the relation is of
RFC 4946): shapes of others have no place for it."""

GET: Final = ("GET",)
GET_AND_POST: Final = ("GET", "POST")
IDENTIFIER: Final = "id"
"""The parameter that may stand in a path, as ``{id}``."""


Headers = Mapping[bytes, bytes]
Params = Mapping[str, Sequence[str]]
"""Each parameter with all its values in order."""

Body = tuple[bytes, bytes]
"""Bytes and their media type."""

Entitlements = frozenset[str]
Work = Callable[[Params, Entitlements], bytes]
"""What answers a request, once it is known who asks."""


class Problem(Value, frozen=True, kw_only=True):
    """An error answer; members of its body for the ids of the request are filled at the end."""

    status: int
    body: msgspec.Struct
    wait: int = 0
    """Seconds after which asking again may help; 0 where it does not."""

    def encode(self, correlation: str, request_id: str) -> bytes:
        """The JSON body; a request without an id of its own is known by the correlation id."""
        ids = {"correlation_id": correlation, "request_id": request_id or correlation}
        members = {name: each for name, each in ids.items() if hasattr(self.body, name)}
        return msgspec.json.encode(msgspec.structs.replace(self.body, **members))


class Refused(Exception):
    """The request ends here with an error answer."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.status)
        self.problem = problem


class Problems(Protocol):
    """What any request may meet, in the words of a dialect: its module ``errors``."""

    def unauthorized(self, reason: str) -> Problem:
        """401: no key, or one that nobody knows."""

    def no_such_path(self) -> Problem:
        """404: a path that the dialect does not have."""

    def method_not_allowed(self, method: str) -> Problem:
        """405: a method that the path does not have."""

    def internal_error(self) -> Problem:
        """500: a fault of ours; the log has it."""

    def unavailable(self, path: str) -> Problem:
        """503: the store does not answer."""

    def beyond(self, status: int, reason: str) -> Problem:
        """408, 413, 414, 429: a limit of ours was met."""


class Resource(NamedTuple):
    """What a path answers."""

    work: Work
    media: bytes = JSON
    other_media: Sequence[bytes] = ()
    """Further names for the same bytes, for clients that accept them."""
    with_body: Callable[[Params, Headers, Receive], Awaitable[Params]] | None = None
    """Adds the parameters of a body; where it is, POST is allowed."""
    is_long: Callable[[Params], bool] | None = None
    """Whether the work may take longer than 5 ms; absent where it never does."""


def always(params: Params) -> bool:
    """For work that may always be long."""
    return True


def usual_key(headers: Headers, params: Params) -> str:
    """The token of the header, then ``apiKey``."""
    return bearer(headers.get(b"authorization")) or params.get("apiKey", [""])[-1]


class Manner(NamedTuple):
    """How a dialect differs from the others, beyond what its paths answer."""

    prefix: str
    problems: Problems
    log: Logger
    key_of: Callable[[Headers, Params], str] = usual_key
    tells_ids: bool = True
    """Whether answers have ``X-Correlation-ID``, and ``X-Request-ID`` as the client sent it."""
    trailing: str = "/"
    """What may stand behind a path without a meaning."""


class Dialect:
    """A dialect as an ASGI application.

    The keys of ``resources`` are paths as the OpenAPI description has them; ``{id}`` stands for
    anything.
    """

    def __init__(self, manner: Manner, gate: Gate, resources: Mapping[str, Resource]) -> None:
        self._manner = manner
        self._gate = gate
        parts = [(path.partition(f"{{{IDENTIFIER}}}"), each) for path, each in resources.items()]
        self._paths = {path: each for (path, mark, _), each in parts if not mark}
        self._families = [(begin, end, each) for (begin, mark, end), each in parts if mark]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        headers: Headers = dict(scope["headers"])
        correlation = scope[CORRELATION] = str(uuid4())
        request_id = headers.get(b"x-request-id")
        status, wait = OK, 0
        try:
            body, media = await self._answer(scope, headers, receive)
        except ClientDisconnect:
            raise
        except Exception as error:
            problem = self._problem(error, scope, correlation)
            status, wait, media = problem.status, problem.wait, JSON
            body = problem.encode(correlation, (request_id or b"").decode("latin-1"))
        more: list[Header] = [LICENCES] if status == OK else []
        if self._manner.tells_ids:
            more.append((b"x-correlation-id", correlation.encode()))
            if request_id is not None:
                more.append((b"x-request-id", request_id))
        if wait:
            more.append((b"retry-after", b"%d" % wait))
        if status == METHOD_NOT_ALLOWED:
            more.append((b"allow", ", ".join(self._methods(scope)).encode()))
        await respond(send, status, body, media, more)

    async def _answer(self, scope: Scope, headers: Headers, receive: Receive) -> Body:
        method = scope["method"]
        if method != "GET" and method not in self._methods(scope):
            raise Refused(self._manner.problems.method_not_allowed(method))
        params = read_query(scope["query_string"])
        entitlements = await self._entitlements(headers, params)
        path = self._path(scope)
        resource = self._paths.get(path.rstrip(self._manner.trailing))
        if resource is None:
            resource, identifier = self._of_family(path)
            params = {**params, IDENTIFIER: (identifier,)}
        if resource.with_body and method == "POST":
            params = await resource.with_body(params, headers, receive)
        if resource.is_long and resource.is_long(params):
            body = await run_in_threadpool(resource.work, params, entitlements)
        else:
            body = resource.work(params, entitlements)
        return body, _media(resource, headers) if resource.other_media else resource.media

    def _methods(self, scope: Scope) -> Sequence[str]:
        """Those that the path has; GET where there is no such path."""
        resource = self._paths.get(self._path(scope).rstrip(self._manner.trailing))
        return GET_AND_POST if resource and resource.with_body else GET

    def _of_family(self, path: str) -> tuple[Resource, str]:
        """What a path with an identifier names, and the identifier."""
        for begin, end, resource in self._families:
            if path.startswith(begin) and path.endswith(end):
                return resource, path.removeprefix(begin).removesuffix(end)
        raise Refused(self._manner.problems.no_such_path())

    def _path(self, scope: Scope) -> str:
        """The path below that of the dialect."""
        path: str = scope["path"]
        return path.removeprefix(self._manner.prefix)

    async def _entitlements(self, headers: Headers, params: Params) -> Entitlements:
        text = self._manner.key_of(headers, params)
        key = self._gate.find(text)
        if key is None and self._gate.is_news(text):
            await run_in_threadpool(self._gate.learn)
            key = self._gate.find(text)
        if key is None:
            reason = "These credentials do not authorize access" if text else "No credentials found"
            raise Refused(self._manner.problems.unauthorized(reason))
        if wait := self._gate.wait(key):
            problem = self._manner.problems.beyond(429, "The quota of this key is used up")
            raise Refused(msgspec.structs.replace(problem, wait=wait))
        return frozenset(key.entitlements)

    def _problem(self, error: Exception, scope: Scope, correlation: str) -> Problem:
        """What an exception is told as; faults of ours go to the log under the correlation id."""
        if isinstance(error, Refused):
            return error.problem
        extra = {"correlation_id": correlation}
        if isinstance(error, StoreError):
            self._manner.log.error("store_failed: %s", error, extra=extra)
            return self._manner.problems.unavailable(self._path(scope))
        self._manner.log.error("request failed", exc_info=error, extra=extra)
        return self._manner.problems.internal_error()


def read_query(text: bytes) -> Params:
    """The parameters of a query string, each with all its values in order."""
    params: dict[str, list[str]] = {}
    if not text:
        return params
    for name, value in parse_qsl(text.decode("latin-1"), keep_blank_values=True):
        params.setdefault(name, []).append(value)
    return params


def _media(resource: Resource, headers: Headers) -> bytes:
    """The usual media type, or the first other one that the client accepts."""
    accepted = headers.get(b"accept", b"")
    return next((each for each in resource.other_media if each in accepted), resource.media)
