"""Child processes and what they use."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

TICKS = os.sysconf("SC_CLK_TCK")
KB = 1 if sys.platform == "darwin" else 1024
"""Unit of ru_maxrss."""


class Usage(NamedTuple):
    """What a finished process used."""

    wall: float
    cpu: float
    peak_mb: float
    output: str


def finish(command: Sequence[str]) -> Usage:
    """Run a command of this Python to its end."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout
    output = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    wall = time.perf_counter() - started
    return Usage(wall, used.ru_utime + used.ru_stime, used.ru_maxrss * KB / 2**20, output)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(
    command: Sequence[str],
    port: int,
    environment: Mapping[str, str] | None = None,
    python: str | None = None,
) -> Iterator[int]:
    """Run a server, of this or another Python, while the block lasts; the value is its process id.

    Another Python finds only its own packages.
    """
    variables = {**os.environ, **(environment or {})}
    if python:
        variables.pop("PYTHONPATH", None)
    process = subprocess.Popen([python or sys.executable, *command], env=variables)
    try:
        _wait_for(port, process)
        yield process.pid
    finally:
        process.terminate()
        process.wait()


def cpu_seconds(pid: int) -> float:
    """CPU time of a running process, user and system, in steps of 10 ms (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def family_seconds(pid: int) -> float:
    """CPU time of a process and all that it started, also of what ended meanwhile (Linux)."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        threads = list(Path(f"/proc/{pid}/task").iterdir())
        children = [each for at in threads for each in (at / "children").read_text().split()]
    except (FileNotFoundError, ProcessLookupError):  # ended: its parent has its time
        return 0.0
    own = sum(map(int, fields[11:15])) / TICKS
    return own + sum(family_seconds(int(child)) for child in children)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    while process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except ConnectionRefusedError:
            time.sleep(0.005)
    raise SystemExit(f"the server ended with {process.returncode}")


def serve(store: Path, port: int, *more: str) -> list[str]:
    """The command that serves a store."""
    return ["-m", "plugdex", "serve", "--store", f"sqlite:///{store}", "--port", str(port), *more]
