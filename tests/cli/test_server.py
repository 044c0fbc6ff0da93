"""Servers, started and stopped as an operator does."""

import os
import subprocess
import sys
import threading

import httpx2
import pytest

from plugdex.stores.sqlite import open_sqlite
from tests.api.servers import free_port, serving, wait_for
from tests.places import location, reading, take_in


@pytest.fixture
def store(tmp_path):
    """The path of a store with one location."""
    path = tmp_path / "test.db"
    opened = open_sqlite(path)
    take_in(opened, reading(location("a")))
    opened.close()
    return path


def test_demo(tmp_path):
    """The demo prints what to try, answers without a key, and leaves nothing behind."""
    port = free_port()
    command = [sys.executable, "-m", "plugdex", "demo", "--port", str(port)]
    environment = os.environ | {"TMPDIR": str(tmp_path)}
    with (
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process,
        httpx2.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client,
    ):
        wait_for(client, process)
        assert client.get("/health").json()["locations"] >= 5000
        process.terminate()
        hints = process.communicate(timeout=20)[0]

    lines = [line.strip() for line in hints.splitlines() if line.strip().startswith("curl")]
    assert len(lines) == 3
    assert not list(tmp_path.iterdir())


def test_workers(store):
    """Several processes answer from the same store."""
    with serving(store, "--open", "--workers", "2") as client:
        assert client.get("/v3/version").status_code == 200


def test_new_data_is_served_at_once(store):
    """What another process takes in is in the next answer."""
    with serving(store, "--open") as client:
        writer = open_sqlite(store)
        take_in(writer, reading(location("b")))
        writer.close()

        assert client.get("/health").json()["locations"] == 2


def test_requests_are_answered_while_stopping(store):
    """A stop signal lets requests end: nobody sees a broken answer."""
    failures = []

    def ask(base):
        with httpx2.Client(base_url=base, trust_env=False) as client:
            try:
                while True:
                    answer = client.get("/health")
                    if answer.status_code != 200:
                        failures.append(answer.status_code)
            except (httpx2.ConnectError, httpx2.RemoteProtocolError, httpx2.ReadError):
                return  # the server is gone, between two requests

    with serving(store, "--open") as client:
        threads = [threading.Thread(target=ask, args=(client.base_url,)) for _ in range(4)]
        for thread in threads:
            thread.start()
    for thread in threads:
        thread.join(20)

    assert failures == []


def test_taken_port(store):
    """A port in use is an error that says what to do."""
    with serving(store, "--open") as client:
        command = ["serve", "--store", f"sqlite:///{store}", "--port", str(client.base_url.port)]
        done = subprocess.run(
            [sys.executable, "-m", "plugdex", *command], capture_output=True, check=False
        )

    assert (done.returncode, b"--port" in done.stderr) == (1, True)
