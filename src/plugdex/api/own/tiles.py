"""``/tiles/{z}/{x}/{y}.mvt``: the map as vector tiles, with the filters of the search.

Tiles are kept for a few seconds: a map asks for the same ones again and again, and many people
look at the same places.
"""

import re
import time
from collections import OrderedDict
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from plugdex.api.bodies import respond
from plugdex.api.own import problems
from plugdex.api.own.search import WITHOUT_BODY, read_pairs
from plugdex.api.own.search_query import read_filters
from plugdex.directory.ports import Reads
from plugdex.directory.tiles import tile_layers
from plugdex.directory.vehicles import Catalogue
from plugdex.formats.mvt import encode
from plugdex.model.errors import PlugdexError
from plugdex.model.tiles import DEEPEST, Tile

PREFIX: Final = "/tiles/"
TEMPLATE: Final = "/tiles/{z}/{x}/{y}.mvt"
PATH: Final = re.compile(r"/tiles/(\d{1,2})/(\d{1,7})/(\d{1,7})\.mvt")
MEDIA: Final = b"application/vnd.mapbox-vector-tile"

KEPT_SECONDS: Final = 15.0
"""A tile is given again for so long."""

LEAST_SECONDS: Final = 2.0
"""And for so long when something has changed: where statuses come all the time, it does."""

HEADERS: Final = ((b"cache-control", b"public, max-age=%d" % KEPT_SECONDS),)

KEPT_BYTES: Final = 32_000_000
"""All kept tiles together."""


OVERHEAD: Final = 400


class Tiles:
    """The endpoint as an ASGI application, with its memory."""

    def __init__(
        self,
        reads: Callable[[], Reads],
        stale: Callable[[], Collection[int]],
        vehicles: Callable[[], Catalogue],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._reads = reads
        self._stale = stale
        self._vehicles = vehicles
        self._clock = clock
        self._kept: OrderedDict[tuple[str, bytes], tuple[float, bytes]] = OrderedDict()
        self._size = 0
        self._changed = float("-inf")

    def outdate(self) -> None:
        """Something has changed; for any thread."""
        self._changed = self._clock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        try:
            body = await self._body(scope["method"], scope["path"], scope["query_string"])
        except PlugdexError as error:
            await problems.render(Request(scope), error)(scope, receive, send)
            return
        await respond(send, 200, body, MEDIA, HEADERS)

    async def _body(self, method: str, path: str, query: bytes) -> bytes:
        if method not in WITHOUT_BODY:
            raise problems.MethodNotAllowed("use GET")
        now = self._clock()
        known = self._kept.get((path, query))
        if known is not None and now - known[0] < self._kept_for(known[0]):
            return known[1]
        body = await run_in_threadpool(self._render, path, query)
        self._keep((path, query), (now, body))
        return body

    def _kept_for(self, made: float) -> float:
        return LEAST_SECONDS if self._changed >= made else KEPT_SECONDS

    def _render(self, path: str, query: bytes) -> bytes:
        match = PATH.fullmatch(path)
        tile = Tile(*map(int, match.groups())) if match else None
        if tile is None or not tile.is_on_map:
            raise problems.NotFound(f"there is no tile {path}; z is 0 to {DEEPEST}")
        filters = read_filters(read_pairs(query), self._vehicles, datetime.now(UTC))
        return encode(tile_layers(self._reads(), tile, filters, self._stale()))

    def _keep(self, key: tuple[str, bytes], entry: tuple[float, bytes]) -> None:
        before = self._kept.pop(key, None)
        self._size += _size(key, entry[1]) - (_size(key, before[1]) if before else 0)
        self._kept[key] = entry
        while self._size > KEPT_BYTES:
            oldest, (_, body) = self._kept.popitem(last=False)
            self._size -= _size(oldest, body)


def _size(key: tuple[str, bytes], body: bytes) -> int:
    """What a kept tile weighs, roughly."""
    return len(key[0]) + len(key[1]) + len(body) + OVERHEAD
