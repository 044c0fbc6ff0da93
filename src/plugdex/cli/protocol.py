"""Connections that send a head of a sensible size, and soon; others are closed.

uvicorn waits for ever for the head of a request, and keeps whatever comes of it.
"""

import asyncio
from collections.abc import Callable
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from plugdex.api.connections import EXTENSION

LARGEST_HEAD: Final = 64 * 1024
"""Bytes of a request line and its headers."""

HEAD_SECONDS: Final = 20.0
"""How long a head may take to come, and a connection to send its first."""


class Protocol(HttpToolsProtocol):
    """The connection of a client."""

    _head = 0
    """Bytes of a head that is under way."""
    _is_whole = False
    _timer: asyncio.TimerHandle | None = None
    on_ending: Callable[[], None] | None = None
    """Called when the server begins to end; set by an answer that has no end of its own."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first head."""
        super().connection_made(transport)
        self._begin()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop waiting."""
        self._end()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take in bytes; a head that does not end is refused."""
        super().data_received(data)
        if self._is_whole:
            return
        self._head += len(data)
        if self._head > LARGEST_HEAD:
            self.send_400_response("The request line and headers are too long.")
        elif self._timer is None and not self.transport.is_closing():
            self._begin()

    def on_message_begin(self) -> None:
        """A head begins."""
        super().on_message_begin()
        self._is_whole = False
        self._head = 0

    def on_headers_complete(self) -> None:
        """A head is whole."""
        self._is_whole = True
        self._end()
        scope: dict[str, Any] = self.scope  # type: ignore[assignment]
        scope["extensions"] = {EXTENSION: self}
        super().on_headers_complete()

    def abort(self) -> None:
        """Close the connection at once, whatever is still to be sent."""
        self.transport.abort()

    def _begin(self) -> None:
        self._timer = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def _end(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
