"""Live changes: one thread reads each change once, and hands it to all who listen.

1. A change is read and written as text once in a process, however many listen.
2. Who listens has a queue of bounded size. One whose queue is full is cut off and comes back with
   the number of the last change it got; it never slows the others.
3. What is handed out is in the order of the numbers, each once. Who joins is not behind the last
   number that was handed out, so nothing falls between the log and the stream.
"""

import asyncio
import logging
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from threading import Event, Thread
from typing import Final

from starlette.concurrency import run_in_threadpool

from plugdex.directory.events import EVERYTHING, ChangeText, Wanted
from plugdex.directory.kept import Change
from plugdex.directory.ports import Reads
from plugdex.model.errors import StoreError

AT_ONCE: Final = 500
"""Changes that are read together."""

GATHER_SECONDS: Final = 0.02
"""Between two looks: changes that come together are sent together."""

UNHEARD_SECONDS: Final = 0.25
"""Between two looks when the store tells of nothing: a standby may have a change later."""

AFTER_FAILURE: Final = 1.0
"""Seconds to wait when the store does not answer."""

LARGEST_QUEUE: Final = 1 << 20
"""Bytes that wait for one listener."""

log = logging.getLogger("plugdex.live")


Texts = Callable[[Reads, Sequence[Change], int, Collection[int]], Iterable[ChangeText]]
"""What makes texts of changes behind a number, of which some sources are silent."""


class Listener:
    """Someone who listens: a queue of bounded size, filled and emptied by the event loop.

    ``cut`` is called once, when the queue is full.
    """

    def __init__(self, after: int, wanted: Wanted, cut: Callable[[], None]) -> None:
        self.after = after
        """The number of the last change that it knows."""
        self.is_ended = False
        self._wanted = wanted
        self._cut = cut
        self._parts: deque[bytes] = deque()
        self._size = 0
        self._woken = asyncio.Event()

    def offer(self, changes: Sequence[ChangeText], whole: bytes) -> bool:
        """Queue what it wants of some changes, whose text is ``whole``; False when it is full."""
        if self._wanted is EVERYTHING and self.after < changes[0].number:
            part = whole
        else:
            part = self.chosen(changes)
        self.after = max(self.after, changes[-1].number)
        self._size += len(part)
        if self._size > LARGEST_QUEUE:
            self._cut()
            return False
        if part:
            self._parts.append(part)
            self._woken.set()
        return True

    def chosen(self, changes: Sequence[ChangeText]) -> bytes:
        """The events that it wants and does not know."""
        return b"".join(
            frame(each) for each in changes if each.number > self.after and self._wanted.takes(each)
        )

    def end(self) -> None:
        """Let it go: what waits is still sent."""
        self.is_ended = True
        self._woken.set()

    async def take(self, seconds: float) -> bytes:
        """All that waits, as soon as there is something; empty after so many seconds."""
        if not self._parts and not self.is_ended:
            self._woken.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._woken.wait()
        parts = b"".join(self._parts)
        self._parts.clear()
        self._size = 0
        return parts


class Live:
    """The changes of a store as they come, for one event loop; ``most`` may listen."""

    def __init__(
        self,
        reads: Callable[[], Reads],
        stale: Callable[[], Collection[int]],
        texts: Texts,
        most: int,
    ) -> None:
        self._texts = texts
        self._reads = reads
        self._stale = stale
        self._most = most
        self._listeners: set[Listener] = set()
        self._waiting: dict[asyncio.Future[None], int] = {}
        self._followers = 0
        self._run = 0
        """Which run of the thread counts; there is one while somebody follows."""
        self._is_running = False
        self._lock = asyncio.Lock()
        self._heard = Event()
        self._is_ended = False
        self.position = 0
        """The number of the last change that was handed out."""

    @property
    def listeners(self) -> int:
        """How many listen."""
        return len(self._listeners)

    @property
    def is_full(self) -> bool:
        """Whether no more may listen."""
        return self._followers >= self._most

    @asynccontextmanager
    async def following(self) -> AsyncIterator[None]:
        """Follow the store while the block lasts."""
        self._followers += 1
        try:
            async with self._lock:
                if not self._is_running:
                    self.position = await run_in_threadpool(self._last)
                    self._start()
            yield
        finally:
            self._followers -= 1
            if not self._followers:
                self._is_running = False
                self._run += 1

    def join(self, listener: Listener) -> bool:
        """Add a listener; False where it has to read on first, because it is too far behind."""
        if listener.after < self.position:
            return False
        self._listeners.add(listener)
        if self._is_ended:
            listener.end()
        return True

    def leave(self, listener: Listener) -> None:
        """Remove a listener."""
        self._listeners.discard(listener)

    async def beyond(self, number: int, seconds: float) -> None:
        """Wait until there is a change behind a number, or so many seconds.

        Nobody waits when as many follow as can.
        """
        if self.is_full:
            return
        async with self.following():
            waiting: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiting[waiting] = number
            try:
                if number < self.position or self._is_ended:
                    return
                async with asyncio.timeout(seconds):
                    await waiting
            except TimeoutError:
                return
            finally:
                del self._waiting[waiting]

    def hear(self) -> None:
        """The store has changed; may be called by any thread."""
        self._heard.set()

    def end(self) -> None:
        """Let all go who listen or wait, now and from now on: the server ends."""
        self._is_ended = True
        for listener in self._listeners:
            listener.end()
        self._release(None)

    def _start(self) -> None:
        self._is_running = True
        arguments = asyncio.get_running_loop(), self._run, self.position
        Thread(target=self._follow, args=arguments, name="live", daemon=True).start()

    def _last(self) -> int:
        return self._reads().last_change()

    def _follow(self, loop: asyncio.AbstractEventLoop, run: int, after: int) -> None:
        """The thread: read what is new, and hand it to the event loop."""
        while run == self._run and not loop.is_closed():
            self._heard.clear()
            try:
                reads = self._reads()
                changes = reads.changes(after, AT_ONCE)
                found = list(self._texts(reads, changes, after, self._stale()))
            except StoreError as error:
                log.warning("live_failed: %s", error)
                time.sleep(AFTER_FAILURE)
                continue
            if changes:
                after = changes[-1].number
                with suppress(RuntimeError):  # the loop is closed: nobody listens any more
                    loop.call_soon_threadsafe(self._hand_out, run, found, after)
            if len(changes) < AT_ONCE:
                time.sleep(GATHER_SECONDS)
                self._heard.wait(UNHEARD_SECONDS)

    def _hand_out(self, run: int, changes: Sequence[ChangeText], last: int) -> None:
        if run != self._run:
            return
        if changes:
            whole = b"".join(map(frame, changes))
            full = [each for each in self._listeners if not each.offer(changes, whole)]
            self._listeners.difference_update(full)
        self.position = last
        self._release(last)

    def _release(self, last: int | None) -> None:
        for waiting, number in self._waiting.items():
            if (last is None or number < last) and not waiting.done():
                waiting.set_result(None)


def frame(change: ChangeText) -> bytes:
    """A change as an event (HTML standard §9.2.6)."""
    return b"id: %d\nevent: %b\ndata: %b\n\n" % (change.number, change.what.encode(), change.text)
