"""A server that can be killed, and whose words are kept."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx2

from tests.api.servers import free_port, wait_for
from tests.crash.pushing import PARTY

PLUGDEX = (sys.executable, "-m", "plugdex")


class Server:
    """``plugdex serve`` of a store; the peers that push are let in by ``admit``."""

    def __init__(
        self, store: str, *, is_open: bool = True, environment: Mapping[str, str] | None = None
    ) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._options = ["--open"] * is_open
        self._environment = {**os.environ, **(environment or {})}
        self.move(store)
        self._log = Path(tempfile.mkstemp(prefix="pdx-log-")[1])
        self._process: subprocess.Popen[bytes] | None = None

    def move(self, store: str) -> None:
        """Serve another store from the next start on."""
        self.store = store
        self._environment["PLUGDEX_STORE"] = store

    def admit(self) -> None:
        """Let the peers in."""
        done = self.run(*PARTY)
        if done.returncode:
            raise AssertionError(done.stderr)

    def run(self, *arguments: str, timeout: float = 120) -> subprocess.CompletedProcess[str]:
        """Run another command on the same store."""
        return subprocess.run(
            [*PLUGDEX, *arguments],
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=timeout,
        )

    def start(self) -> None:
        """Start, and wait until it answers."""
        command = [*PLUGDEX, "serve", *self._options, "--port", str(self.port)]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(command, env=self._environment, stderr=log, stdout=log)
        with self.client() as client:
            wait_for(client, self._process)

    def client(self) -> httpx2.Client:
        """Asks this server."""
        return httpx2.Client(base_url=self.url, trust_env=False, timeout=60)

    def kill(self) -> None:
        """As ``kill -9`` does."""
        self._end(lambda process: process.kill())

    def stop(self) -> None:
        """As the operator does."""
        self._end(lambda process: process.terminate())

    def _end(self, how) -> None:
        if self._process:
            how(self._process)
            self._process.wait(60)
            self._process = None

    @property
    def said(self) -> str:
        """What it wrote for the operator."""
        return self._log.read_text(errors="replace")

    def forget(self) -> None:
        """Delete what it said."""
        self._log.unlink()


@contextmanager
def serving(
    store: str, *, is_open: bool = True, environment: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """A server that runs, and is gone afterwards."""
    server = Server(store, is_open=is_open, environment=environment)
    try:
        server.admit()
        server.start()
        yield server
    finally:
        server.kill()
        server.forget()
