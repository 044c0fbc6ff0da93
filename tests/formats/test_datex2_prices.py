"""Ad-hoc prices of DATEX II."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from plugdex.model.pricing.price import CannotSay
from plugdex.model.pricing.pricer import price_of
from plugdex.model.pricing.session import even_session
from tests.formats.json_register import codes, read
from tests.formats.test_datex2 import plug, site, table


def price(kind="pricePerKWh", value=0.5, **members):
    return {"priceType": {"value": kind}, "value": value, "taxIncluded": False} | members


def rate(*prices, **members):
    sound = {"ratePolicy": {"value": "adHoc"}, "applicableCurrency": ["EUR"]}
    return sound | {"energyPrice": list(prices)} | members


def tariffs(*rates, **members):
    """The connector's tariff ids, the tariffs, and the codes of the issues."""
    point = {"electricEnergy": [{"energyRate": list(rates)}]} | members
    first, *others = read("datex2", table(site(plug("chademo"), point=point)))
    ids = first.location.evses[0].connectors[0].tariff_ids
    return ids, [each.tariff for each in others], codes([first])


def test_prices_become_a_tariff():
    """Prices per kWh and per minute are one tariff, which the connector names."""
    late = price("pricePerMinute", 0.2, timeBasedApplicability={"fromMinute": 30, "toMinute": 0})
    ids, (tariff,), _ = tariffs(rate(price(taxRate=19.0), late))
    start = datetime(2026, 6, 1, 10, tzinfo=UTC)
    times = [start + timedelta(minutes=each) for each in (0, 40, 60)]
    found = price_of(tariff, even_session(times, Decimal(20)), ZoneInfo("Europe/Berlin"))

    assert ids == (tariff.id,)
    assert (tariff.type, tariff.tax_included) == ("AD_HOC_PAYMENT", "NO")
    assert found.total.excl == 20 * Decimal("0.5") + 30 * Decimal("0.2")


def test_same_price_is_the_same_tariff():
    """Rates that say the same are one tariff; another price is another."""
    ids, found, _ = tariffs(rate(price()), rate(price()), rate(price(value=0.6)))

    assert len(ids) == len(found) == 2


@pytest.mark.parametrize(
    "rates",
    [
        (rate(price(), ratePolicy={"value": "contract"}),),
        (rate(),),
        (rate(price(), applicableCurrency=[]),),
    ],
)
def test_no_tariff(rates):
    """A contract's rate, one without a price and one without a currency are no tariff."""
    ids, found, _ = tariffs(*rates)

    assert (ids, found) == ((), [])


@pytest.mark.parametrize(
    ("prices", "members"),
    [
        ((price(), price("other", 1)), {}),
        ((price(value="much"),), {}),
        ((price(priceCap=9),), {}),
        ((price(overallPeriod={"overallStartTime": "2026-01-01T00:00:00Z"}),), {}),
        ((price(), price("flatRate", 1, taxIncluded=True)), {}),
        ((price(),), {"maximumDeliveryFee": 20}),
    ],
)
def test_what_cannot_be_said(prices, members):
    """What a rate says and we do not read keeps its tariff from being priced."""
    _, (tariff,), _ = tariffs(rate(*prices, **members))
    start = datetime(2026, 6, 1, 10, tzinfo=UTC)
    times = [start, start + timedelta(hours=1), start + timedelta(hours=1)]

    assert isinstance(
        price_of(tariff, even_session(times, Decimal(20)), ZoneInfo("Europe/Berlin")), CannotSay
    )


def test_issues():
    """Tax that is not said, VAT as a fraction and cents are issues."""
    silent = price()
    del silent["taxIncluded"]
    _, (tariff,), found = tariffs(rate(silent | {"taxRate": 0.19, "value": 59}))

    assert tariff.elements[0].price_components[0].vat == 19
    assert found >= {"vat_basis_unknown", "vat_fraction", "price_in_cents"}
