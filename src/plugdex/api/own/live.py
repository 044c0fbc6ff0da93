"""``GET /api/live``: changes as they come, as server-sent events (HTML standard §9.2)."""

import asyncio
from collections.abc import Callable
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from plugdex.api.bodies import Header
from plugdex.api.connections import connection_of
from plugdex.api.live import AT_ONCE, Listener, Live
from plugdex.api.own import problems
from plugdex.api.own.change_texts import change_texts
from plugdex.api.own.changes import FILTERS, check_names, read_since, read_wanted
from plugdex.api.services import Services
from plugdex.directory.changes import Cursor, check, read_page
from plugdex.directory.events import Wanted
from plugdex.model.errors import PlugdexError

PATH: Final = "/api/live"
HEART_SECONDS: Final = 15.0
"""Between two signs of life: proxies close what is silent for a minute."""

SEND_SECONDS: Final = 60.0
"""How long a listener may take to read what it was sent."""

RETRY_MILLIS: Final = 2000
"""When a browser comes back."""

NAMES: Final = ("since", *FILTERS)
HEADERS: Final[tuple[Header, ...]] = (
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-cache, no-transform"),
    (b"x-accel-buffering", b"no"),
)


class LiveEndpoint:
    """The endpoint: a plain ASGI application, because an answer has no end."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope)
        try:
            cursor, wanted = await self._read(request)
        except PlugdexError as error:
            await problems.render(request, error)(scope, receive, send)
            return
        stream = asyncio.create_task(self._stream(scope, send, cursor, wanted))
        gone = asyncio.create_task(_gone(receive))
        await asyncio.wait((stream, gone), return_when=asyncio.FIRST_COMPLETED)
        gone.cancel()
        stream.cancel()
        await asyncio.wait((stream, gone))
        if not stream.cancelled():
            _finish(scope, stream)

    async def _read(self, request: Request) -> tuple[Cursor | None, Wanted]:
        """The cursor, if there is one, and what is wanted."""
        if request.method != "GET":
            raise problems.MethodNotAllowed("use GET")
        if self._services.live.is_full:
            raise problems.TooMany("as many listen as this server serves; try again later")
        check_names(request.query_params, NAMES)
        text = request.headers.get("last-event-id") or request.query_params.get("since")
        wanted = read_wanted(request.query_params)
        if text is None:
            return None, wanted
        cursor = await run_in_threadpool(self._checked, read_since(text))
        return cursor, wanted

    def _checked(self, cursor: Cursor) -> Cursor:
        return check(self._services.reads(), cursor)

    async def _stream(
        self, scope: Scope, send: Send, cursor: Cursor | None, wanted: Wanted
    ) -> None:
        live = self._services.live
        connection = connection_of(scope)
        if connection:
            connection.on_ending = live.end
        async with live.following():
            after = live.position if cursor is None else cursor.since
            listener = Listener(after, wanted, cut=_cutter(scope))
            await send({"type": "http.response.start", "status": 200, "headers": list(HEADERS)})
            await _send(send, _hello(after))
            await self._catch_up(send, listener, Cursor(after, cursor.began if cursor else 0))
            try:
                await _pump(live, listener, send)
            finally:
                live.leave(listener)
        await send({"type": "http.response.body", "body": b""})

    async def _catch_up(self, send: Send, listener: Listener, cursor: Cursor) -> None:
        """Send what the log has, until the listener can join."""
        while not self._services.live.join(listener):
            events, cursor = await run_in_threadpool(self._events, listener, cursor)
            listener.after = cursor.since
            if events:
                await _send(send, events)

    def _events(self, listener: Listener, cursor: Cursor) -> tuple[bytes, Cursor]:
        reads = self._services.reads()
        page = read_page(reads, cursor, AT_ONCE)
        texts = list(change_texts(reads, page.changes, page.since, self._services.stale()))
        return listener.chosen(texts), page.next


async def _pump(live: Live, listener: Listener, send: Send) -> None:
    """Send what comes, and a sign of life when nothing does."""
    while not listener.is_ended:
        events = await listener.take(HEART_SECONDS)
        await _send(send, events or b": alive\nid: %d\n\n" % live.position)


async def _send(send: Send, events: bytes) -> None:
    async with asyncio.timeout(SEND_SECONDS):
        await send({"type": "http.response.body", "body": events, "more_body": True})


async def _gone(receive: Receive) -> None:
    """Wait until the client is gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


def _finish(scope: Scope, stream: asyncio.Task[None]) -> None:
    """Raise what went wrong; one that reads too slowly is cut off."""
    try:
        stream.result()
    except TimeoutError:
        connection = connection_of(scope)
        if connection is None:
            raise
        connection.abort()


def _cutter(scope: Scope) -> Callable[[], None]:
    """What ends a listener whose queue is full."""
    connection = connection_of(scope)
    if connection:
        return connection.abort
    task = asyncio.current_task()

    def cut() -> None:
        if task:
            task.cancel()

    return cut


def _hello(number: int) -> bytes:
    return b'retry: %d\nid: %d\nevent: ready\ndata: {"number":%d}\n\n' % (
        RETRY_MILLIS,
        number,
        number,
    )
