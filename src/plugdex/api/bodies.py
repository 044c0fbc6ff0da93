"""Whole bodies, as they come and go in plain ASGI applications."""

from collections.abc import Iterable
from typing import Final

from starlette.requests import ClientDisconnect
from starlette.types import Receive, Send

JSON: Final = b"application/json"

Header = tuple[bytes, bytes]


async def read_body(receive: Receive, most: int) -> bytes | None:
    """The body of a request; ``None`` when it has more than ``most`` bytes.

    Raises ``ClientDisconnect`` when it does not come to its end.
    """
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        if len(body) > most:
            return None
        if not message.get("more_body", False):
            return bytes(body)


async def respond(
    send: Send, status: int, body: bytes, media: bytes, more: Iterable[Header] = ()
) -> None:
    """Send a whole answer, with further headers."""
    headers = [(b"content-type", media), (b"content-length", b"%d" % len(body)), *more]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
