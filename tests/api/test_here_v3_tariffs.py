"""Tariffs in the words of HERE v3: never a price that is wrong by omission."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from plugdex.api.here_v3.tariffs import tariff
from plugdex.model.location import Business
from plugdex.model.tariffs import (
    PriceComponent,
    PriceLimit,
    Tariff,
    TariffElement,
    TariffRestrictions,
)
from tests.api.world import price
from tests.places import connector, evse, location

NOW = datetime(2026, 6, 1, tzinfo=UTC)
PLACE = location("a")


def element(*components, **restrictions):
    """An element, with restrictions where some are given."""
    limits = TariffRestrictions(**restrictions) if restrictions else None
    return TariffElement(price_components=components or (price("0.50"),), restrictions=limits)


def shown(*elements, place=PLACE, **members):
    """What becomes of a tariff of the place's owner."""
    members = {"country_code": "NL", "party_id": "PDX"} | members
    made = Tariff(
        source="test", id="T", currency="EUR", elements=elements or (element(),), **members
    )
    return tariff(made, place, NOW)


@pytest.mark.parametrize(
    "limit",
    [
        {"min_kwh": Decimal(10)},
        {"max_kwh": Decimal(10)},
        {"min_power": Decimal(11)},
        {"max_power": Decimal(150)},
        {"min_current": Decimal(16)},
        {"max_current": Decimal(16)},
        {"other": ("min_vehicle_soc",)},
    ],
)
def test_withheld_restrictions(limit):
    """A restriction that has no word here withholds the tariff where a price hangs on it."""
    assert shown(element(**limit), element(price("0.60"))) is None


def test_withheld_element():
    """Where all costs the same without it, the element alone is withheld."""
    found = shown(
        element(max_kwh=Decimal(10)), element(start_time=600, end_time=720), element(price("0.50"))
    )

    assert [each.condition is None for each in found.elements] == [False, True]


def test_withheld_last_element():
    """Without anything in its place it would be free, which is another price."""
    assert shown(element(start_time=600, end_time=720), element(max_kwh=Decimal(10))) is None


def test_power_that_is_not_reached():
    """A power that no connector with the tariff has never counts, or always."""
    slow = location("a", evse("E1", connector(tariff_ids=("T",))))
    fast = element(price("0.90"), min_power=Decimal(50))
    usual = element(max_power=Decimal(50))

    (only,) = shown(fast, usual, place=slow).elements
    assert (only.components[0].price, only.condition) == (Decimal("0.50"), None)


def test_current_that_is_not_reached():
    """So is a current, which counts over all phases: 3 × 32 A."""
    slow = location("a", evse("E1", connector(tariff_ids=("T",))))

    assert shown(element(price("0.9"), min_current=Decimal(97)), element(), place=slow)
    assert shown(element(price("0.9"), min_current=Decimal(96)), element(), place=slow) is None


def test_tariff_of_a_roaming_partner():
    """The tariff of an eMSP of the place is one, under its name; ad-hoc stays apart."""
    partner = Business(name="Roam", country_code="DE", party_id="ROM")
    place = location("a", emsps=(partner,))
    owner = {"country_code": "DE", "party_id": "ROM", "place": place}
    found = shown(type="REGULAR", **owner)

    assert (found.type, found.partner, found.name) == ("emsp", "Roam", "T")
    assert shown(type="AD_HOC_PAYMENT", **owner).type == "adhoc"


@pytest.mark.parametrize("limit", [{"min_kwh": Decimal(0)}, {"min_power": Decimal(0)}])
def test_restrictions_that_restrict_nothing(limit):
    """A lower limit of 0 is none."""
    assert shown(element(**limit)).elements[0].condition is None


@pytest.mark.parametrize(
    "members",
    [
        {"min_price": PriceLimit(before_taxes=Decimal(1))},
        {"incomplete": True},
        {"start_date_time": NOW + timedelta(days=1)},
        {"end_date_time": NOW},
    ],
)
def test_withheld_tariffs(members):
    """What cannot be told truthfully, or does not hold now, is not shown."""
    assert shown(**members) is None


def test_tax_of_no_rate():
    """A price with tax at a rate that nobody states is not shown."""
    gross = PriceComponent(type="ENERGY", price=Decimal(1))

    assert shown(element(gross), tax_included="YES") is None


def test_unknown_dimension():
    """A dimension without a word withholds the tariff."""
    assert shown(element(price("1", type="CONGESTION_TIME"))) is None


def test_reservation_elements_are_left_out():
    """Prices of reservations are none of a session."""
    found = shown(element(price("5", type="TIME"), reservation="RESERVATION"), element())

    assert [[c.dimension for c in each.components] for each in found.elements] == [["energy"]]


def test_tax_is_taken_out():
    """A price with tax is divided by its rate."""
    found = shown(element(price("0.605")), tax_included="YES")

    assert found.elements[0].components[0].price == Decimal("0.5")


def test_another_partys_tariff():
    """A tariff of another party is not the operator's."""
    assert shown().partner == "Plug BV"
    assert shown(party_id="XYZ").partner == "NL-XYZ"


def test_conditions():
    """Times, dates, days and durations have words."""
    (found,) = shown(
        element(start_time=1380, end_time=1440, day_of_week=(1,), min_duration=60, max_duration=120)
    ).elements

    assert (found.condition.time.from_, found.condition.time.to) == ("23:00:00", None)
    assert (found.condition.days, found.condition.duration.max) == (["mo"], 120)


def test_last_minute_of_the_day():
    """An end at 23:59 is told as the end of the day: no minute may seem to be free."""
    (whole,) = shown(element(price("0.3"), start_time=0, end_time=1439)).elements
    (evening,) = shown(element(price("0.3"), start_time=1200, end_time=1439)).elements

    assert whole.condition is None
    assert (evening.condition.time.from_, evening.condition.time.to) == ("20:00:00", None)


def test_tax_that_is_not_understood():
    """A tariff whose word for tax is unknown is withheld."""
    assert shown(element(price("0.3")), tax_included="PERHAPS") is None
