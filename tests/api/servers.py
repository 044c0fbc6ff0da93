"""A real server on a free port, for tests that speak HTTP."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2

WAIT_SECONDS = 60


@contextmanager
def serving(store: Path, *options: str) -> Iterator[httpx2.Client]:
    """Serve a store; yields a client whose base URL is the server."""
    port = free_port()
    command = [sys.executable, "-m", "plugdex", "serve", "--store", f"sqlite:///{store}"]
    with (
        subprocess.Popen([*command, "--port", str(port), *options]) as process,
        httpx2.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client,
    ):
        try:
            wait_for(client, process)
            yield client
        finally:
            process.terminate()
            process.wait(WAIT_SECONDS)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(client: httpx2.Client, process: subprocess.Popen) -> None:
    """Wait until the server answers."""
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            client.get("/health")
        except httpx2.TransportError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the server does not answer")
