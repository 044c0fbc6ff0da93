"""Restarts that no client notices."""

import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import contextmanager

import httpx2
import pytest

from plugdex.stores.sqlite import open_sqlite
from tests.api.servers import free_port, wait_for
from tests.places import location, reading, take_in

LINUX = sys.platform == "linux"
AS_SYSTEMD = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ.update(LISTEN_FDS="1", LISTEN_PID=str(os.getpid()))
os.execv(sys.argv[2], sys.argv[2:])
"""


@pytest.fixture
def command(tmp_path):
    """The command that serves a store with one location."""
    path = tmp_path / "test.db"
    opened = open_sqlite(path)
    take_in(opened, reading(location("a")))
    opened.close()
    return [sys.executable, "-m", "plugdex", "serve", "--store", f"sqlite:///{path}", "--open"]


class Hammer:
    """Clients that ask without a pause; ``seen`` counts statuses and errors."""

    def __init__(self, port, *, keep_alive):
        self.seen = Counter()
        self.pids = set()
        self._url = f"http://127.0.0.1:{port}"
        self._keep_alive = keep_alive
        self._ending = threading.Event()
        self._threads = [threading.Thread(target=self._run) for _ in range(3)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stop()

    def stop(self):
        """Ask no more."""
        self._ending.set()
        for thread in self._threads:
            thread.join(30)

    def _run(self):
        limits = httpx2.Limits(max_keepalive_connections=None if self._keep_alive else 0)
        with httpx2.Client(
            base_url=self._url, limits=limits, timeout=20, trust_env=False
        ) as client:
            while not self._ending.is_set():
                try:
                    self.seen[client.get("/v3/version").status_code] += 1
                except httpx2.TransportError as error:
                    self.seen[repr(error)] += 1


def workers_of(pid):
    """The processes that a server started."""
    found = subprocess.run(
        ["ps", "--ppid", str(pid), "-ww", "-o", "pid=,args="], capture_output=True
    )
    lines = found.stdout.decode().splitlines()
    return {int(line.split()[0]) for line in lines if "spawn_main" in line}


def eventually(is_so, seconds=60):
    """Wait until something is so."""
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline
        time.sleep(0.1)


@contextmanager
def running(command, *options, pass_fds=()):
    """Start a server, and stop it whatever happens."""
    with subprocess.Popen([*command, *options], pass_fds=pass_fds) as process:
        try:
            yield process
        finally:
            process.terminate()
            process.wait(20)


@pytest.mark.skipif(not LINUX, reason="signals and ps as Linux has them")
@pytest.mark.parametrize("keep_alive", [False, True])
def test_reload(command, keep_alive):
    """SIGHUP replaces the workers one by one; every request is answered with 200 meanwhile."""
    port = free_port()
    with running(command, "--port", str(port), "--workers", "2") as process:
        with httpx2.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
            wait_for(client, process)
        eventually(lambda: len(workers_of(process.pid)) == 2)
        before = workers_of(process.pid)
        with Hammer(port, keep_alive=keep_alive) as hammer:
            process.send_signal(signal.SIGHUP)
            eventually(lambda: len(after := workers_of(process.pid)) == 2 and not after & before)

    assert set(hammer.seen) == {200}
    assert hammer.seen[200] > 100


@pytest.mark.skipif(not LINUX, reason="descriptors are passed on Linux")
@pytest.mark.parametrize("workers", ["1", "2"])
def test_stop_and_start_on_a_passed_socket(command, workers):
    """Between the end of a server and the start of the next one clients wait, nobody is refused."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        passed = listener.fileno()
        options = ("--fd", str(passed), "--workers", workers)
        with Hammer(listener.getsockname()[1], keep_alive=False) as hammer:
            for ending in (False, False, True):
                answered = hammer.seen[200]
                with running(command, *options, pass_fds=[passed]):
                    eventually(lambda least=answered + 20: hammer.seen[200] > least)
                    if ending:
                        hammer.stop()

    assert set(hammer.seen) == {200}


@pytest.mark.skipif(not LINUX, reason="systemd is on Linux")
def test_socket_of_systemd(command):
    """What systemd says in ``LISTEN_FDS`` counts when it is said to this process."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        as_systemd = [sys.executable, "-c", AS_SYSTEMD, str(listener.fileno()), *command]
        with (
            running(as_systemd, pass_fds=[listener.fileno()]) as process,
            httpx2.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client,
        ):
            wait_for(client, process)
            assert client.get("/health").json()["status"] == "ok"


def test_no_socket(command):
    """A descriptor that is no socket is wrong usage."""
    done = subprocess.run([*command, "--fd", "77"], capture_output=True, check=False)

    assert (done.returncode, b"--fd" in done.stderr) == (2, True)
