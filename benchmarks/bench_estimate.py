"""What a hundred locations cost to price: the arithmetic alone, and a request over HTTP.

A request is measured next to a server that sends as many constant bytes.
"""

import random
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import Final

import dumps
import msgspec
from big_stores import big_store
from compared import HEAD, line
from load import Client
from processes import free_port, serve, serving

from plugdex.directory.estimate import Wish, estimate_at
from plugdex.directory.lookup import InFull
from plugdex.directory.records import location_content_id
from plugdex.model.location import Location
from plugdex.model.tariffs import Tariff

ROUNDS: Final = 200
LOCATIONS: Final = 100
DIFFERENT: Final = 50
SIZE: Final = 25_000
ENCODER: Final = msgspec.json.Encoder(decimal_format="number")
WISH: Final = Wish(kwh=Decimal(40), start=datetime(2026, 6, 9, 18), parked=timedelta(minutes=20))
SESSION: Final = "kwh=40&start=2026-06-09T18:00:00&parking=20"
VEHICLE: Final = "vehicle=custom&inlets=CCS2&acKw=11&dcKw=135"


def main() -> None:
    """Price different hundreds of locations whose connectors name a tariff."""
    tariffs = {each.tariff.id: each.tariff for each in dumps.read(dumps.tariffs()) if each.tariff}
    read = [each.location for each in dumps.read(dumps.dump()) if each.location]
    places = [found for each in read[:SIZE] if (found := in_full(each, tariffs)).tariffs]
    print(f"{len(places):,} locations with tariffs, {LOCATIONS} at a time")
    largest = sorted(places, key=_elements)[-LOCATIONS * 5 :]
    for name, some in (("any", places), ("with the largest tariffs", largest)):
        arithmetic(name, some)
    over_http([("any", places), ("the largest tariffs", largest)])


def _elements(place: InFull) -> int:
    return max(len(each.elements) for each in place.tariffs.values())


def arithmetic(name: str, places: Sequence[InFull]) -> None:
    """CPU time in process, without a store."""
    pricing, whole = [], []
    for _ in range(ROUNDS):
        some = random.sample(places, LOCATIONS)
        begin = time.process_time()
        estimates = [estimate_at("", each, WISH) for each in some]
        priced = time.process_time()
        ENCODER.encode(estimates)
        pricing.append((priced - begin) * 1e3)
        whole.append((time.process_time() - begin) * 1e3)
    for what, times in (("priced", pricing), ("priced and written as JSON", whole)):
        worst = sorted(times)[-ROUNDS // 20]
        print(f"{name}, {what}: {median(times):.1f} ms CPU, {worst:.1f} at the 95th")


def over_http(kinds: Sequence[tuple[str, Sequence[InFull]]]) -> None:
    """CPU time of a server, store and HTTP included."""
    store = big_store(SIZE)
    with ExitStack() as servers:
        port, plain_port = free_port(), free_port()
        pid = servers.enter_context(serving(serve(store, port, "--open"), port))
        constant = str(Path(__file__).with_name("constant.py"))
        plain_pid = servers.enter_context(serving([constant, str(plain_port)], plain_port))
        client, plain = Client(port), Client(plain_port)
        print(HEAD)
        for name, places in kinds:
            for more in ("", f"&{VEHICLE}"):
                targets = [target(random.sample(places, LOCATIONS), more) for _ in range(DIFFERENT)]
                what = f"100, {name}{', a vehicle' if more else ''}"
                line(what, (pid, client), (plain_pid, plain), targets)


def target(places: Sequence[InFull], more: str) -> str:
    """A request for some locations."""
    ids = ",".join(location_content_id(each.location) for each in places)
    return f"/api/estimate?{SESSION}{more}&ids={ids}"


def in_full(location: Location, tariffs: Mapping[str, Tariff]) -> InFull:
    """A location with its tariffs, as a store would find it."""
    ids = {each for evse in location.evses for plug in evse.connectors for each in plug.tariff_ids}
    found = {each: tariffs[each] for each in ids if each in tariffs}
    return InFull(location=location, statuses={}, tariffs=found)


if __name__ == "__main__":
    main()
