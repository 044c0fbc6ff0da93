"""How long it takes to give all away: ``python benchmarks/bench_export.py [SIZE [FORMAT…]]``.

Each format is written by the command itself from a store of real locations, most of them copies.
Times are wall time with the processor time beside them. Memory is what the process has of its own,
without the pages of the store's file, which the system shares.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final, NamedTuple

from big_stores import big_store

SIZE: Final = 500_000
FORMATS: Final = ("geoparquet", "ndjson", "geojson", "csv", "ocpi", "sqlite")
LOOK_SECONDS: Final = 0.1


class Usage(NamedTuple):
    """What a finished export used."""

    wall: float
    cpu: float
    own_mb: float


def main(size: int, formats: list[str]) -> None:
    """Print a row for each format."""
    store = f"sqlite:///{big_store(size)}"
    print(f"{'':12}{'wall s':>8}{'cpu s':>8}{'own MB':>9}{'file MB':>9}{'per s':>9}")
    with tempfile.TemporaryDirectory() as folder:
        for name in formats:
            out = Path(folder) / f"all.{name}"
            command = ["-m", "plugdex", "export", name, str(out), "--store", store]
            used = finish([*command, "--mix-licences"])
            megabytes = out.stat().st_size / 1e6
            print(
                f"{name:12}{used.wall:8.1f}{used.cpu:8.1f}{used.own_mb:9,.0f}"
                f"{megabytes:9,.1f}{size / used.wall:9,.0f}",
                flush=True,
            )
            out.unlink()


def finish(command: list[str]) -> Usage:
    """Run a command of this Python to its end, and look at its memory meanwhile."""
    started = time.perf_counter()
    process = subprocess.Popen([sys.executable, *command], stderr=subprocess.DEVNULL)
    most = 0.0
    while True:
        found, status, used = os.wait4(process.pid, os.WNOHANG)
        if found:
            break
        most = max(most, own_memory(process.pid))
        time.sleep(LOOK_SECONDS)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return Usage(time.perf_counter() - started, used.ru_utime + used.ru_stime, most)


def own_memory(pid: int) -> float:
    """Megabytes of a process that are no file's (Linux)."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("RssAnon:"):
            return int(line.split()[1]) / 1024
    return 0.0


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else SIZE, sys.argv[2:] or list(FORMATS))
