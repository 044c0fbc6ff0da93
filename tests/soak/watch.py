"""What there is to see from outside: memory, files, history."""

import re
from pathlib import Path
from typing import NamedTuple

import httpx2

from tests.soak.load import Done
from tests.soak.world import World

MB = 1_000_000
ANONYMOUS = re.compile(r"^Anonymous:\s+(\d+) kB", re.MULTILINE)
HISTORY = re.compile(r"^plugdex_status_changes_total (\S+)", re.MULTILINE)


class Sample(NamedTuple):
    """One period."""

    seconds: float
    """Since the beginning, at its end."""
    length: float
    pushes: Done
    lookups: Done
    server_mb: float
    feeds_mb: float
    store_mb: float
    log_mb: float
    history: int
    events: tuple[str, ...]


def anonymous_mb(pid: int) -> float:
    """Memory of a process and its children that belongs to it alone."""
    own = ANONYMOUS.search(Path(f"/proc/{pid}/smaps_rollup").read_text())
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    here = int(own[1]) * 1024 / MB if own else 0.0
    return here + sum(anonymous_mb(int(each)) for each in children)


def history_rows(client: httpx2.Client) -> int:
    """Ended statuses in the store, by the server's own count."""
    found = HISTORY.search(client.get("/metrics").text)
    return int(float(found[1])) if found else 0


def size_mb(path: Path) -> float:
    """Of a file, which need not be there."""
    return path.stat().st_size / MB if path.exists() else 0.0


def sizes(world: World) -> tuple[float, float, float, float]:
    """Memory of the server and the feed process, the store and its log."""
    return (
        anonymous_mb(world.pids["server"]),
        anonymous_mb(world.pids["feeds"]),
        size_mb(world.store),
        size_mb(world.store.with_name(world.store.name + "-wal")),
    )
