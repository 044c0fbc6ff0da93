"""Checkpoints: moving what was written from the log into the file, beside the writers.

A checkpoint inside a commit makes one change in some hundred wait for 50 ms and more. So a
thread with a connection of its own does them. It takes a writer's turn only when the log has
become long, for the little that came meanwhile: then the log starts over.
"""

import logging
from pathlib import Path
from threading import Event, Thread
from typing import Final

import apsw

from plugdex.stores.sqlite.connection import OUTSIDE, open_writer
from plugdex.stores.turns import Turns

SOON: Final = 1_000
"""Pages in the log (8 MB) from which on a checkpoint is due."""

NOW: Final = 8_000
"""Pages in the log (64 MB) from which on writers wait for the end of a checkpoint."""

PATIENCE: Final = 1.0

log = logging.getLogger(__name__)


class Checkpoints:
    """The thread; it starts with the first checkpoint that is due."""

    def __init__(self, path: Path, turns: Turns) -> None:
        self._path = path
        self._turns = turns
        self._due = Event()
        self._ending = False
        self._thread: Thread | None = None

    def watch(self, writer: apsw.Connection) -> None:
        """Learn of every commit of a connection."""
        writer.set_wal_hook(self._committed)

    def close(self) -> None:
        """End the thread; waits for a checkpoint under way."""
        self._ending = True
        self._due.set()
        if self._thread:
            self._thread.join()

    def _committed(self, _connection: apsw.Connection, _name: str, pages: int) -> int:
        if pages >= SOON:
            self._due.set()
            if not self._thread:
                self._thread = Thread(target=self._run, name="checkpoints", daemon=True)
                self._thread.start()
        return apsw.SQLITE_OK

    def _run(self) -> None:
        try:
            connection = open_writer(self._path, PATIENCE)
        except OUTSIDE as error:
            log.warning("checkpoints_impossible: %s", error)
            return
        while self._due.wait() and not self._ending:
            self._due.clear()
            self._checkpoint(connection)
        connection.close()

    def _checkpoint(self, connection: apsw.Connection) -> None:
        """Move the log into the file; one that fails loses nothing, the next one follows.

        The log starts over with the first change that begins after all of it was moved. Under
        steady writing that takes a turn: otherwise the next change has always begun before.
        """
        try:
            pages, _ = connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_PASSIVE)
            if pages >= NOW:
                with self._turns.turn():
                    connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_PASSIVE)
        except (apsw.BusyError, apsw.LockedError):
            return  # another process does it
        except OUTSIDE as error:
            log.warning("checkpoint_failed: %s", error)
