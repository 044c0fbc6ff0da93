"""Group commit: changes that come at the same time share one transaction.

Durability costs about as much for one change as for a hundred. So one thread takes all changes
that wait, makes them true in one transaction, and only then are their senders answered. While
it works the next ones gather.
"""

from asyncio import AbstractEventLoop, Future, get_running_loop
from collections.abc import Callable, Sequence
from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Final, Generic, NamedTuple, TypeVar

from plugdex.directory.ports import Store, Transaction

Job = TypeVar("Job")
Outcome = TypeVar("Outcome")

MOST: Final = 200
"""Changes in one transaction; more would make the first of them wait."""


class _Waiting(NamedTuple, Generic[Job, Outcome]):
    job: Job
    future: "Future[Outcome]"
    loop: AbstractEventLoop


class GroupCommit(Generic[Job, Outcome]):
    """Makes changes durable, many at once; ``take`` applies a list of them in order.

    ``take`` hands back one outcome for each change; an exception is raised where the change was
    handed in. What ``take`` itself raises undoes the transaction and is raised everywhere.
    ``done`` is called after each transaction.
    """

    def __init__(
        self,
        store: Store,
        take: Callable[[Transaction, Sequence[Job]], Sequence[Outcome | Exception]],
        done: Callable[[], None] = lambda: None,
    ) -> None:
        self._done = done
        self._store = store
        self._take = take
        self._queue: SimpleQueue[_Waiting[Job, Outcome] | None] = SimpleQueue()
        self._thread: Thread | None = None

    async def __call__(self, job: Job) -> Outcome:
        """Make one change; returns when it is durable."""
        loop = get_running_loop()
        future: Future[Outcome] = loop.create_future()
        if self._thread is None:
            self._thread = Thread(target=self._run, name="group-commit", daemon=True)
            self._thread.start()
        self._queue.put(_Waiting(job, future, loop))
        return await future

    def close(self) -> None:
        """Finish what waits, then end the thread."""
        if self._thread:
            self._queue.put(None)
            self._thread.join()
            self._thread = None

    def _run(self) -> None:
        while (first := self._queue.get()) is not None:
            group = [first]
            is_ending = False
            while len(group) < MOST:
                try:
                    following = self._queue.get_nowait()
                except Empty:
                    break
                if following is None:
                    is_ending = True
                    break
                group.append(following)
            self._commit(group)
            if is_ending:
                return

    def _commit(self, group: Sequence[_Waiting[Job, Outcome]]) -> None:
        outcomes: Sequence[Outcome | Exception]
        try:
            with self._store.transaction() as tx:
                outcomes = self._take(tx, [waiting.job for waiting in group])
            self._done()
        except Exception as error:  # raised again for everybody who waits
            outcomes = [error] * len(group)
        by_loop: dict[AbstractEventLoop, list[tuple[Future[Outcome], Outcome | Exception]]] = {}
        for waiting, outcome in zip(group, outcomes, strict=True):
            by_loop.setdefault(waiting.loop, []).append((waiting.future, outcome))
        for loop, answers in by_loop.items():
            with suppress(RuntimeError):  # the loop is closed: nobody waits any more
                loop.call_soon_threadsafe(_answer, answers)


def _answer(answers: Sequence[tuple["Future[Outcome]", Outcome | Exception]]) -> None:
    for future, outcome in answers:
        if future.cancelled():
            continue
        if isinstance(outcome, Exception):
            future.set_exception(outcome)
        else:
            future.set_result(outcome)
