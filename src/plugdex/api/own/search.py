"""``/api/search``: cards of the locations that meet a question, as JSON or GeoJSON.

A plain ASGI application, because it is a hot path: it joins cards, which are bytes already.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import parse_qsl

import msgspec
from msgspec.structs import replace
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from plugdex.api import routes
from plugdex.api.bodies import JSON, read_body, respond
from plugdex.api.credits import Credits, Said, member
from plugdex.api.own import problems
from plugdex.api.own.cards import CardPrice, without_availability
from plugdex.api.own.cursors import write_cursor
from plugdex.api.own.problems import InvalidQuery
from plugdex.api.own.search_query import DEFAULT_LIMIT, Asked, read_question
from plugdex.directory.asked import EVERYTHING
from plugdex.directory.kept import Card
from plugdex.directory.ports import Reads
from plugdex.directory.search.core import search
from plugdex.directory.search.priced import SessionPrice, search_by_price
from plugdex.directory.search.question import Found, Question
from plugdex.directory.search.stops import Gap, plan_stops
from plugdex.directory.vehicles import Catalogue
from plugdex.model.errors import PlugdexError
from plugdex.model.filters import Filters
from plugdex.model.route import Line, length_m, to_line

PATH: Final = "/api/search"
GEOJSON_PATH: Final = "/api/search.geojson"
WITHOUT_BODY: Final = ("GET", "HEAD")
METHODS: Final = (*WITHOUT_BODY, "POST")
MOST_BODY: Final = 1 << 20
TOWN_DEGREES: Final = 0.25
FEW_CONNECTORS: Final = 4
ENCODER: Final = msgspec.json.Encoder(decimal_format="number")
NO_PRICES: Final[Mapping[int, SessionPrice]] = MappingProxyType({})
GEOJSON: Final = b"application/geo+json"


class Search:
    """The endpoint; ``stale`` tells the keys of silent sources."""

    def __init__(
        self,
        reads: Callable[[], Reads],
        stale: Callable[[], Collection[int]],
        vehicles: Callable[[], Catalogue],
        credits: Credits,
    ) -> None:
        self._reads = reads
        self._credits = credits
        self._stale = stale
        self._vehicles = vehicles

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        try:
            if scope["path"] not in (PATH, GEOJSON_PATH):
                raise problems.NotFound(f"there is nothing at {scope['path']}")
            is_geojson = scope["path"] == GEOJSON_PATH
            query, line = await self._read(scope, receive)
            asked = read_question(query, self._vehicles, datetime.now(UTC), line)
            if asked.price is None and is_short(asked.question):
                body = self._answer(asked, is_geojson=is_geojson)
            else:
                body = await run_in_threadpool(self._answer, asked, is_geojson=is_geojson)
        except PlugdexError as error:
            await problems.render(Request(scope), error)(scope, receive, send)
            return
        await respond(send, 200, body, GEOJSON if is_geojson else JSON)

    async def _read(self, scope: Scope, receive: Receive) -> tuple[dict[str, str], Line | None]:
        """The parameters, and the route of a body."""
        query = read_pairs(scope["query_string"])
        if scope["method"] in WITHOUT_BODY:
            return query, None
        if scope["method"] != "POST":
            raise problems.MethodNotAllowed(f"use {', '.join(METHODS)}")
        body = await read_body(receive, MOST_BODY)
        if body is None:
            raise InvalidQuery("body", f"must not be larger than {MOST_BODY:,} bytes")
        return _with_body(query, body)

    def _answer(self, asked: Asked, *, is_geojson: bool) -> bytes:
        reads, stale = self._reads(), self._stale()
        if asked.price:
            found, prices, after = search_by_price(reads, asked.question, asked.price, stale)
            gaps, cursor = None, write_cursor(asked.order, after) if after else None
        else:
            found, gaps, cursor = run(reads, asked, stale)
            prices = NO_PRICES
        known = {card.rid: card for card in reads.cards([(each.cell, each.rid) for each in found])}
        said = self._credits.of(card.source for card in known.values())
        items = list(_items(found, known, said, stale, prices))
        rest = member(said) + _rest(gaps, cursor)
        return _features(items, rest) if is_geojson else _page([item for _, item in items], rest)


def is_short(question: Question) -> bool:
    """Whether a search takes less than 5 ms for sure: a page of a town, or of the nearest.

    With more than the plug to match, or far down the list, the next that matches may be far away.
    """
    if question.corridor is not None or question.after is not None:
        return False
    if question.limit > DEFAULT_LIMIT or len(question.filters.connectors) > FEW_CONNECTORS:
        return False
    box, filters = question.box, question.filters
    if box is not None:
        width, height = box.east - box.west, box.north - box.south
        is_looked_up = not (filters.words or filters.emsps or filters.open_at)
        return is_looked_up and height <= TOWN_DEGREES and 0 <= width <= TOWN_DEGREES
    is_anywhere = question.circle is None and not question.countries
    plain = Filters(connectors=filters.connectors)
    return question.order == "distance" and is_anywhere and filters == plain


def run(
    reads: Reads, asked: Asked, stale: Collection[int]
) -> tuple[Sequence[Found], Sequence[Gap] | None, str | None]:
    """What is found, where stops are missing, and the cursor of the next page."""
    question = asked.question
    if asked.every is not None and question.corridor:
        everything = replace(question, limit=EVERYTHING, after=None)
        found = search(reads, everything, stale)
        plan = plan_stops(found, length_m(question.corridor.line), asked.every)
        return plan.stops, plan.gaps, None
    found = search(reads, replace(question, limit=question.limit + 1), stale)
    page = found[: question.limit]
    after = page[-1].place if len(found) > len(page) else None
    return page, None, write_cursor(asked.order, after) if after else None


def _items(
    found: Sequence[Found],
    known: Mapping[int, Card],
    said: Mapping[int, Said],
    stale: Collection[int],
    prices: Mapping[int, SessionPrice],
) -> Iterator[tuple[Found, bytes]]:
    """The cards of what was found, in its order, with what depends on the question."""
    for each in found:
        card = known.get(each.rid)
        if card is None:  # withdrawn since it was found
            continue
        members = without_availability(card.card) if card.source in stale else card.card
        source = said.get(card.source)
        name = b',"source":%b' % source.name if source else b""
        yield each, members + name + _of_question(each, prices.get(each.rid))


def _of_question(found: Found, price: SessionPrice | None) -> bytes:
    free = b"" if found.available is None else b',"available":%d' % found.available
    text = b',"matching":{"evses":%d%b}' % (found.evses, free)
    if found.distance is not None:
        text += b',"distance":%d' % round(found.distance)
    if found.along is not None and found.off is not None:
        text += b',"along":%d,"excursion":%d' % (round(found.along), round(2 * found.off))
    if price is not None:
        text += b',"price":%b' % ENCODER.encode(CardPrice.of(price))
    return text + b"}"


def _page(items: Sequence[bytes], rest: bytes) -> bytes:
    return b'{"items":[%b]%b}' % (b",".join(items), rest)


def _features(items: Sequence[tuple[Found, bytes]], rest: bytes) -> bytes:
    features = (
        b'{"type":"Feature","geometry":{"type":"Point","coordinates":[%b,%b]},"properties":%b}'
        % (repr(each.lon).encode(), repr(each.lat).encode(), item)
        for each, item in items
    )
    return b'{"type":"FeatureCollection","features":[%b]%b}' % (b",".join(features), rest)


def _rest(gaps: Sequence[Gap] | None, cursor: str | None) -> bytes:
    text = b""
    if gaps is not None:
        places = (b'{"from":%d,"to":%d}' % (round(gap.begin), round(gap.end)) for gap in gaps)
        text += b',"gaps":[%b]' % b",".join(places)
    if cursor is not None:
        text += b',"next":"%b"' % cursor.encode()
    return text


def read_pairs(text: bytes) -> dict[str, str]:
    """The parameters of a query; one that comes twice is refused."""
    pairs = parse_qsl(text.decode("latin-1"), keep_blank_values=True)
    query = dict(pairs)
    if len(query) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise InvalidQuery(twice, "is there twice; put its values into one list, with commas")
    return query


def _with_body(query: dict[str, str], body: bytes) -> tuple[dict[str, str], Line | None]:
    """Parameters may stand in the body too; its ``route`` is a GeoJSON LineString."""
    try:
        members = msgspec.json.decode(body, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise InvalidQuery("body", f"must be a JSON object: {error}") from None
    route = members.pop("route", None)
    line = None
    if isinstance(route, str):
        members["route"] = route
    elif route is not None:
        line = to_line(routes.geojson(route))
    for name, value in members.items():
        if name in query:
            raise InvalidQuery(name, "is in the query and in the body")
        query[name] = _text(name, value)
    return query, line


def _text(name: str, value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ",".join(_text(name, each) for each in value)
    if isinstance(value, str | int | float):
        return str(value)
    raise InvalidQuery(name, "must be a text, a number, or a list of them")
