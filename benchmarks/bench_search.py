"""What a search costs the server, next to a server that sends as many constant bytes.

The places are those of real locations, so most questions are asked where most chargers are.
"""

import random
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Final

import apsw
import dumps
import flexpolyline
from big_stores import big_store
from compared import HEAD, line
from load import Client
from processes import free_port, serve, serving

from plugdex.model.geo import distance_m

SIZE: Final = 500_000
DIFFERENT: Final = 200
CCS: Final = "connectors=IEC_62196_T2_COMBO"
RARE: Final = "connectors=IEC_60309_2_three_16"
ALL_FILTERS: Final = (
    f"{CCS}&minKw=100&current=DC&format=CABLE&available=1&access=public&vehicle=custom&inlets=CCS2"
)
CORRIDOR_KM: Final = 1_000
DENSEST: Final = "/tiles/8/131/84.mvt"
"""The tile with most locations of the Dutch dump: Rotterdam, Utrecht, Amsterdam."""


def main() -> None:
    """Measure the questions, then the tiles."""
    store = big_store(SIZE)
    print(f"\n{SIZE:,} locations (of {dumps.dump().name}), one worker")
    places = some_places(store)
    with ExitStack() as servers:
        port, plain_port = free_port(), free_port()
        pid = servers.enter_context(serving(serve(store, port, "--open"), port))
        constant = str(Path(__file__).with_name("constant.py"))
        plain_pid = servers.enter_context(serving([constant, str(plain_port)], plain_port))
        client, plain = Client(port), Client(plain_port)
        print(HEAD)
        for name, targets in questions(places).items():
            line(name, (pid, client), (plain_pid, plain), targets)
        tiles(client)


def questions(places: Sequence[tuple[float, float]]) -> Mapping[str, Sequence[str]]:
    """Targets of each kind."""
    return {
        "box, 10 km, CCS, at most 100": [box(*p, 5_000, f"{CCS}&limit=100") for p in places],
        "box, 10 km, CCS >= 150 kW free now": [
            box(*p, 5_000, f"{CCS}&minKw=150&available=1") for p in places
        ],
        "nearest 20": [near(*p, "limit=20") for p in places],
        "nearest 20, CCS": [near(*p, f"{CCS}&limit=20") for p in places],
        "nearest 20, a rare connector": [near(*p, f"{RARE}&limit=20") for p in places],
        "nearest 20, for a vehicle": [
            near(*p, "vehicle=custom&inlets=CCS2&limit=20") for p in places
        ],
        "1,000 km, no filter, first 100": [f"{each}&limit=100" for each in routes(places)],
        "1,000 km, all filters": [f"{each}&{ALL_FILTERS}" for each in routes(places)],
        "1,000 km, a stop every 120 km": [
            f"{each}&{CCS}&minKw=150&available=2&every=120000" for each in routes(places)
        ],
    }


def tiles(client: Client) -> None:
    """Milliseconds of a tile that nobody asked for before, and of one that somebody did."""
    print(f"\n{'tile':38} {'bytes':>8} {'cold ms':>8} {'warm ms':>8}")
    for name, query in (
        ("z8, everything", ""),
        ("z8, CCS", CCS),
        ("z8, CCS >= 150 kW", f"{CCS}&minKw=150"),
        ("z8, available now", "available=1"),
        ("z8, two connectors", f"{CCS},CHADEMO"),
    ):
        cold, size = timed(client, f"{DENSEST}?{query}")
        warm = median(timed(client, f"{DENSEST}?{query}")[0] for _ in range(5))
        print(f"{name:38} {size:8,} {cold:8.1f} {warm:8.2f}")
    for z, x, y in ((0, 0, 0), (5, 16, 10), (11, 1051, 673), (13, 4207, 2692), (16, 33660, 21541)):
        cold, size = timed(client, f"/tiles/{z}/{x}/{y}.mvt")
        print(f"{f'z{z}, everything':38} {size:8,} {cold:8.1f}")


def timed(client: Client, target: str) -> tuple[float, int]:
    """Milliseconds, and bytes of the answer."""
    request = client.request(target)
    started = time.perf_counter()
    body = client.body(request)
    return (time.perf_counter() - started) * 1000, len(body)


def box(lat: float, lon: float, half: float, query: str) -> str:
    """A box around a place, half a side in metres."""
    up, aside = half / 111_195, half / 111_195 / 0.61
    return f"/api/search?bbox={lon - aside},{lat - up},{lon + aside},{lat + up}&{query}"


def near(lat: float, lon: float, query: str) -> str:
    """The nearest to a place."""
    return f"/api/search?at={lat},{lon}&{query}"


def routes(places: Sequence[tuple[float, float]]) -> list[str]:
    """Ways of 1,000 km from place to place, in steps of about 500 m."""
    found = []
    for start in range(10):
        chooser = random.Random(start)
        points = [places[start]]
        length = 0.0
        while length < CORRIDOR_KM * 1000:
            for point in steps(points[-1], chooser.choice(places)):
                length += distance_m(*points[-1], *point)
                points.append(point)
        found.append(f"/api/search?route={flexpolyline.encode(points[:: len(points) // 1900 + 1])}")
    return found


def steps(begin: tuple[float, float], end: tuple[float, float]) -> Iterator[tuple[float, float]]:
    """Points between two places."""
    count = max(1, round(distance_m(*begin, *end) / 500))
    for step in range(1, count + 1):
        part = step / count
        yield begin[0] + (end[0] - begin[0]) * part, begin[1] + (end[1] - begin[1]) * part


def some_places(store: Path) -> list[tuple[float, float]]:
    """Positions of locations at random, the same in every run."""
    connection = apsw.Connection(str(store), flags=apsw.SQLITE_OPEN_READONLY)
    rows = connection.execute("SELECT lat, lon FROM location ORDER BY rid LIMIT ?", (DIFFERENT,))
    found = [(round(lat, 5), round(lon, 5)) for lat, lon in rows]
    connection.close()
    return found


if __name__ == "__main__":
    main()
