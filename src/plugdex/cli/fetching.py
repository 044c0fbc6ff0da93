"""Fetching for feeds: one page ahead, and large lists and files in a process of their own."""

import io
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from queue import Full, Queue
from typing import BinaryIO, Final, cast

import msgspec

from plugdex.cli.options import now_millis
from plugdex.cli.worker import Messages
from plugdex.clients.body import Caps, plain
from plugdex.clients.feeds import FeedPages, ForeseeingPages, conditions
from plugdex.clients.guard import Guard
from plugdex.clients.http import Http, Retry
from plugdex.directory.addresses import shown_url
from plugdex.directory.crawl import Crawl, Read, Step
from plugdex.directory.entries import Entry, to_entry
from plugdex.directory.feeds import Feed, read_options
from plugdex.directory.pages import FetchFailed, Page, Throttled
from plugdex.directory.pull import FileAnswer
from plugdex.directory.resume import Interrupted
from plugdex.formats.port import Party, ReadOptions
from plugdex.formats.registry import find_format
from plugdex.model.errors import UnreadableSource
from plugdex.model.value import Value

WORTH_A_PROCESS: Final = 5000
"""Objects to come from which on starting a process pays."""

LARGE_FILE: Final = 1_000_000
"""Bytes of a file from which on it does."""

PAGES_AHEAD: Final = 3
"""Steps that may wait."""

ENTRIES: Final = 200
"""Entries in one message."""


class Means(Value, frozen=True, kw_only=True):
    """With what is fetched."""

    allow_private: bool = False
    retry: Retry = Retry()
    us: Party | None = None
    caps: Caps = Caps()

    def http(self, sleep: Callable[[float], None] = time.sleep) -> Http:
        """A client."""
        return Http(Guard(allow_private=self.allow_private), self.retry, sleep)


class Message(Value, frozen=True, kw_only=True):
    """What the other process sends: a step, some entries of a file, or why it stopped."""

    step: Step | None = None
    entries: tuple[Entry, ...] = ()
    failure: str = ""
    fetch: tuple[int, int, float | None, bool] | None = None
    """Of a failed fetch: HTTP and OCPI status, seconds to wait, whether it was throttled."""


ENCODER: Final = msgspec.msgpack.Encoder()
DECODER: Final = msgspec.msgpack.Decoder(Message)


class Fetching:
    """``Fetcher`` for this machine; threads may share it."""

    def __init__(self, means: Means, sleep: Callable[[float], None] = time.sleep) -> None:
        self._means = means
        self._http = means.http(sleep)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def steps(self, feed: Feed, begin: Interrupted) -> Iterator[Step]:
        """Crawl: the first page here, the others ahead in a thread, or in a process."""
        crawl = new_crawl(self._http, self._means, feed, begin)
        steps = crawl.run()
        seen, visited = dict(begin.seen), set(begin.visited)
        for step in steps:
            yield step
            seen |= {each.record.rid: each.record.updated for each in step.entries if each.record}
            visited.add(step.url)
            if step.place is not None:
                break
        place = crawl.place
        if place.is_done:
            return
        if (place.total or 0) - place.position < WORTH_A_PROCESS:
            yield from ahead(steps)
            return
        steps.close()
        rest = msgspec.structs.replace(begin, place=place, seen=seen, visited=frozenset(visited))
        yield from self._elsewhere(feed, rest)

    def file(self, feed: Feed, url: str, known: Mapping[str, str]) -> FileAnswer:
        """Fetch a file to a temporary one, then read it."""
        pages = FeedPages(self._http, feed, self._means.us, self._means.caps)
        page = pages.fetch(url, known=known)
        if page.unchanged:
            page.body.close()
            return FileAnswer(unchanged=True, known=known, entries=iter(()))
        entries = self._entries(feed, pages, page)
        return FileAnswer(unchanged=False, known=conditions(page.headers), entries=entries)

    def _entries(self, feed: Feed, pages: FeedPages, page: Page) -> Iterator[Entry]:
        size = page.body.seek(0, io.SEEK_END)
        page.body.seek(0)
        if size < LARGE_FILE:
            with pages.text(page) as body:
                yield from new_reader(feed)(body)
            return
        with tempfile.NamedTemporaryFile(prefix="plugdex-") as kept:
            with page.body as body:
                shutil.copyfileobj(body, kept, 1 << 20)
            kept.flush()
            what = shown_url(page.url)
            arguments = (feed, Path(kept.name), self._means.caps, what)
            for message in received(_send_file, arguments, what):
                yield from message.entries

    def _elsewhere(self, feed: Feed, begin: Interrupted) -> Iterator[Step]:
        for message in received(_send_steps, (feed, begin, self._means), feed.name):
            if message.step is not None:
                yield message.step


