"""What the map shows in its tests: a town of the demo's data, and some locations of our own."""

import gzip
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.resources import files
from itertools import islice

from plugdex.directory.records import location_content_id
from plugdex.formats.port import Reading, ReadOptions
from plugdex.formats.registry import find_format
from plugdex.model.hours import OpeningHours, RegularHours
from plugdex.model.location import Business, Point
from tests.api.world import ENERGY, tariff
from tests.places import ccs, connector, evse, location, reading

GOUDA = (4.62, 51.98, 4.78, 52.05)
"""West, south, east, north."""
ENOUGH = 100
"""Locations of the Dutch register in there."""

WEEKDAYS = OpeningHours(
    regular_hours=tuple(RegularHours(weekday=day, begin=480, end=1200) for day in range(1, 6))
)
FAST = location(
    "fast",
    evse("F1", ccs("1", 350_000, tariff_ids=("adhoc",)), capabilities=("CREDIT_CARD_PAYABLE",)),
    evse("F2", ccs("1", 350_000)),
    evse("F3", connector("1", "CHADEMO", power_type="DC", max_electric_power=50_000)),
    name="Harbour fast charging",
    address="Kade 1",
    city="Enkhuizen",
    coordinates=Point(lat=52.7000, lon=5.2900),
    opening_times=WEEKDAYS,
    operator=Business(name="Plug BV", website="https://plug.example", country_code="NL"),
    help_phone="+31301234567",
)
SLOW = location(
    "slow",
    evse("S1"),
    name="Town hall",
    address="Markt 1",
    city="Enkhuizen",
    coordinates=Point(lat=52.7040, lon=5.2840),
    price_text="2 euros the hour",
)
BRAND = location(
    "brand",
    evse("B1", ccs("1", 250_000)),
    name="Brand garage",
    address="Dijk 2",
    city="Enkhuizen",
    coordinates=Point(lat=52.6960, lon=5.2960),
    restrictions=("BRAND_ONLY",),
)
PARK = location(
    "park",
    evse("P1", ccs("1", 350_000)),
    evse("P2", ccs("1", 250_000)),
    evse("P3", ccs("1", 150_000)),
    evse("P4", connector("1", "IEC_62196_T2", max_electric_power=43_000)),
    evse("P5", connector("1", "CHADEMO", power_type="DC", max_electric_power=40_000)),
    name="Harbour park",
    address="Kade 3",
    city="Lelystad",
    coordinates=Point(lat=52.5100, lon=5.4400),
)
OURS = (FAST, SLOW, BRAND, PARK)
IDS = {each.id: location_content_id(each) for each in OURS}
NEAR = "#map=14/52.7000/5.2900"
"""The part of an address that shows the three of Enkhuizen."""
AT_PARK = "#map=14/52.5100/5.4400"
"""The part of an address that shows the one with many connector groups."""


def readings() -> Iterator[Reading]:
    """All that is loaded."""
    yield from islice(_register(), ENOUGH)
    yield reading(FAST, "AVAILABLE", "CHARGING", "OUTOFORDER")
    yield reading(SLOW, "CHARGING")
    yield reading(BRAND, "UNKNOWN")
    yield reading(PARK, *["AVAILABLE"] * 5)
    yield tariff("adhoc", ENERGY, type="AD_HOC_PAYMENT")


def _register() -> Iterator[Reading]:
    west, south, east, north = GOUDA
    options = ReadOptions(source="test", received=datetime.now(UTC))
    file = files("plugdex").joinpath("data", "demo", "ndw-locations.json.gz")
    with file.open("rb") as stream, gzip.open(stream) as text:
        for each in find_format("ocpi").read(text, options):
            point = each.location and each.location.coordinates
            if point and west <= point.lon <= east and south <= point.lat <= north:
                yield each
