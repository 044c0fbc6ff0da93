"""The door of the server, before any dialect: limits, and the headers of every answer.

1. An address may ask so often, with so long a query and so large a body, sent in so long a time.
2. Browsers are told what they may do with answers.

The cheapest checks come first, because a look-up takes 30 µs.
"""

import asyncio
import ipaddress
from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import Final, NamedTuple

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from plugdex.api.bodies import Header, respond
from plugdex.api.cors import PREFLIGHT, READ, Cors
from plugdex.api.limiter import Limiter
from plugdex.api.ocpi.requests import LARGEST
from plugdex.api.refusals import refusal

LONGEST_QUERY: Final = 32 * 1024
"""Bytes; a hundred ids are 6 kB, a route of 2000 points 16 kB."""

BODY_SECONDS: Final = 30.0
"""How long a body may take to come."""

WITHOUT_BODY: Final = frozenset({"GET", "HEAD"})
SAFE: Final[Sequence[Header]] = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-frame-options", b"DENY"),
)
SECURE: Final[Header] = (b"strict-transport-security", b"max-age=31536000")
CLOSE: Final[Header] = (b"connection", b"close")


class Rules(NamedTuple):
    """What holds at the door."""

    address_rates: Sequence[str] = ()
    origins: Sequence[str] = ("*",)
    is_https: bool = False
    """Whether the server is reached by https; browsers are told to stay there."""
    body_seconds: float = BODY_SECONDS


class _Refused(Exception):
    """The request ends here."""

    def __init__(self, status: int, reason: str, *more: Header) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.more = more


class Front:
    """The door as an ASGI application around another."""

    def __init__(self, app: ASGIApp, rules: Rules) -> None:
        self._app = app
        self._rates = rules.address_rates
        self._cors = Cors(rules.origins)
        self._body_seconds = rules.body_seconds
        self._safe = [*SAFE, SECURE] if rules.is_https else list(SAFE)
        self._any_origin = [*self._safe, *self._cors.headers(READ[0], b"")]
        self._is_simple = "*" in rules.origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        more = self._headers(scope)
        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message["headers"] = [*message["headers"], *more]
            await send(message)

        try:
            self._check(scope)
            if scope["method"] in WITHOUT_BODY:
                await self._app(scope, receive, send_with_headers)
            else:
                await self._with_body(scope, receive, send_with_headers)
        except _Refused as refused:
            if not started:
                body, media = refusal(scope, refused.status, refused.reason)
                await respond(send_with_headers, refused.status, body, media, refused.more)

    def _headers(self, scope: Scope) -> Sequence[Header]:
        path: str = scope["path"]
        if not path.startswith(READ):
            return self._safe
        if self._is_simple:
            return self._any_origin
        return [*self._safe, *self._cors.headers(path, _header(scope, b"origin"))]

    def _check(self, scope: Scope) -> None:
        if self._rates and scope["client"]:
            wait = self._limiter.wait(network(scope["client"][0]), self._rates)
            if wait:
                reason = "Too many requests from this address"
                raise _Refused(429, reason, (b"retry-after", b"%d" % wait))
        if len(scope["query_string"]) > LONGEST_QUERY:
            raise _Refused(414, f"The query is longer than {LONGEST_QUERY:,} bytes")

    @cached_property
    def _limiter(self) -> Limiter:
        return Limiter()

    async def _with_body(self, scope: Scope, receive: Receive, send: Send) -> None:
        if is_preflight(scope):
            await respond(send, 204, b"", b"text/plain", PREFLIGHT)
            return
        size = _header(scope, b"content-length")
        if size.isdigit() and int(size[:20]) > LARGEST:
            raise _Refused(413, f"The body is larger than {LARGEST:,} bytes", CLOSE)
        timed = _Timed(receive, self._body_seconds)
        try:
            await self._app(scope, timed, send)
        except ClientDisconnect:
            if timed.is_late:
                reason = f"The body did not come within {self._body_seconds:g} seconds"
                raise _Refused(408, reason, CLOSE) from None


class _Timed:
    """Receives until a moment; then it is as if the client had gone."""

    def __init__(self, receive: Receive, seconds: float) -> None:
        self._receive = receive
        self._end = asyncio.get_running_loop().time() + seconds
        self._is_done = False
        self.is_late = False

    async def __call__(self) -> Message:
        if self._is_done:
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._end):
                message = await self._receive()
        except TimeoutError:
            self.is_late = True
            return {"type": "http.disconnect"}
        self._is_done = not message.get("more_body", False)
        return message


def is_preflight(scope: Scope) -> bool:
    """Whether a browser asks if it may ask."""
    asked = _header(scope, b"access-control-request-method")
    return scope["method"] == "OPTIONS" and bool(asked) and scope["path"].startswith(READ)


@lru_cache(maxsize=4096)
def network(host: str) -> str:
    """Whom an address belongs to: of IPv6 it is a network of 64 bits (RFC 6177)."""
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv4Address):
        return host
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, 64), strict=False))


def _header(scope: Scope, name: bytes) -> bytes:
    found: bytes = next((value for each, value in scope["headers"] if each == name), b"")
    return found
