"""A server that answers ``GET /<number>…`` with so many constant bytes, and does nothing else.

Run by ``bench_lookup.py`` with the same uvicorn settings as plugdex: the floor under any Python
server.
"""

import sys
from functools import cache
from typing import Any

import uvicorn

from plugdex.cli.server import SERVER


@cache
def answer(path: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The messages for a path."""
    body = b"x" * int(path.strip("/"))
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
    return (
        {"type": "http.response.start", "status": 200, "headers": headers},
        {"type": "http.response.body", "body": body},
    )


async def app(scope: Any, receive: Any, send: Any) -> None:
    """Answer one request."""
    start, body = answer(scope["path"])
    await send(start)
    await send(body)


if __name__ == "__main__":
    uvicorn.run(app, port=int(sys.argv[1]), access_log=False, log_level="warning", **SERVER)
