"""The same work on the embedded and on the server store, side by side, in one process.

``--postgres URL`` names an empty database; without it a server is started for the run, durable
as one that serves people.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import Final

import dumps
from big_stores import copies
from msgspec.structs import replace

from plugdex import wiring
from plugdex.api.prepared import Prepared
from plugdex.directory.asked import Box
from plugdex.directory.entries import to_entry
from plugdex.directory.ingest import Ingest, Scope
from plugdex.directory.ports import Store, Transaction
from plugdex.directory.publish import Subject, refresh, shown
from plugdex.directory.records import to_location, to_statuses
from plugdex.directory.report import Tally
from plugdex.directory.search.core import search
from plugdex.directory.search.question import Question
from plugdex.formats.port import Reading
from plugdex.model.connectors import BY_OCPI
from plugdex.model.filters import Filters
from plugdex.model.location import Point
from plugdex.stores.postgres.reads import PostgresReads

sys.path.insert(0, str(dumps.ROOT))
from tests.stores import cluster

LOOKUPS: Final = 1_500
SEARCHES: Final = 200
SINGLE: Final = 300
GROUP: Final = 100
CCS: Final = "IEC_62196_T2_COMBO"
RARE: Final = "IEC_60309_2_three_16"
DURABLE: Final = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on",
                  "shared_buffers": "512MB", "max_wal_size": "4GB"}  # fmt: skip


def main() -> None:
    """Fill both stores, then ask both."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--postgres", metavar="URL")
    chosen = parser.parse_args()
    readings = list(copies(dumps.read(dumps.dump()), chosen.size))
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        url = chosen.postgres or stack.enter_context(server())
        urls = {"SQLite": f"sqlite:///{folder}/plugdex.db", "PostgreSQL": url}
        stores = {name: wiring.open_store(url) for name, url in urls.items()}
        for store in stores.values():
            stack.callback(store.close)
        print(f"{chosen.size:,} locations (of {dumps.dump().name}), {os.cpu_count()} processors")
        print(f"{'':36}" + "".join(f"{name:>26}" for name in stores))
        show(
            "load, locations a second", [f"{fill(each, readings):,.0f}" for each in stores.values()]
        )
        places = [each.location.coordinates for each in readings[:: len(readings) // SEARCHES]
                  if each.location and each.location.coordinates]  # fmt: skip
        rids = [row.rid for row in next(iter(stores.values())).scan("location", dumps.SOURCE)]
        for name, ask in questions(rids, places):
            show(f"{name}, µs", [cost(ask, each) for each in stores.values()])
        for count in (1, GROUP):
            rates = [f"{push(each, rids, count):,.0f}" for each in stores.values()]
            show(f"status changes a second, by {count}", rates)


@contextmanager
def server() -> Iterator[str]:
    """A server that keeps what it acknowledges."""
    cluster.SETTINGS.update(DURABLE)
    with cluster.node() as node:
        yield node.url


def show(name: str, columns: Sequence[object]) -> None:
    """A line of the table."""
    print(f"{name:36}" + "".join(f"{each!s:>26}" for each in columns), flush=True)


def fill(store: Store, readings: Sequence[Reading]) -> float:
    """Locations a second of wall time, through the ingest that everything goes through."""
    started = time.perf_counter()
    Ingest(store, Prepared(), Scope(source=dumps.SOURCE), Tally()).run(map(to_entry, readings))
    return len(readings) / (time.perf_counter() - started)


Ask = Callable[[Store, random.Random], object]


def questions(rids: Sequence[int], places: Sequence[Point]) -> Iterator[tuple[str, Ask]]:
    """What is asked, by name."""
    mask = BY_OCPI[CCS].mask

    def near(names: tuple[str, ...]) -> Ask:
        asked = Question(filters=Filters(connectors=names), order="distance", limit=20)
        return lambda store, rng: search(store.reads(), replace(asked, near=rng.choice(places)))

    yield "by id", lambda store, rng: store.reads().answers([rng.choice(rids)])
    yield "100 ids, trimmed", lambda store, rng: store.reads().answers(rng.sample(rids, 100), mask)
    yield "100 ids", lambda store, rng: store.reads().answers(rng.sample(rids, 100))
    yield (
        "box 10 km, CCS, first 100",
        lambda store, rng: search(
            store.reads(),
            Question(filters=Filters(connectors=(CCS,)), box=around(rng.choice(places)), limit=100),
        ),
    )
    yield "nearest 20", near(())
    yield "nearest 20, CCS", near((CCS,))
    yield "nearest 20, rare", near((RARE,))


def around(point: Point) -> Box:
    """A box of about 10 km."""
    return Box(west=point.lon - 0.074, south=point.lat - 0.045, east=point.lon + 0.074,
               north=point.lat + 0.045)  # fmt: skip


def cost(ask: Ask, store: Store) -> str:
    """Median, 99th percentile and CPU time of this process and of the database's.

    The same questions every time.
    """
    asked_of = backend(store)
    rng = random.Random(3)
    for _ in range(30):
        ask(store, rng)
    started, times = time.perf_counter(), []
    began, began_there = time.process_time(), asked_of()
    while len(times) < SEARCHES or (len(times) < LOOKUPS and time.perf_counter() - started < 3):
        asked = time.perf_counter()
        ask(store, rng)
        times.append((time.perf_counter() - asked) * 1e6)
    cpu = (time.process_time() - began) / len(times) * 1e6
    there = (asked_of() - began_there) / len(times) * 1e6
    return f"{median(times):,.0f} / {quantiles(times, n=100)[98]:,.0f} ({cpu:,.0f} + {there:,.0f})"


def backend(store: Store) -> Callable[[], float]:
    """CPU time, in seconds, of the process of the database that answers this thread; for Linux."""
    reads = store.reads()
    if not isinstance(reads, PostgresReads):
        return lambda: 0.0
    ((pid,),) = reads.rows("SELECT pg_backend_pid()")
    times = Path(f"/proc/{pid}/schedstat")
    return lambda: int(times.read_text().split()[0]) / 1e9


def push(store: Store, rids: Sequence[int], together: int) -> float:
    """Durable changes of one EVSE's status a second, so many in each transaction."""
    rng = random.Random(5)
    started, count = time.perf_counter(), 0
    while count < SINGLE * together and time.perf_counter() - started < 10:
        with store.transaction() as tx:
            change(tx, rng.sample(rids, together), rng)
        count += together
    return count / (time.perf_counter() - started)


def change(tx: Transaction, rids: Sequence[int], rng: random.Random) -> None:
    """Another status for the first EVSE of each location."""
    subjects = []
    for row in tx.stored(rids).values():
        location, known = to_location(row), to_statuses(row)
        news = tuple(
            replace(each, status=rng.choice(("AVAILABLE", "CHARGING"))) if not place else each
            for place, each in enumerate(known)
        )
        before = shown(location, known)
        subjects.append(Subject(rid=row.rid, location=location, statuses=news, before=before,
                                known=known))  # fmt: skip
    refresh(tx, Prepared(), subjects)


if __name__ == "__main__":
    main()
