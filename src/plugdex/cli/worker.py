"""A process of its own that sends messages: what is bytes in and values out can be anywhere.

See decision 0002.
"""

import gc
import multiprocessing
import threading
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from queue import Queue
from typing import Any, Final, Self

from plugdex.model.errors import UnreadableSource

AHEAD: Final = 25
"""Messages that may wait: somewhat more than one transaction takes in, about 10 MB."""

GARBAGE_THRESHOLD: Final = 50_000
"""New containers before the collector looks; the default of 700 costs a load 8 %."""

Received = Queue[bytes | None]
"""Messages of the process; ``None`` when it is gone."""


class Messages:
    """What ``work(connection, *arguments)`` sends from another process, up to an empty message.

    The process starts at once and is ended by ``close`` or by leaving the block. Raises
    ``UnreadableSource`` when it dies before.
    """

    def __init__(self, work: Callable[..., None], arguments: tuple[Any, ...], what: str) -> None:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe(duplex=False)
        self._what = what
        self._process = context.Process(target=_run, args=(work, theirs, arguments), daemon=True)
        self._process.start()
        theirs.close()
        self._received: Received = Queue(AHEAD)
        threading.Thread(target=_collect, args=(ours, self._received), daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __iter__(self) -> Iterator[bytes]:
        while data := self._received.get():
            yield data
        if data is None:
            raise UnreadableSource(f"{self._what}: the process that read it died")

    def close(self) -> None:
        """End the process."""
        self._process.terminate()
        self._process.join()


def _run(work: Callable[..., None], connection: Connection, arguments: tuple[Any, ...]) -> None:
    """The other process: nearly all that it makes are values, which are never garbage."""
    spare_collector()
    work(connection, *arguments)


def spare_collector() -> None:
    """Let the garbage collector look seldom; what was imported is never garbage."""
    gc.freeze()
    gc.set_threshold(GARBAGE_THRESHOLD)


def _collect(connection: Connection, received: Received) -> None:
    """Take messages out of the pipe, which is small, so that the other process can go on."""
    try:
        while True:
            received.put(connection.recv_bytes())
    except (EOFError, OSError):
        received.put(None)
