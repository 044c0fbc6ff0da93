"""Hearing of changes: a thread looks at two numbers that every change moves.

SQLite tells one connection that any other one has committed, of whatever process
(``data_version``). What the change was about it does not tell; changes of the registry are rare,
and each of them counts up a number in the head of the file (``user_version``).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Final

import apsw

from plugdex.directory.ports import TOPICS, Heard, Topic
from plugdex.stores.sqlite.connection import OUTSIDE, open_reader

PERIOD: Final = 0.02
"""Seconds between two looks; each takes some ten microseconds."""

PATIENCE: Final = 1.0

ANY: Final[frozenset[Topic]] = frozenset(("locations",))


def count_up(writer: apsw.Connection) -> None:
    """Say that the change under way is one of the registry."""
    count = int(writer.pragma("user_version"))
    writer.pragma("user_version", (count + 1) & 0x7FFFFFFF)


@contextmanager
def watching(path: Path, heard: Heard) -> Iterator[None]:
    """Call ``heard`` soon after each commit, until the block ends."""
    numbers = _Numbers(path)
    ending = Event()

    def run() -> None:
        while not ending.wait(PERIOD):
            topics = numbers.moved()
            if topics:
                heard(topics)
        numbers.close()

    thread = Thread(target=run, name="watching", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ending.set()
        thread.join()


class _Numbers:
    """The two numbers as they were seen last."""

    def __init__(self, path: Path) -> None:
        self._connection = open_reader(path, PATIENCE)
        self._commits = self._read("data_version")
        self._registry = self._read("user_version")

    def moved(self) -> frozenset[Topic]:
        """What has changed since the last look that did not fail."""
        try:
            return self._moved()
        except OUTSIDE:
            return frozenset()  # the numbers are the same when the disk is well again

    def close(self) -> None:
        self._connection.close()

    def _moved(self) -> frozenset[Topic]:
        commits = self._read("data_version")
        if commits == self._commits:
            return frozenset()
        registry, before = self._read("user_version"), self._registry
        self._commits, self._registry = commits, registry
        return ANY if registry == before else TOPICS

    def _read(self, name: str) -> int:
        return int(self._connection.pragma(name))
