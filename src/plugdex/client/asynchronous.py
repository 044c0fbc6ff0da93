"""The client for programs that use asyncio; the same methods as ``Client``."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from itertools import count
from typing import Self, TypeVar, Unpack

import httpx2

from plugdex.api.own.cards import Card, CardPage
from plugdex.api.own.change_texts import ChangePage
from plugdex.client import calls
from plugdex.client.answers import ChargingLocation, ChargingLocations
from plugdex.client.calls import Call, Reply
from plugdex.client.questions import ChangesQuestion, SearchQuestion, Session, Texts
from plugdex.client.sync import TIMEOUT_SECONDS, to_reply
from plugdex.directory.estimate import Estimate

T = TypeVar("T")


class AsyncClient:
    """Asks one server; an ``async with`` block closes its connections.

    Every method raises ``Unanswered``. A request that the server puts off, or that gets lost, is
    sent again a few times.
    """

    def __init__(
        self, url: str, *, key: str | None = None, timeout: float = TIMEOUT_SECONDS
    ) -> None:
        self._http = httpx2.AsyncClient(
            base_url=url, headers=calls.headers_of(key), timeout=timeout
        )

    async def location(
        self, identifier: str, *, fields: Texts = (), tariff: Texts = ()
    ) -> ChargingLocation:
        """One location by its id, in the shape of HERE v3."""
        return await self._ask(calls.location(identifier, fields, tariff))

    async def locations(
        self,
        ids: Sequence[str],
        *,
        fields: Texts = (),
        connector_types: Texts = (),
        tariff: Texts = (),
    ) -> ChargingLocations:
        """Any number of locations by id, in the shape of HERE v3."""
        pages = [
            await self._ask(call) for call in calls.locations(ids, fields, connector_types, tariff)
        ]
        return ChargingLocations(
            items=[each for page in pages for each in page.items],
            missing_items=[each for page in pages for each in page.missing_items],
        )

    async def search(self, **question: Unpack[SearchQuestion]) -> AsyncIterator[Card]:
        """The locations that a question finds, in its order; pages are fetched as they are used.

        ``limit`` is the size of a page.
        """
        call: Call[CardPage] | None = calls.search(question)
        while call:
            page = await self._ask(call)
            for card in page.items:
                yield card
            call = calls.following(call, page)

    async def estimate(self, ids: Sequence[str], **session: Unpack[Session]) -> list[Estimate]:
        """What a session costs at any number of locations; unknown ids are missing."""
        pages = [await self._ask(call) for call in calls.estimates(ids, session)]
        return [each for page in pages for each in page.items]

    async def changes(
        self, since: str = "0", *, follow: bool = False, **wanted: Unpack[ChangesQuestion]
    ) -> AsyncIterator[ChangePage]:
        """Pages of changes behind a cursor, the oldest first, with what is there now.

        Keep ``next`` of a page to go on behind it another time. With ``follow`` it never ends:
        at the newest it waits for what comes.
        """
        is_more = True
        while is_more or follow:
            wait = 0 if is_more else calls.WAIT_SECONDS
            page = await self._ask(calls.changes(since, wanted, wait))
            since, is_more = page.next, page.more
            if page.changes:
                yield page

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def _ask(self, call: Call[T]) -> T:
        for attempt in count(1):
            reply = await self._send(call)
            pause = calls.pause_after(attempt, reply, time.time())
            if pause is None:
                break
            await asyncio.sleep(pause)
        return call.read(reply)

    async def _send(self, call: Call[T]) -> Reply:
        try:
            response = await self._http.get(call.path, params=dict(call.query))
        except httpx2.TransportError as error:
            return Reply(failure=str(error) or type(error).__name__)
        return to_reply(response)
