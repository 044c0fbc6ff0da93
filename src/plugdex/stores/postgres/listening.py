"""Hearing of changes: PostgreSQL tells who listens when a change is committed.

A session of its own listens at the leader; a standby cannot. When it was lost, what was said
meanwhile is not said again, so everything counts as changed once it is back.
"""

import logging
import time
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from typing import Any, Final

import psycopg

from plugdex.directory.ports import TOPICS, Heard, Topic
from plugdex.model.errors import StoreError
from plugdex.stores.postgres.connection import Address
from plugdex.stores.postgres.errors import explaining
from plugdex.stores.postgres.link import Link

CHANNEL: Final = "plugdex"
LISTEN: Final = f"LISTEN {CHANNEL}"
PATIENCE: Final = 0.25
"""Seconds after which a thread that hears nothing sees whether it should end."""

AGAIN: Final = 1.0
"""Seconds between two attempts to reach a server that is away."""

WRITTEN: Final = "SELECT pg_current_wal_lsn()::text"
REPLAYED: Final = "SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn IS NOT FALSE"
STEP: Final = 0.005
BEHIND: Final = 2.0
"""Seconds that a standby is waited for."""

log = logging.getLogger(__name__)


def saying(topics: Collection[Topic]) -> str:
    """The statement that tells what the change under way is about; part of it."""
    return f"NOTIFY {CHANNEL}, '{','.join(sorted(topics))}'"


@contextmanager
def listening(address: Address, read_address: Address, heard: Heard) -> Iterator[None]:
    """Call ``heard`` soon after each commit, until the block ends; raises ``StoreError``.

    Where requests read a standby, it is called when the standby has the change, too.
    """
    standby = None if read_address is address else Link(read_address)
    listener = _Listener(address, standby, heard)
    thread = Thread(target=listener.run, name="listening", daemon=True)
    thread.start()
    try:
        yield
    finally:
        listener.ending.set()
        thread.join()
        if standby:
            standby.close()


class _Listener:
    """What the thread does."""

    def __init__(self, address: Address, standby: Link | None, heard: Heard) -> None:
        self._address = address
        self._standby = standby
        self._heard = heard
        self._connection = self._connected()
        self.ending = Event()

    def run(self) -> None:
        """Listen, again and again."""
        while not self.ending.is_set():
            try:
                self._listen()
            except psycopg.Error as error:
                log.warning("listening_failed: %s", " ".join(str(error).split()))
                self._connection.close()
                self._reconnect()
        self._connection.close()

    def _listen(self) -> None:
        """Tell what is said, until the connection is lost."""
        while not self.ending.is_set():
            said = list(self._connection.notifies(timeout=PATIENCE, stop_after=1))
            if said:
                self._tell(topics_in(each.payload for each in said))

    def _reconnect(self) -> None:
        while not self.ending.wait(AGAIN):
            try:
                self._connection = self._connected()
            except StoreError:
                continue
            self._tell(TOPICS)
            return

    def _tell(self, topics: frozenset[Topic]) -> None:
        if self._standby is not None:
            self._await(self._standby)
        self._heard(topics)

    def _await(self, standby: Link) -> None:
        """Wait until a standby has what is written by now, or for long enough."""
        ((written,),) = self._connection.execute(WRITTEN).fetchall()
        deadline = time.monotonic() + BEHIND
        with suppress(StoreError):
            while standby.rows(REPLAYED, (written,)) == [(False,)]:
                if time.monotonic() > deadline or self.ending.wait(STEP):
                    return

    def _connected(self) -> psycopg.Connection[Any]:
        """A session that listens from now on."""
        connection = self._address.connect({})
        with explaining(self._address.name):
            connection.execute(LISTEN)
        return connection


def topics_in(payloads: Iterable[str]) -> frozenset[Topic]:
    """What was said, all together; words of a newer program are none of ours."""
    said = {word for each in payloads for word in each.split(",")}
    return frozenset(topic for topic in TOPICS if topic in said)
