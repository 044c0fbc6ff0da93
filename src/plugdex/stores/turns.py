"""Turns: writers of one process go one after the other, in the order in which they ask."""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock, get_ident


class Turns:
    """A lock that serves who asked first; ``threading.Lock`` may let anyone overtake."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._waiting: deque[Lock] = deque()
        self._taken = False
        self._owner = 0

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn and hold it; raises ``RuntimeError`` for a turn inside a turn."""
        if self._owner == get_ident():
            raise RuntimeError("a change inside a change would wait for itself for ever")
        self._enter()
        self._owner = get_ident()
        try:
            yield
        finally:
            self._owner = 0
            self._pass_on()

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
