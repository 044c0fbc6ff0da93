"""What a hundred locations cost to price, in CPU time."""

import random
import time
from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from statistics import median
from typing import Final

import dumps
import msgspec

from plugdex.directory.estimate import Wish, estimate_at
from plugdex.directory.lookup import InFull
from plugdex.model.location import Location
from plugdex.model.tariffs import Tariff

ROUNDS: Final = 200
LOCATIONS: Final = 100
ENCODER: Final = msgspec.json.Encoder(decimal_format="number")
WISH: Final = Wish(kwh=Decimal(40), start=datetime(2026, 6, 9, 18), parked=timedelta(minutes=20))


def main() -> None:
    """Price different hundreds of locations whose connectors name a tariff."""
    tariffs = {each.tariff.id: each.tariff for each in dumps.read(dumps.tariffs()) if each.tariff}
    read = [each.location for each in dumps.read(dumps.dump()) if each.location]
    places = [found for each in read if (found := in_full(each, tariffs)).tariffs]
    print(f"{len(places):,} locations with tariffs, {LOCATIONS} at a time")
    pricing, whole = [], []
    for _ in range(ROUNDS):
        some = random.sample(places, LOCATIONS)
        begin = time.process_time()
        estimates = [estimate_at("", each, WISH) for each in some]
        priced = time.process_time()
        ENCODER.encode(estimates)
        pricing.append((priced - begin) * 1e3)
        whole.append((time.process_time() - begin) * 1e3)
    for name, times in (("priced", pricing), ("priced and written as JSON", whole)):
        print(f"{name}: {median(times):.1f} ms CPU, {sorted(times)[-ROUNDS // 20]:.1f} at the 95th")


def in_full(location: Location, tariffs: Mapping[str, Tariff]) -> InFull:
    """A location with its tariffs, as a store would find it."""
    ids = {each for evse in location.evses for plug in evse.connectors for each in plug.tariff_ids}
    found = {each: tariffs[each] for each in ids if each in tariffs}
    return InFull(location=location, statuses={}, tariffs=found)


if __name__ == "__main__":
    main()
