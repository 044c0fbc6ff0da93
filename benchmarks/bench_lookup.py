"""What a lookup costs the server, next to a server that sends as many constant bytes."""

import random
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Final

import apsw
import dumps
from big_stores import big_store
from compared import HEAD, line
from load import Client
from processes import free_port, serve, serving

from plugdex.api.here_v3.parts import LOCATION_ID
from plugdex.directory.keys import create_key
from plugdex.model.connectors import BY_OCPI
from plugdex.stores.sqlite import open_sqlite

SIZES: Final = (100_000, 500_000)
DIFFERENT: Final = 200
"""Different requests of each kind: 20,000 locations are touched, not always the same hundred."""
IDS: Final = 100
KEY_NAME: Final = "benchmark"
CCS: Final = "IEC_62196_T2_COMBO"
TRIMMED: Final = f"fields=address,evses,connectorGroups&connectorTypes={CCS}"


def main() -> None:
    """Measure each store."""
    for size in SIZES:
        store = big_store(size)
        print(f"\n{size:,} locations (of {dumps.dump().name}), one worker")
        compare(store)
        (identifier,) = some_ids(store, 0)[:1]
        starts = [cold_start(store, identifier) for _ in range(5)]
        print(f"start to first answer: {median(starts):.2f} s")


def compare(store: Path) -> None:
    """Print a line for each kind of request."""
    key = new_key(store)
    with ExitStack() as servers:
        open_port, keyed_port, plain_port = free_port(), free_port(), free_port()
        open_pid = servers.enter_context(serving(serve(store, open_port, "--open"), open_port))
        keyed_pid = servers.enter_context(serving(serve(store, keyed_port), keyed_port))
        constant = str(Path(__file__).with_name("constant.py"))
        plain_pid = servers.enter_context(serving([constant, str(plain_port)], plain_port))
        plain = Client(plain_port)
        opened, keyed = Client(open_port), Client(keyed_port, f"Authorization: Bearer {key}\r\n")
        print(HEAD)
        for name, targets in requests(store).items():
            line(name, (open_pid, opened), (plain_pid, plain), targets)
            if name == "by id":
                line(f"{name}, with a key", (keyed_pid, keyed), (plain_pid, plain), targets)


def requests(store: Path) -> Mapping[str, Sequence[str]]:
    """Targets of each kind."""
    anything = some_ids(store, 0)
    with_ccs = some_ids(store, BY_OCPI[CCS].number)
    return {
        "by id": [f"/v3/locations/{each}" for each in anything[:DIFFERENT]],
        "100 ids, trimmed": lists(anything, TRIMMED),
        "100 ids, trimmed, all match": lists(with_ccs, TRIMMED),
        "100 ids, three fields": lists(anything, "fields=address,evses,connectorGroups"),
        "100 ids, no fields": lists(anything, ""),
        "100 ids, tariffs (not prepared)": lists(anything[: 10 * IDS], "fields=tariffs,evses"),
    }


def lists(ids: Sequence[str], query: str) -> list[str]:
    """Targets for a hundred ids each."""
    parts = (",".join(ids[start : start + IDS]) for start in range(0, len(ids), IDS))
    return [f"/v3/locations?ids={part}&{query}".rstrip("&") for part in parts]


def some_ids(store: Path, standard: int) -> list[str]:
    """Ids, at random, of locations with a standard (0 for any), the same in every run."""
    connection = apsw.Connection(str(store), flags=apsw.SQLITE_OPEN_READONLY)
    found = connection.execute(
        "SELECT DISTINCT rid FROM connector_index WHERE cluster = ? ORDER BY rid", (standard,)
    )
    rids = [rid for (rid,) in found]
    wanted = random.Random(standard).sample(rids, min(len(rids), DIFFERENT * IDS))
    query = "SELECT id FROM location WHERE rid = ?"
    ids = [LOCATION_ID + row[0] for rid in wanted for row in connection.execute(query, (rid,))]
    connection.close()
    return ids[: len(ids) // IDS * IDS]


def cold_start(store: Path, identifier: str) -> float:
    """Seconds from the start of the process to its first answer; the file may be in memory."""
    port = free_port()
    started = time.perf_counter()
    with serving(serve(store, port, "--open"), port):
        client = Client(port)
        client.body(client.request(f"/v3/locations/{identifier}"))
        seconds = time.perf_counter() - started
        client.close()
    return seconds


def new_key(path: Path) -> str:
    """A key for this run."""
    store = open_sqlite(path)
    store.revoke_key(KEY_NAME)
    key = create_key(store, KEY_NAME, (), datetime.now(UTC))
    store.close()
    return key


if __name__ == "__main__":
    main()
