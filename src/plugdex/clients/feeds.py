"""Fetches for feeds: addresses with token, headers and keys, and files in one piece.

1. Keys of a query are added when asking and are in no address that is kept or shown.
2. A token whose form nobody knows is tried in the other form once, at the very first request.
3. HTTP 200 is no success when the OCPI status code says otherwise, or when it is no JSON.
"""

import io
import re
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import BinaryIO, Final, cast

import msgspec

from plugdex.clients.body import Caps, plain
from plugdex.clients.guard import is_chosen, scrubbed
from plugdex.clients.http import AGAIN, Answer, Http, Request, retry_after
from plugdex.clients.ocpi import (
    LONGEST_MESSAGE,
    OTHER_FORM,
    REFUSED,
    REFUSED_CODES,
    Auth,
    message_ids,
    routing,
)
from plugdex.directory.addresses import shown_url, with_query, without_query
from plugdex.directory.feeds import Feed
from plugdex.directory.handshake import default_form, version_key
from plugdex.directory.pages import FetchFailed, Page, Throttled
from plugdex.directory.peers import read_party
from plugdex.formats.port import Party
from plugdex.model.value import Value

HELD: Final = 32 * 1024 * 1024
"""Bytes of plain text up to which an answer is looked at from both ends."""

EDGE: Final = 4096
"""Bytes at either end of an answer in which its status code stands."""

STATUS_CODE: Final = re.compile(rb'"status_code"\s*:\s*"?(\d{4})\b')
STATUS_MESSAGE: Final = re.compile(rb'"status_message"\s*:\s*("(?:[^"\\]|\\.)*")')
THROTTLES: Final = frozenset({429, 503})
CONDITIONS: Final = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}
"""By a header of an answer, the one that asks whether it is still so (RFC 9110 §13.1)."""


class _Refusal(Value, frozen=True, kw_only=True):
    status: int
    headers: Mapping[str, str]
    ocpi: int = 0
    message: str = ""


class FeedPages:
    """``Pages`` of one feed; for one thread."""

    def __init__(self, http: Http, feed: Feed, us: Party | None, caps: Caps | None = None) -> None:
        self._http = http
        self._feed = feed
        self._us = us
        self._caps = caps or Caps()
        self._form = feed.token_form or default_form(feed.version)
        self._is_sure = feed.token_form is not None

    def fetch(
        self, url: str, *, started: bool = False, known: Mapping[str, str] | None = None
    ) -> Page:
        """Get one address; see ``plugdex.directory.pages.Pages``."""
        self._http.guard.check(url, url if self._is_chosen(url) else "")
        answer, page = self._try(url, started, known)
        if page is None and self._may_flip(answer, started):
            first = self._form
            self._form = OTHER_FORM[first]
            other, page = self._try(url, started, known)
            if page is None:
                self._form = first
                raise self._failure(url, answer, started)
            answer = other
        if page is None:
            raise self._failure(url, answer, started)
        self._is_sure = True
        return page

    def _is_chosen(self, url: str) -> bool:
        """Whether the operator wrote down the host; the endpoints of a peer are its own words."""
        if self._feed.peer:
            return False
        return any(is_chosen(url, each.url) for each in self._feed.lists)

    def foresee(self, url: str) -> None:
        """Nothing: see ``ForeseeingPages``."""

    def text(self, page: Page) -> BinaryIO:
        """The plain text of a file, looked at as answers are; for small files."""
        what = shown_url(clean(page.url, self._feed))
        body = held(plain(page.body, self._caps, what))
        code, message = status_in(body)
        if 2000 <= code < 5000:
            body.close()
            refusal = _Refusal(status=200, headers=page.headers, ocpi=code, message=message)
            raise self._failure(page.url, refusal, started=False)
        return body

    def _may_flip(self, answer: _Refusal, started: bool) -> bool:
        if self._is_sure or started or not self._feed.token:
            return False
        return answer.status in REFUSED or answer.ocpi in REFUSED_CODES

    def _try(
        self, url: str, started: bool, known: Mapping[str, str] | None
    ) -> tuple[_Refusal, Page | None]:
        answer = self._http.send(self._request(url, started, known))
        refusal = _Refusal(status=answer.status, headers=answer.headers)
        if answer.status == 304:
            answer.body.close()
            return refusal, self._page(url, answer, io.BytesIO(), unchanged=True)
        if answer.status == 404 and self._feed.empty_404 and not started:
            answer.body.close()
            return refusal, self._page(url, answer, io.BytesIO(b"[]"))
        is_file = known is not None
        if is_file and answer.status == 200:
            return refusal, self._page(url, answer, answer.body)
        body = held(plain(answer.body, self._caps, shown_url(url)) if is_file else answer.body)
        code, message = status_in(body)
        if 200 <= answer.status < 300 and not 2000 <= code < 5000:
            return refusal, self._page(url, answer, body)
        body.close()
        return _Refusal(
            status=answer.status, headers=answer.headers, ocpi=code, message=message
        ), None

    def _page(self, url: str, answer: Answer, body: BinaryIO, unchanged: bool = False) -> Page:
        return Page(
            url=url,
            headers=answer.headers,
            body=body,
            unchanged=unchanged,
            token_form=self._form if self._feed.token else None,
        )

    def _request(self, url: str, started: bool, known: Mapping[str, str] | None) -> Request:
        feed = self._feed
        accepted = "application/json" if known is None else "*/*"
        headers = {"Accept": accepted, **message_ids(), **dict(feed.headers), **(known or {})}
        secrets = feed.secrets
        if feed.token:
            auth = Auth(token=feed.token, form=self._form)
            headers["Authorization"] = auth.header
            secrets = (*secrets, *auth.secrets)
        if feed.peer and self._us and version_key(feed.version) >= (2, 2):
            headers |= routing(self._us, peer_party(feed.peer))
        for name, value in feed.query:
            url = with_query(url, name, value)
        return Request(
            url=url,
            headers=headers,
            secrets=secrets,
            again=AGAIN | {403} if started else AGAIN,
            caps=self._caps,
            is_file=known is not None,
            is_chosen=self._is_chosen(url),
        )

    def _failure(self, url: str, answer: _Refusal, started: bool) -> FetchFailed:
        said = f"HTTP {answer.status}"
        if answer.ocpi:
            said += f", OCPI {answer.ocpi}"
        if answer.message:
            said += f", {scrubbed(answer.message, self._feed.secrets)[:LONGEST_MESSAGE]!r}"
        throttled = answer.status in THROTTLES or (started and answer.status == 403)
        kind = Throttled if throttled else FetchFailed
        advice = " It limits how often it is asked; the rest is asked later." if throttled else ""
        return kind(
            f"{shown_url(clean(url, self._feed))} answered {said}.{advice}",
            status=answer.status,
            ocpi=answer.ocpi,
            wait=retry_after(answer.headers),
        )


