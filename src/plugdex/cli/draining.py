"""How a server process ends without anybody noticing.

uvicorn closes connections that have no request under way at once. A request that is on the wire
just then would be lost, so here the connection stays for a moment: what still arrives is answered,
and every answer asks the client to open a new connection, which another process takes.
"""

from typing import Final

from plugdex.cli.protocol import Protocol

DRAIN_SECONDS: Final = 1.0
CLOSE: Final = (b"connection", b"close")


class DrainingProtocol(Protocol):
    """HTTP/1.1 with a moment of patience at the end."""

    def shutdown(self) -> None:
        """Called for every connection when the server ends."""
        if self.on_ending:
            self.on_ending()
        headers = self.server_state.default_headers
        if CLOSE not in headers:
            headers.append(CLOSE)  # the list is shared by all connections
        if self.cycle is None or self.cycle.response_complete:
            self.loop.call_later(DRAIN_SECONDS, super().shutdown)
        else:
            super().shutdown()
