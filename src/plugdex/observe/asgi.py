"""Around the application: every request is counted, and known to the log lines made in it."""

import logging
from collections.abc import Awaitable
from time import perf_counter_ns
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from plugdex.observe.meter import Meter
from plugdex.observe.redact import redacted
from plugdex.observe.requests import CURRENT

MILLISECOND: Final = 1_000_000
NOTHING_SENT: Final = 500
"""What the server answers when the application broke before it began to."""

ENDLESS: Final = frozenset({"/api/live"})
"""What is answered without an end: only the time until the answer begins is told."""

log = logging.getLogger("plugdex.access")


class Observed:
    """An application whose requests are counted; with ``access_log`` each has its line."""

    def __init__(self, app: ASGIApp, meter: Meter, *, access_log: bool = False) -> None:
        self._app = app
        self._count = meter.count
        self._access_log = access_log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        CURRENT.set(scope)
        status, begun = NOTHING_SENT, 0

        def noticed(message: Message) -> Awaitable[None]:
            nonlocal status, begun
            if message["type"] == "http.response.start":
                status, begun = message["status"], perf_counter_ns()
            return send(message)

        started = perf_counter_ns()
        try:
            await self._app(scope, receive, noticed)
        finally:
            ended = begun if begun and scope["path"] in ENDLESS else perf_counter_ns()
            nanoseconds = ended - started
            self._count(scope["path"], status, nanoseconds)
            if self._access_log:
                _write(scope, status, nanoseconds)


def _write(scope: Scope, status: int, nanoseconds: int) -> None:
    client = scope.get("client")
    facts = {
        "method": scope["method"],
        "path": scope["path"],
        "query": redacted(scope["query_string"].decode("latin-1")),
        "status": status,
        "milliseconds": round(nanoseconds / MILLISECOND, 3),
        "client": client[0] if client else "",
    }
    log.info("request", extra=facts)