def clean(url: str, feed: Feed) -> str:
    """An address without the keys of its feed."""
    for name, _ in feed.query:
        url = without_query(url, name)
    return url


def peer_party(name: str) -> Party | None:
    """The party of a peer's name."""
    return read_party(name) if len(name) == 6 else None


def conditions(headers: Mapping[str, str]) -> dict[str, str]:
    """Headers that ask for a file only if it is another one than that of an answer."""
    return {asked: headers[name] for name, asked in CONDITIONS.items() if headers.get(name)}


def held(body: BinaryIO) -> BinaryIO:
    """The body in memory, where it is small enough; raises what unpacking raises."""
    text = body.read(HELD)
    if len(text) < HELD:
        body.close()
        return io.BytesIO(text)
    return cast(BinaryIO, io.BufferedReader(_Chained(text, body), 1 << 20))


def status_in(body: BinaryIO) -> tuple[int, str]:
    """The OCPI status code and message at either end of an answer, 0 where there is none."""
    if isinstance(body, io.BytesIO):
        view = body.getbuffer()
        edges = [bytes(view[:EDGE]), bytes(view[-EDGE:])]
        view.release()
    else:
        edges = [_start(body)]
    for edge in edges:
        found = STATUS_CODE.search(edge)
        if found:
            said = STATUS_MESSAGE.search(edge)
            return int(found[1]), _text(said[1]) if said else ""
    return 0, ""


def _start(body: BinaryIO) -> bytes:
    if isinstance(body, io.BufferedReader):
        return body.peek(EDGE)[:EDGE]
    start = body.read(EDGE)
    body.seek(0)
    return start


def _text(raw: bytes) -> str:
    try:
        return str(msgspec.json.decode(raw, type=str))
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ""


class _Chained(io.RawIOBase):
    """Bytes that were read already, then the rest."""

    def __init__(self, first: bytes, rest: BinaryIO) -> None:
        self._first = memoryview(first)
        self._rest = rest

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer."""
        if not self._first:
            data = self._rest.read(len(buffer))
            buffer[: len(data)] = data
            return len(data)
        size = min(len(buffer), len(self._first))
        buffer[:size] = self._first[:size]
        self._first = self._first[size:]
        return size

    def close(self) -> None:
        """Close the rest, too."""
        if not self.closed:
            self._rest.close()
        super().close()


class ForeseeingPages:
    """Pages of which the next one is fetched while one is read; for one thread."""

    def __init__(self, pages: FeedPages) -> None:
        self._pages = pages
        self._pool = ThreadPoolExecutor(1)
        self._url = ""
        self._next: Future[Page] | None = None

    def fetch(
        self, url: str, *, started: bool = False, known: Mapping[str, str] | None = None
    ) -> Page:
        """Get one address; see ``plugdex.directory.pages.Pages``."""
        task, self._next = self._next, None
        if task is not None and url == self._url:
            return task.result()
        if task is not None:
            task.add_done_callback(_drop)
        return self._pages.fetch(url, started=started, known=known)

    def foresee(self, url: str) -> None:
        """Begin to fetch an address."""
        self._url = url
        self._next = self._pool.submit(self._pages.fetch, url, started=True)


def _drop(task: Future[Page]) -> None:
    """Close a page that nobody wants."""
    if task.exception() is None:
        task.result().body.close()
