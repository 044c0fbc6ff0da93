"""The client for plain programs and notebooks."""

import time
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Final, Self, TypeVar, Unpack

import httpx2

from plugdex.api.own.cards import Card, CardPage
from plugdex.api.own.change_texts import ChangePage
from plugdex.client import calls
from plugdex.client.answers import ChargingLocation, ChargingLocations
from plugdex.client.calls import Call, Reply
from plugdex.client.questions import ChangesQuestion, SearchQuestion, Session, Texts
from plugdex.directory.estimate import Estimate

T = TypeVar("T")

TIMEOUT_SECONDS: Final = 90.0
"""More than the server is asked to wait for changes."""


class Client:
    """Asks one server; a ``with`` block closes its connections.

    Every method raises ``Unanswered``. A request that the server puts off, or that gets lost, is
    sent again a few times.
    """

    def __init__(
        self, url: str, *, key: str | None = None, timeout: float = TIMEOUT_SECONDS
    ) -> None:
        self._http = httpx2.Client(base_url=url, headers=calls.headers_of(key), timeout=timeout)

    def location(
        self, identifier: str, *, fields: Texts = (), tariff: Texts = ()
    ) -> ChargingLocation:
        """One location by its id, in the shape of HERE v3."""
        return self._ask(calls.location(identifier, fields, tariff))

    def locations(
        self,
        ids: Sequence[str],
        *,
        fields: Texts = (),
        connector_types: Texts = (),
        tariff: Texts = (),
    ) -> ChargingLocations:
        """Any number of locations by id, in the shape of HERE v3."""
        pages = [self._ask(call) for call in calls.locations(ids, fields, connector_types, tariff)]
        return ChargingLocations(
            items=[each for page in pages for each in page.items],
            missing_items=[each for page in pages for each in page.missing_items],
        )

    def search(self, **question: Unpack[SearchQuestion]) -> Iterator[Card]:
        """The locations that a question finds, in its order; pages are fetched as they are used.

        ``limit`` is the size of a page.
        """
        call: Call[CardPage] | None = calls.search(question)
        while call:
            page = self._ask(call)
            yield from page.items
            call = calls.following(call, page)

    def estimate(self, ids: Sequence[str], **session: Unpack[Session]) -> list[Estimate]:
        """What a session costs at any number of locations; unknown ids are missing."""
        pages = map(self._ask, calls.estimates(ids, session))
        return [each for page in pages for each in page.items]

    def changes(
        self, since: str = "0", *, follow: bool = False, **wanted: Unpack[ChangesQuestion]
    ) -> Iterator[ChangePage]:
        """Pages of changes behind a cursor, the oldest first, with what is there now.

        Keep ``next`` of a page to go on behind it another time. With ``follow`` it never ends:
        at the newest it waits for what comes.
        """
        is_more = True
        while is_more or follow:
            wait = 0 if is_more else calls.WAIT_SECONDS
            page = self._ask(calls.changes(since, wanted, wait))
            since, is_more = page.next, page.more
            if page.changes:
                yield page

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ask(self, call: Call[T]) -> T:
        for attempt in count(1):
            reply = self._send(call)
            pause = calls.pause_after(attempt, reply, time.time())
            if pause is None:
                break
            time.sleep(pause)
        return call.read(reply)

    def _send(self, call: Call[T]) -> Reply:
        try:
            response = self._http.get(call.path, params=dict(call.query))
        except httpx2.TransportError as error:
            return Reply(failure=str(error) or type(error).__name__)
        return to_reply(response)


def to_reply(response: httpx2.Response) -> Reply:
    """What came back, whichever client asked."""
    return Reply(
        status=response.status_code,
        body=response.content,
        advice=response.headers.get("Retry-After"),
    )
