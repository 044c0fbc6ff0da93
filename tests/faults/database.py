"""PostgreSQL restarted under load, and connections to it that are cut at the worst moment."""

import random
import re
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.crash.server import serving
from tests.faults.load import Load, settle, wait_for
from tests.faults.row import Impossible, Row, counted
from tests.stores.cluster import Node, NoPostgres, node

RECOVERY_SECONDS = 5.0
PREPARED = re.compile(rb"P....(\w+)\0COMMIT\0", re.DOTALL)
"""The message that gives a name to the statement (protocol 3.0, Parse)."""
CHUNK = 65_536
CUT_SECONDS = 2.0


def restart(row: Row, folder: Path, times: int) -> None:
    """The database is restarted, in turn in good order and at once."""
    with database() as server, serving(server.url) as plugdex:
        load = Load(plugdex)
        slowest, stopped = 0.0, 0.0
        for number in range(times):
            time.sleep(1)
            began = time.monotonic()
            server.stop("immediate" if number % 2 else "fast")
            server.start()
            stopped = max(stopped, time.monotonic() - began)
            slowest = max(slowest, load.recovery(time.monotonic()))
        row.saw(f"{times} restarts of {stopped:.1f} s at most, then pushes after {slowest:.2f} s")
        row.must(slowest < RECOVERY_SECONDS, f"pushes came again after {slowest:.1f} s")
        row.must(set(load.failures) <= {"503"}, f"look-ups failed: {load.failures}")
        row.saw(f"{load.asked:,} look-ups, failed while it was away: {counted(load.failures)}")
        for reader in load.readers:
            reader.end()
        load.readers = []
        row.must("Traceback" not in plugdex.said, plugdex.said[-2000:])
        settle(row, load)


def cut_commits(row: Row, folder: Path, times: int) -> None:
    """The way to the database breaks before a COMMIT arrives, or before its answer does."""
    with database() as server:
        way = Way(f"{server.folder}/.s.PGSQL.{server.port}")
        url = f"postgresql://plugdex@127.0.0.1:{way.port}/postgres?sslmode=disable"
        with serving(f"{url}&gssencmode=disable") as plugdex:
            load = Load(plugdex, reader=False)
            way.share = 0.2
            time.sleep(CUT_SECONDS * times)
            wait_for(lambda: len(way.cuts) == 2)
            way.share = 0.0
            row.saw(f"cut {counted(way.cuts)}")
            row.quotes(plugdex.said, "may be stored or not; send it again")
            settle(row, load)
        way.close()


class Way:
    """A proxy before a database, which cuts a share of the connections at their COMMIT."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.share = 0.0
        self.cuts: Counter[str] = Counter()
        self._rng = random.Random(1)
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Take no more connections; those that there are end with their client."""
        self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):  # it was shut down
            while True:
                client, _ = self._listener.accept()
                server = socket.socket(socket.AF_UNIX)
                Pair(self, client, server).start(self._path)

    def chosen(self) -> str:
        """Where to cut, if at all."""
        if self._rng.random() >= self.share:
            return ""
        where = self._rng.choice(("before COMMIT", "before its answer"))
        self.cuts[where] += 1
        return where


class Pair:
    """The two ends of a connection."""

    def __init__(self, way: Way, client: socket.socket, server: socket.socket) -> None:
        self._way, self._client, self._server = way, client, server
        self._is_mute = False
        self._commit = b""
        """The name of the statement."""

    def start(self, path: str) -> None:
        """Pass on what comes, in both directions."""
        try:
            self._server.connect(path)
        except OSError:
            self._client.close()
            self._server.close()
            return
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        up = threading.Thread(target=self._up, daemon=True)
        up.start()
        self._down()
        up.join()
        self._client.close()
        self._server.close()

    def _up(self) -> None:
        with suppress(OSError):
            while data := self._client.recv(CHUNK):
                where = self._way.chosen() if self._commits(data) else ""
                if where == "before COMMIT":
                    break
                self._is_mute = bool(where)
                self._server.sendall(data)
        if not self._is_mute:
            self._cut()

    def _commits(self, data: bytes) -> bool:
        """Whether a COMMIT is sent."""
        found = PREPARED.search(data)
        if found:
            self._commit = found[1] + b"\0"
        return bool(self._commit) and self._commit in data

    def _down(self) -> None:
        with suppress(OSError):
            while data := self._server.recv(CHUNK):
                if self._is_mute:
                    break
                self._client.sendall(data)
        self._cut()

    def _cut(self) -> None:
        for end in (self._client, self._server):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextmanager
def database() -> Iterator[Node]:
    """A server of our own."""
    try:
        with node() as server:
            yield server
    except NoPostgres as missing:
        raise Impossible(str(missing)) from missing