def new_reader(feed: Feed) -> Read:
    """Reads bytes of a feed into entries."""
    options = read_options(feed, ReadOptions(source=feed.source, received=datetime.now(UTC)))
    return partial(_read, feed.format, options)


def _read(format_name: str, options: ReadOptions, body: BinaryIO) -> Iterator[Entry]:
    return map(to_entry, find_format(format_name).read(body, options))


def new_crawl(
    http: Http, means: Means, feed: Feed, begin: Interrupted, *, foresees: bool = False
) -> Crawl:
    """A crawl that goes on at a place."""
    pages = FeedPages(http, feed, means.us, means.caps)
    crawl = Crawl(
        ForeseeingPages(pages) if foresees else pages,
        new_reader(feed),
        begin.place,
        now_millis,
        next_path=feed.next_path,
        page_parameter=feed.page_parameter,
        keys=frozenset(name for name, _ in feed.query),
    )
    crawl.remember(begin.seen, set(begin.visited))
    return crawl


def ahead(steps: Iterator[Step]) -> Iterator[Step]:
    """The same steps, of which the next ones are fetched while one is taken in."""
    waiting: Queue[Step | BaseException | None] = Queue(PAGES_AHEAD)
    left = threading.Event()

    def put(what: Step | BaseException | None) -> bool:
        while not left.is_set():
            try:
                waiting.put(what, timeout=0.2)
            except Full:
                continue
            return True
        return False

    def fetch() -> None:
        try:
            for step in steps:
                if not put(step):
                    return
            put(None)
        except BaseException as error:  # raised again below
            put(error)

    thread = threading.Thread(target=fetch, daemon=True)
    thread.start()
    try:
        while (found := waiting.get()) is not None:
            if isinstance(found, BaseException):
                raise found
            yield found
    finally:
        left.set()


def received(
    work: Callable[..., None], arguments: tuple[object, ...], what: str
) -> Iterator[Message]:
    """Messages of another process; raises what was raised there."""
    with Messages(work, arguments, what) as messages:
        for message in map(DECODER.decode, messages):
            if message.fetch is not None:
                status, ocpi, wait, throttled = message.fetch
                kind = Throttled if throttled else FetchFailed
                raise kind(message.failure, status=status, ocpi=ocpi, wait=wait)
            if message.failure:
                raise UnreadableSource(message.failure.rstrip("."))
            yield message


def _send_steps(connection: Connection, feed: Feed, begin: Interrupted, means: Means) -> None:
    """Crawl and send the steps; the work of the other process."""
    crawl = new_crawl(means.http(), means, feed, begin, foresees=True)
    with_failures(connection, (Message(step=step) for step in crawl.run()))


def _send_file(connection: Connection, feed: Feed, path: Path, caps: Caps, what: str) -> None:
    """Read a file and send what it has; the work of the other process."""
    with path.open("rb") as file:
        body = plain(cast(BinaryIO, file), caps, what)
        with_failures(connection, in_messages(new_reader(feed)(body)))


def in_messages(entries: Iterator[Entry]) -> Iterator[Message]:
    """Entries, some in each message."""
    batch: list[Entry] = []
    for entry in entries:
        batch.append(entry)
        if len(batch) == ENTRIES:
            yield Message(entries=tuple(batch))
            batch = []
    yield Message(entries=tuple(batch))


def with_failures(connection: Connection, found: Iterator[Message]) -> None:
    """Send messages, then why they ended."""
    try:
        for message in found:
            connection.send_bytes(ENCODER.encode(message))
    except FetchFailed as error:
        facts = (error.status, error.ocpi, error.wait, error.throttled)
        connection.send_bytes(ENCODER.encode(Message(failure=str(error), fetch=facts)))
    except Exception as error:  # the other process tells the user
        connection.send_bytes(ENCODER.encode(Message(failure=str(error) or repr(error))))
    connection.send_bytes(b"")
