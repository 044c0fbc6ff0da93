"""An answer without an end is counted by the time until it begins."""

import asyncio

from plugdex.observe.asgi import Observed


class Counts:
    """Remembers what was counted."""

    def __init__(self):
        self.seconds = {}

    def count(self, path, status, nanoseconds):
        self.seconds[path, status] = nanoseconds / 1e9


async def slow(scope, receive, send):
    """Begins at once, and ends later."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await asyncio.sleep(0.2)


async def send(message):
    """Nobody reads it."""


def test_endless():
    """The stream does not look like a slow answer; others do."""
    counts = Counts()
    app = Observed(slow, counts)
    for path in ("/api/live", "/api/changes"):
        asyncio.run(app({"type": "http", "path": path}, None, send))

    assert counts.seconds["/api/live", 200] < 0.1
    assert counts.seconds["/api/changes", 200] > 0.15
