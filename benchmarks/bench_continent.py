"""A continent in one file: millions of locations imported, then asked.

The file is made of real locations (see ``continent``), packed, and imported by the command into a
store that is not there yet. Then the real server with one worker is asked over one connection.
"""

import argparse
import os
import random
import shutil
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import quantiles
from typing import Final

import apsw
import continent
import dumps
import msgspec
from bench_lookup import TRIMMED, cold_start, lists
from bench_search import CCS, RARE, box, near
from load import Client
from processes import finish, free_port, serve, serving

from plugdex.api.here_v3.parts import LOCATION_ID

ASKED: Final = 1_000
"""Requests of each kind; no place and no id twice."""

WARM_UP: Final = 20
LINE: Final = "{:44} {:>12} {:>12}"
TABLES: Final = """
    SELECT CASE WHEN name LIKE 'location_words%' THEN 'location_words' ELSE name END, sum(pgsize)
    FROM dbstat GROUP BY 1 ORDER BY 2 DESC"""


def main() -> None:
    """Make the file, import it, ask the store, and delete both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--locations", type=int, default=2_000_000)
    parser.add_argument("--folder", type=Path, help="Where the files are made; they stay there.")
    chosen = parser.parse_args()
    folder = chosen.folder or Path(tempfile.mkdtemp(prefix="plugdex-continent-"))
    folder.mkdir(exist_ok=True)
    try:
        store = load(folder, chosen.locations)
        sizes(store)
        ask(store)
    finally:
        if chosen.folder is None:
            shutil.rmtree(folder)


def load(folder: Path, size: int) -> Path:
    """Import a file of so many locations; one that is there is taken again."""
    file, store = folder / f"{size}.json.zst", folder / f"{size}.db"
    if not file.exists():
        unfinished = file.with_suffix(".part")
        connectors = continent.write(unfinished, size)
        unfinished.rename(file)
        print(f"{connectors:.1f} connectors each, {file.stat().st_size / 1e6:,.0f} MB packed")
    for each in folder.glob(f"{store.name}*"):
        each.unlink()
    arguments = ("--source", dumps.SOURCE, "--store", f"sqlite:///{store}", "--json")
    used = finish(["-m", "plugdex", "import", "ocpi", str(file), *arguments])
    found = msgspec.json.decode(used.output)["locations"]["total"]
    print(f"\n{found:,} locations (of {dumps.dump().name}), {os.cpu_count()} processors")
    print(LINE.format("load, locations a second", f"{found / used.wall:,.0f}", ""))
    print(LINE.format("processor time, µs a location", f"{used.cpu / found * 1e6:,.0f}", ""))
    print(LINE.format("largest process, MB", f"{used.peak_mb:,.0f}", ""), flush=True)
    return store


def sizes(store: Path) -> None:
    """Bytes of a location, by table."""
    connection = apsw.Connection(str(store), flags=apsw.SQLITE_OPEN_READONLY)
    ((count,),) = connection.execute("SELECT count(*) FROM location").fetchall()
    print(LINE.format("bytes a location", f"{store.stat().st_size / int(str(count)):,.0f}", ""))
    for name, size in connection.execute(TABLES):
        each = int(str(size)) / int(str(count))
        if each >= 1:
            print(LINE.format(f"  {name}", f"{each:,.0f}", ""))
    connection.close()


def ask(store: Path) -> None:
    """Times of requests in milliseconds, and what the worker then takes."""
    places, ids = places_and_ids(store)
    questions = {
        "by id": [f"/v3/locations/{each}" for each in ids[:ASKED]],
        "100 ids, trimmed": lists(ids, TRIMMED),
        "100 ids, three fields": lists(ids, "fields=address,evses,connectorGroups"),
        "nearest 20, CCS": [near(*place, f"{CCS}&limit=20") for place in places],
        "nearest 20, CCS of 150 kW": [
            near(*place, f"{CCS}&minKw=150&limit=20") for place in places
        ],
        "nearest 20, a rare connector": [near(*place, f"{RARE}&limit=20") for place in places],
        "box of 10 km, CCS, at most 100": [
            box(*place, 5_000, f"{CCS}&limit=100") for place in places
        ],
    }
    forget(store)
    cold = cold_start(store, ids[0])
    starts = sorted(cold_start(store, each) for each in ids[:5])
    print(LINE.format("", "p50, ms", "p99, ms"))
    port = free_port()
    with serving(serve(store, port, "--open"), port) as pid:
        client = Client(port)
        for name, targets in questions.items():
            times = timed(client, targets[:ASKED])
            print(LINE.format(name, f"{times[49]:.2f}", f"{times[98]:.2f}"), flush=True)
        print(LINE.format("start to first answer, s", f"{starts[2]:.2f}", ""))
        print(LINE.format("start, the file not in memory, s", f"{cold:.2f}", ""))
        print(LINE.format("memory of the worker beyond files, MB", f"{anonymous_mb(pid):,.0f}", ""))


def timed(client: Client, targets: Sequence[str]) -> list[float]:
    """Percentiles of the time to an answer, in milliseconds."""
    client.connect()
    requests = [client.request(target) for target in targets]
    for request in requests[:WARM_UP]:
        client.body(request)
    times = []
    for request in requests:
        started = time.perf_counter()
        client.body(request)
        times.append((time.perf_counter() - started) * 1000)
    return quantiles(times, n=100)


def places_and_ids(store: Path) -> tuple[list[tuple[float, float]], list[str]]:
    """Positions and ids at random, the same in every run."""
    connection = apsw.Connection(str(store), flags=apsw.SQLITE_OPEN_READONLY)
    rng = random.Random(11)
    ((last,),) = connection.execute("SELECT max(rid) FROM location").fetchall()
    found: dict[str, tuple[float, float]] = {}
    query = "SELECT id, lat, lon FROM location WHERE rid >= ? LIMIT 1"
    while len(found) < min(ASKED * 100, 50_000):
        for name, lat, lon in connection.execute(query, (rng.randrange(int(str(last))),)):
            found[LOCATION_ID + str(name)] = (round(float(str(lat)), 5), round(float(str(lon)), 5))
    connection.close()
    return list(found.values())[:ASKED], list(found)


def anonymous_mb(pid: int) -> float:
    """Memory of a process and those that it started, without what files can give back (Linux)."""
    total = 0
    for each in (pid, *children(pid)):
        for line in Path(f"/proc/{each}/smaps_rollup").read_text().splitlines():
            if line.startswith("Anonymous:"):
                total += int(line.split()[1])
    return total / 1024


def children(pid: int) -> list[int]:
    """The processes that a process started."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(each) for task in tasks for each in task.read_text().split()]


def forget(path: Path) -> None:
    """Let the system drop a file from its memory."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


if __name__ == "__main__":
    main()
