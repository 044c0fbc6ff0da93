"""Searches by price against brute force: each connector is looked at and priced by hand."""

from datetime import datetime
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from plugdex.directory.estimate import Wish
from plugdex.directory.estimate_plugs import Taker
from plugdex.directory.publish import shown
from plugdex.directory.records import location_row_id
from plugdex.directory.search.priced import ByPrice, search_by_price
from plugdex.formats.port import Reading
from plugdex.model.filters import connector_meets, matching_evses
from plugdex.model.fit import fit, site_of
from plugdex.model.power import max_power
from plugdex.stores.memory import MemoryStore
from tests.places import take_in
from tests.search.brute_force import brute_force
from tests.search.worlds import questions, worlds
from tests.tariffs.samples import element, part, tariff

KWH = Decimal(20)
PRICES = {"A": "0.30", "B": "0.45", "C": "0.45", "D": "0.99"}
"""Per kWh with tax at 20 per cent."""
NET = "N"
"""A tariff that does not say its tax: a euro per kWh."""
IDS = (*PRICES, NET, "gone", None)

often = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))


@st.composite
def priced_worlds(draw):
    """Worlds whose connectors have tariffs, and none now and then."""
    return [_with_tariffs(draw, each) for each in draw(worlds())]


def _with_tariffs(draw, reading):
    tariff_of = draw(st.sampled_from(IDS)), draw(st.sampled_from(IDS))
    evses = []
    for number, evse in enumerate(reading.location.evses):
        own = tariff_of[number % 2]
        ids = () if own is None else (own,)
        connectors = tuple(replace(each, tariff_ids=ids) for each in evse.connectors)
        evses.append(replace(evse, connectors=connectors))
    return replace(reading, location=replace(reading.location, evses=tuple(evses)))


def filled(world):
    """A store with a world and the tariffs of both sources."""
    store = MemoryStore()
    for source in ("first", "second"):
        kept = [
            tariff(element(part("ENERGY", price, 20)), source=source, id=name, tax_included="YES")
            for name, price in PRICES.items()
        ]
        kept.append(tariff(element(part("ENERGY", 1)), source=source, id=NET))
        own = [each for each in world if each.location.source == source]
        take_in(store, *own, *(Reading(tariff=each) for each in kept), source=source)
    return store.reads()


def by_hand(reading, filters):
    """The lowest price that can be said: whether it lacks tax, and the amount."""
    location = shown(reading.location, reading.statuses)
    found = []
    for evse in matching_evses(filters, location) if location.time_zone else ():
        for connector in filter(lambda each: connector_meets(filters, each), evse.connectors):
            name = (*connector.tariff_ids, None)[0]
            if _power(filters, connector, location):
                if name in PRICES:
                    found.append((False, KWH * Decimal(PRICES[name])))
                elif name == NET:
                    found.append((True, KWH))
    return min(found, default=None)


def _power(filters, connector, location):
    """What flows there; nothing where that is not known or the vehicle cannot charge."""
    if filters.vehicle is None:
        return max_power(connector)
    found = fit(filters.vehicle, filters.adapters, connector, site_of(location))
    return found.power.watts if found.connection.matches else None


@often
@given(priced_worlds(), questions(), st.none() | st.sampled_from((7, 9, 15)), st.booleans())
def test_by_price(world, question, highest, is_order):
    """The cheapest first, equal ones in the usual order, page by page; none above the highest."""
    reads = filled(world)
    everything = replace(question, limit=1000, after=None)
    taker = Taker(vehicle=question.filters.vehicle, adapters=question.filters.adapters)
    wish = Wish(kwh=KWH, start=datetime(2026, 9, 15, 12), taker=taker)
    asked = ByPrice(wish=wish, highest=highest, is_order=is_order)
    by_rid = {location_row_id(each.location): each for each in world}
    expected = [
        (rid, by_hand(by_rid[rid], question.filters)) for rid, *_ in brute_force(world, everything)
    ]
    if highest is not None:
        expected = [(r, p) for r, p in expected if p and not p[0] and p[1] <= highest]
    if is_order:
        expected.sort(key=lambda each: each[1] or (True, 10**6))

    assert pages(reads, replace(question, after=None), asked) == expected


def pages(reads, question, asked):
    """Row ids and prices of all pages."""
    found = []
    while True:
        page = search_by_price(reads, question, asked)
        for each in page.found:
            price = page.prices.get(each.rid)
            found.append((each.rid, price and (price.without_tax, price.amount)))
        if page.after is None:
            return found
        question = replace(question, after=page.after)
