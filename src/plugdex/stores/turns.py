"""Turns: writers go one after the other, in the order in which they ask.

Threads of one process wait in a list. Processes that share a store wait for locks on a file
beside it, because SQLite lets its writers sleep and try again, and some never get in.
"""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock, get_ident
from typing import IO, Final

from plugdex.model.errors import StoreError

try:
    import fcntl
except ImportError:  # Windows has no such locks; there SQLite's own waiting has to do
    fcntl = None  # type: ignore[assignment]

QUEUE: Final = 0
TURN: Final = 1
"""Bytes of the file that stand for the place at the head of the queue, and for the turn."""


class Turns:
    """A lock that serves who asked first; ``threading.Lock`` may let anyone overtake.

    With a ``path``, it holds for all processes that use the same file.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._guard = Lock()
        self._waiting: deque[Lock] = deque()
        self._taken = False
        self._owner = 0
        self._path = path
        self._file: IO[bytes] | None = None

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn and hold it; raises ``RuntimeError`` for a turn inside a turn."""
        if self._owner == get_ident():
            raise RuntimeError("a change inside a change would wait for itself for ever")
        self._enter()
        self._owner = get_ident()
        try:
            with self._among_processes():
                yield
        finally:
            self._owner = 0
            self._pass_on()

    def close(self) -> None:
        """Release the file; no turn may be under way."""
        if self._file:
            self._file.close()
            self._file = None

    @contextmanager
    def _among_processes(self) -> Iterator[None]:
        """Hold the turn of this process.

        Who waits for the turn holds the head of the queue, so that a process that has just had
        its turn cannot take it again before the one that waits.
        """
        if self._path is None or fcntl is None:
            yield
            return
        if self._file is None:
            self._file = self._opened(self._path)
        fcntl.lockf(self._file, fcntl.LOCK_EX, 1, QUEUE)
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX, 1, TURN)
        finally:
            fcntl.lockf(self._file, fcntl.LOCK_UN, 1, QUEUE)
        try:
            yield
        finally:
            fcntl.lockf(self._file, fcntl.LOCK_UN, 1, TURN)

    @staticmethod
    def _opened(path: Path) -> IO[bytes]:
        try:
            return path.open("ab")
        except OSError as error:
            raise StoreError(
                f"The file {path}: {error.strerror}. "
                "Check the disk, and the rights of the file and of its folder."
            ) from error

    def _enter(self) -> None:
        with self._guard:
            if not self._taken:
                self._taken = True
                return
            ticket = Lock()
            ticket.acquire()
            self._waiting.append(ticket)
        try:
            ticket.acquire()
        except BaseException:
            self._give_up(ticket)
            raise

    def _give_up(self, ticket: Lock) -> None:
        with self._guard:
            if ticket in self._waiting:
                self._waiting.remove(ticket)
                return
        self._pass_on()

    def _pass_on(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False
