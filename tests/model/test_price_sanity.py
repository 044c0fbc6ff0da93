"""Prices that are hardly meant."""

from datetime import date

import pytest

from plugdex.model.issues import CODES
from plugdex.model.location import Text
from plugdex.model.price_sanity import doubts_of
from tests.tariffs.samples import element, part, tariff


def codes(asked):
    return [doubt.code for doubt in doubts_of(asked)]


def texts(text):
    return {"tariff_alt_text": (Text(language="en", text=text),)}


@pytest.mark.parametrize(
    ("dimension", "price", "expected"),
    [
        ("ENERGY", "0.59", []),
        ("ENERGY", 59, ["price_in_cents"]),
        ("ENERGY", "7.5", ["tariff_implausible"]),
        ("ENERGY", "0.0006", ["tariff_implausible"]),
        ("ENERGY", "-0.1", ["tariff_implausible"]),
        ("TIME", "2.4", []),
        ("TIME", "0.04", ["price_per_minute"]),
        ("PARKING_TIME", "0.1", ["price_per_minute"]),
        ("PARKING_TIME", 360, ["tariff_implausible"]),
        ("FLAT", 59, []),
    ],
)
def test_units(dimension, price, expected):
    """A price whose unit is hardly meant is flagged."""
    assert codes(tariff(element(part(dimension, price)))) == expected


@pytest.mark.parametrize(
    ("currency", "price", "expected"),
    [("SEK", "6.5", []), ("SEK", 450, ["price_in_cents"]), ("HUF", 250, []), ("XPF", 900, [])],
)
def test_other_currencies(currency, price, expected):
    """Other currencies have other bounds; those that we do not know have none."""
    assert codes(tariff(element(part("ENERGY", price)), currency=currency)) == expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (tariff(element(part("FLAT", 0))), []),
        (tariff(element(part("ENERGY", 0))), ["price_zero_unclear"]),
        (
            tariff(element(part("FLAT", 0)), tariff_alt_url="https://a.example"),
            ["price_zero_unclear"],
        ),
        (tariff(element(part("FLAT", 0), part("ENERGY", "0.5"))), []),
    ],
)
def test_zero(asked, expected):
    """Free of charge is a flat price of 0 alone; other zeros may be prices that are not given."""
    assert codes(asked) == expected


@pytest.mark.parametrize(
    ("price", "vat", "included", "expected"),
    [
        ("0.7025", 21, None, ["vat_doubled"]),
        ("0.5806", 21, None, []),
        ("0.7025", 21, "YES", []),
        ("0.7025", None, None, []),
    ],
)
def test_tax_twice(price, vat, included, expected):
    """A text names a price with tax; where it is the given one, tax is in there already."""
    asked = tariff(
        element(part("ENERGY", price, vat)),
        tax_included=included,
        **texts("DC 150kW: €0.70 per kWh"),
    )

    assert codes(asked) == expected


def test_minutes_of_the_text():
    """A price per hour that the text says is per minute is flagged."""
    asked = tariff(element(part("TIME", "0.75")), **texts("0,75 EUR/min"))

    assert codes(asked) == ["price_per_minute"]


def test_rates_and_dates():
    """VAT that no country has, and an end date that leaves no day, are flagged."""
    day = date(2026, 6, 7)
    asked = tariff(element(part("ENERGY", 1, 42), start_date=day, end_date=day))

    assert codes(asked) == ["tariff_never_holds", "vat_implausible"]
    assert set(codes(asked)) <= set(CODES)
