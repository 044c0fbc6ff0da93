"""What a session would cost at the connectors of some locations."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import msgspec
import pytest

from plugdex.directory.estimate import Wish, energy_of, estimate, estimate_at
from plugdex.directory.estimate_plugs import Taker
from plugdex.directory.lookup import InFull
from plugdex.directory.records import location_content_id
from plugdex.formats.port import Reading
from plugdex.model.pricing.start import start_of
from plugdex.model.vehicles import Vehicle
from plugdex.stores.memory import MemoryStore
from tests.places import ccs, connector, evse, location, reading, take_in
from tests.tariffs.samples import element, part, tariff

NOON = datetime(2026, 9, 15, 12)
PER_KWH = tariff(element(part("ENERGY", "0.5", 20)))
TAKER = ("ac_kw", "dc_kw", "vehicle", "adapters")
PARIS = ZoneInfo("Europe/Paris")


def offers(*connectors, tariffs=(PER_KWH,), zone="Europe/Paris", **wish):
    """The offers of a location with an EVSE that has these connectors."""
    place = location("L1", evse("E1", *connectors), time_zone=zone)
    taker = Taker(**{name: wish.pop(name) for name in TAKER if name in wish})
    asked = Wish(**({"kwh": Decimal(22), "start": NOON, "taker": taker} | wish))
    by_id = {each.id: each for each in tariffs}
    return estimate_at("x", InFull(location=place, statuses={}, tariffs=by_id), asked)


def codes(found):
    return [[reason.code for reason in offer.reasons] for offer in found.offers]


def test_price_at_a_connector():
    """A session at a connector has its price, its power and its tariff."""
    (offer,) = offers(connector(tariff_ids=("T",))).offers

    assert (offer.connectors, offer.kw, offer.tariff) == (("E1/1",), Decimal("22.08"), "T")
    assert (offer.price.total.excl, offer.price.total.incl) == (11, Decimal("13.2"))


def test_alike_connectors_are_priced_once():
    """Connectors of the same power and tariffs are one offer."""
    found = offers(*(connector(str(each), tariff_ids=("T",)) for each in range(3)))

    assert [offer.connectors for offer in found.offers] == [("E1/0", "E1/1", "E1/2")]


@pytest.mark.parametrize(
    ("plug", "limits", "minutes"),
    [
        (ccs(tariff_ids=("T",), watts=44_000), {}, 30),
        (ccs(tariff_ids=("T",), watts=44_000), {"dc_kw": Decimal(22)}, 60),
        (ccs(tariff_ids=("T",), watts=44_000), {"ac_kw": Decimal(1)}, 30),
        (connector(tariff_ids=("T",)), {"ac_kw": Decimal(11)}, 120),
    ],
)
def test_power_is_the_lower_one(plug, limits, minutes):
    """The power is the lower one of connector and vehicle, by kind of current."""
    timed = tariff(element(part("TIME", 60)))
    (offer,) = offers(plug, tariffs=(timed,), **limits).offers

    assert offer.price.total.excl == minutes


def test_parking_after_charging():
    """What one stays plugged in after charging is parking time."""
    timed = tariff(element(part("PARKING_TIME", 60)))
    (offer,) = offers(
        connector(tariff_ids=("T",)), tariffs=(timed,), parked=timedelta(minutes=20)
    ).offers

    assert offer.price.total.excl == 20


def test_current_of_three_phases():
    """The current of AC is the sum of all phases; that of DC is not known."""
    asked = tariff(element(part("ENERGY", 1), min_current=Decimal(90)), element(part("ENERGY", 2)))
    ac = offers(connector(tariff_ids=("T",)), tariffs=(asked,))
    dc = offers(ccs(tariff_ids=("T",)), tariffs=(asked,))

    assert ac.offers[0].price.total.excl == 22
    assert codes(dc) == [["current_unknown"]]


@pytest.mark.parametrize(
    ("plug", "members", "reason"),
    [
        (connector(), {}, "tariff_not_named"),
        (connector(tariff_ids=("gone",)), {}, "tariff_not_delivered"),
        (connector(tariff_ids=("T",)), {"type": "REGULAR"}, "tariff_of_other_type"),
        (
            connector(tariff_ids=("T",)),
            {"end_date_time": NOON.replace(tzinfo=UTC) - timedelta(hours=2)},
            "tariff_not_valid",
        ),
        (connector(tariff_ids=("T",), max_amperage=None), {}, "connector_power_unknown"),
    ],
)
def test_cannot_say(plug, members, reason):
    """Without a tariff, a power or a zone there is a reason instead of a price."""
    found = offers(plug, tariffs=(tariff(*PER_KWH.elements, **members),))

    assert codes(found) == [[reason]]
    assert found.offers[0].price is None


def test_too_long():
    """What would take more than two weeks is no session."""
    found = offers(connector(tariff_ids=("T",), max_electric_power=10, max_amperage=None))

    assert codes(found) == [["charging_too_long"]]


def test_without_a_time_zone():
    """Local time without a zone is no time."""
    assert codes(offers(connector(tariff_ids=("T",)), zone=None)) == [["time_zone_unknown"]]


def test_doubts_are_told():
    """What is hardly meant in a tariff is told beside its price."""
    (offer,) = offers(
        connector(tariff_ids=("T",)), tariffs=(tariff(element(part("ENERGY", 59))),)
    ).offers

    assert (offer.price.total.excl, offer.doubts) == (22 * 59, ("price_in_cents",))


@pytest.mark.parametrize(
    ("local", "instant", "clock"),
    [
        (datetime(2026, 7, 1, 12), datetime(2026, 7, 1, 10, tzinfo=UTC), "plain"),
        (datetime(2026, 10, 25, 2, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "repeated"),
        (datetime(2026, 3, 29, 2, 30), datetime(2026, 3, 29, 1, 30, tzinfo=UTC), "skipped"),
        (datetime(2026, 7, 1, 12, tzinfo=UTC), datetime(2026, 7, 1, 12, tzinfo=UTC), "plain"),
    ],
)
def test_start_in_a_clock_change(local, instant, clock):
    """A time that comes twice is the first; one that is skipped is as long after the change."""
    assert start_of(local, PARIS) == (instant, clock)
    assert offers(connector(), start=local).clock == clock


def test_energy_of_a_battery():
    """A battery of 77 kWh from 10 to 80 per cent takes 53.9 kWh."""
    assert energy_of(Decimal(77), Decimal(10), Decimal(80)) == Decimal("53.9")


def test_from_a_store():
    """Locations are found by their content ids; unknown ones are left out."""
    store = MemoryStore()
    place = location("L1", evse("E1", connector(tariff_ids=("T",))), time_zone="Europe/Paris")
    owned = tariff(*PER_KWH.elements, country_code="NL", party_id="PDX")
    take_in(store, reading(place), Reading(tariff=owned))
    content = location_content_id(place)
    (found,) = estimate(
        store.reads(), [content, content, "nothing"], Wish(kwh=Decimal(1), start=NOON)
    )

    assert found.id == content
    assert found.offers[0].price.payable == Decimal("0.60")
    assert found.start.isoformat() == "2026-09-15T12:00:00+02:00"


KONA = Vehicle(
    id="kona", make="Hyundai", inlets=("CCS2",), battery=64_000, ac_power=11_000, dc_power=75_000
)


def test_power_is_what_the_vehicle_gets():
    """At each connector the vehicle charges as fast as it can there."""
    timed = tariff(element(part("TIME", 60)))
    plugs = (ccs("1", 150_000, tariff_ids=("T",)), connector("2", tariff_ids=("T",)))
    found = offers(*plugs, tariffs=(timed,), vehicle=KONA)

    assert [offer.kw for offer in found.offers] == [75, 11]
    assert found.offers[1].price.total.excl == 120


@pytest.mark.parametrize(
    ("plug", "reason"),
    [
        (connector("1", "CHADEMO", power_type="DC"), ("vehicle_does_not_fit", "ADAPTER_NEEDED")),
        (connector("1", None), ("vehicle_fit_unknown", "PLUG_UNKNOWN")),
    ],
)
def test_connectors_that_the_vehicle_cannot_use(plug, reason):
    """They have no price but say why."""
    (offer,) = offers(msgspec.structs.replace(plug, tariff_ids=("T",)), vehicle=KONA).offers

    assert [(each.code, each.detail) for each in offer.reasons] == [reason]
