"""One location in full, and which connectors there are, over real HTTP."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from plugdex.api.own.hours_text import hours_lines
from plugdex.api.own.place import to_place
from plugdex.api.own.price_text import price_text
from plugdex.directory.lookup import InFull
from plugdex.directory.terms import UNKNOWN
from plugdex.model.hours import OpeningHours, RegularHours
from plugdex.model.tariffs import PriceComponent, Tariff, TariffElement
from tests.places import ccs, connector, evse, location

MONDAY = datetime(2026, 6, 1, 7, tzinfo=UTC)
"""09:00 in Utrecht."""


def test_place(server, ids):
    """A location has its name, place, operator, groups, EVSEs and source."""
    place = server.get(f"/api/locations/{ids['mixed']}").json()

    assert (place["name"], place["city"], place["country"]) == ("Jaarbeursplein", "Utrecht", "NLD")
    assert place["operator"] == {"name": "Plug BV"}
    assert place["restrictions"] == ["BRAND_ONLY"]
    assert place["hours"]["lines"] == ["Mo–Fr 08:00–24:00"]
    assert place["source"]["name"] == "test"
    assert [each["status"] for each in place["evses"]] == ["AVAILABLE", "AVAILABLE", "UNKNOWN"]


def test_groups(server, ids):
    """Groups count an EVSE once, the strongest first; unknown statuses are not counted as free."""
    groups = server.get(f"/api/locations/{ids['mixed']}").json()["groups"]
    told = [(g["name"], g.get("text"), g["evses"], g.get("available")) for g in groups]

    assert told == [
        ("CCS2", "Up to 150 kW", 1, 1),
        ("CHAdeMO", "Up to 50 kW", 1, 1),
        ("Type 2 (Mennekes)", "Up to 22.1 kW", 2, 1),
        ("Type 2 (Mennekes)", "Up to 11 kW", 1, 1),
    ]


def test_tariffs(server, ids):
    """Tariffs come with their usual price, not the one of the night."""
    place = server.get(f"/api/locations/{ids['priced']}").json()

    assert {each["id"]: each["text"] for each in place["tariffs"]} == {
        "adhoc": "€0.405 per kWh without VAT",
        "contract": "€0.405 per kWh without VAT",
    }
    assert place["evses"][0]["connectors"][0]["tariffs"] == ["adhoc", "contract"]


def test_no_such_place(server):
    """An id that is none leads to a problem document that says where ids are."""
    answer = server.get("/api/locations/nothing")

    assert answer.status_code == 404
    assert "/api/locations" in answer.json()["detail"]


def test_not_known(server, ids):
    """A group without power and a plug without a name of ours are told as they are."""
    groups = server.get(f"/api/locations/{ids['powerless']}").json()["groups"]

    assert groups[0]["name"] == "SOMETHING_NEW"
    assert groups[1] == {
        "standard": "IEC_62196_T2_COMBO",
        "name": "CCS2",
        "evses": 1,
        "available": 1,
    }


def test_connectors(server):
    """Standards come with the most frequent first."""
    items = server.get("/api/connectors").json()["items"]

    assert items[0]["standard"] == "IEC_62196_T2"
    assert items[0]["current"] == ["AC", "DC"]
    counts = [each["locations"] for each in items]
    assert counts == sorted(counts, reverse=True)


@pytest.mark.parametrize(("later", "is_open"), [(0, True), (15, False), (24 * 5, False)])
def test_open_now(later, is_open):
    """Open on weekdays from 8 to 20 by the clock of the place."""
    week = tuple(RegularHours(weekday=day, begin=480, end=1200) for day in range(1, 6))
    place = location(opening_times=OpeningHours(regular_hours=week))
    found = InFull(location=place, statuses={}, tariffs={})

    hours = to_place("id", found, UNKNOWN, MONDAY + timedelta(hours=later)).hours

    assert hours.open_now is is_open


def test_silent_statuses():
    """What is left of the status of a silent source counts neither as free nor as taken."""
    place = location("L", evse("E1", ccs()), evse("E2", connector()))
    groups = to_place("id", InFull(location=place, statuses={}, tariffs={}), UNKNOWN, MONDAY).groups

    assert [group.available for group in groups] == [None, None]


@pytest.mark.parametrize(
    ("periods", "lines"),
    [
        ([(d, 480, 1200) for d in range(1, 6)], ("Mo–Fr 08:00–20:00",)),
        ([(1, 0, 720), (1, 780, 1440)], ("Mo 00:00–12:00, 13:00–24:00",)),
        ([(1, 60, 120), (3, 60, 120)], ("Mo 01:00–02:00", "We 01:00–02:00")),
        ([(6, 60, 120), (7, 60, 180)], ("Sa 01:00–02:00", "Su 01:00–03:00")),
        ([], ()),
    ],
)
def test_hours_lines(periods, lines):
    """Days with equal hours are one line; closed days have none."""
    regular = tuple(RegularHours(weekday=day, begin=a, end=b) for day, a, b in periods)

    assert hours_lines(OpeningHours(regular_hours=regular)) == lines


@pytest.mark.parametrize(
    ("currency", "tax", "parts", "text"),
    [
        ("EUR", "YES", [("ENERGY", "0.4")], "€0.40 per kWh"),
        ("EUR", None, [("FLAT", "1"), ("ENERGY", "0.405")], "€0.405 per kWh without VAT"),
        ("CHF", "N/A", [("TIME", "2.5")], "2.50 CHF per hour"),
        ("USD", "NO", [("FLAT", "5")], "$5.00 per session without VAT"),
        ("EUR", None, [("ENERGY", "0")], "€0.00 per kWh"),
        ("EUR", None, [], None),
    ],
)
def test_price_text(currency, tax, parts, text):
    """The price per kWh is told before one per hour, and that before one per session."""
    components = tuple(PriceComponent(type=kind, price=Decimal(price)) for kind, price in parts)
    tariff = Tariff(
        source="test",
        id="T",
        currency=currency,
        tax_included=tax,
        elements=(TariffElement(price_components=components),),
    )

    assert price_text(tariff) == text


def priced_group(*tariffs, **members):
    """The price of the one group of a location with these tariffs."""
    ids = tuple(each.id for each in tariffs)
    place = location("a", evse("E1", connector(tariff_ids=ids)), **members)
    found = InFull(location=place, statuses={}, tariffs={each.id: each for each in tariffs})
    return to_place("a", found, UNKNOWN, MONDAY).groups[0].price


def adhoc(*parts, id="T", **members):
    return Tariff(
        source="test",
        id=id,
        currency="EUR",
        elements=(TariffElement(price_components=parts),),
        **members,
    )


def test_price_of_a_group():
    """The lowest price per kWh for whoever comes, with tax where its rate is told."""
    cheap = adhoc(PriceComponent(type="ENERGY", price=Decimal("0.405"), vat=Decimal(21)))
    dear = adhoc(PriceComponent(type="ENERGY", price=Decimal("0.6"), vat=Decimal(21)), id="U")
    contract = adhoc(PriceComponent(type="ENERGY", price=Decimal("0.1")), id="C", type="REGULAR")

    assert priced_group(cheap) == "€0.49 per kWh"
    assert priced_group(dear, contract, cheap) == "from €0.49 per kWh"
    assert priced_group(contract) is None


def test_price_that_is_not_all():
    """What costs more than energy says so, and a price without tax says that."""
    energy = PriceComponent(type="ENERGY", price=Decimal("0.4"))
    flat = PriceComponent(type="FLAT", price=Decimal(1))

    assert priced_group(adhoc(energy, flat)) == "€0.40 per kWh without VAT, and more than energy"
    assert priced_group(adhoc(flat)) == "€1.00 per session without VAT"
