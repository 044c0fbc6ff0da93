"""A process of its own that sends messages: what is bytes in and values out can be anywhere.

See decision 0002.
"""

import gc
import multiprocessing
import threading
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from queue import Queue
from typing import Any, Final

from plugdex.model.errors import UnreadableSource

AHEAD: Final = 25
"""Messages that may wait: somewhat more than one transaction takes in, about 10 MB."""

GARBAGE_THRESHOLD: Final = 50_000
"""New containers before the collector looks; the default of 700 costs a load 8 %."""

Received = Queue[bytes | None]
"""Messages of the process; ``None`` when it is gone."""


def messages(work: Callable[..., None], arguments: tuple[Any, ...], what: str) -> Iterator[bytes]:
    """What ``work(connection, *arguments)`` sends from another process, up to an empty message.

    Raises ``UnreadableSource`` when the process dies before. Leaving the iterator ends it.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(work, theirs, arguments), daemon=True)
    process.start()
    theirs.close()
    received: Received = Queue(AHEAD)
    threading.Thread(target=_collect, args=(ours, received), daemon=True).start()
    try:
        while data := received.get():
            yield data
        if data is None:
            raise UnreadableSource(f"{what}: the process that read it died")
    finally:
        process.terminate()
        process.join()


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
