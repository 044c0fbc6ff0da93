"""Currencies and rounding."""

from decimal import Decimal

import pycountry

from plugdex.model.pricing.money import CODES, DECIMALS, payable, total

NOT_PAID_WITH = frozenset(
    "BOV CHE CHW COU MXV USN UYI XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX XAD".split()
)
"""Metals, funds and test codes."""


def test_currencies_are_those_of_iso_4217():
    """Every currency that the standard lists is known, but for what nobody pays with."""
    listed = {each.alpha_3 for each in pycountry.currencies}

    assert listed - CODES - NOT_PAID_WITH == set()
    assert CODES - listed <= {"BGN", "HRK", "ANG", "XCG", "ZWG", "SLE", "VED"}
    assert DECIMALS.keys() <= CODES


def test_halves_go_up():
    """A total has four decimals, what people pay those of the currency."""
    assert str(total(Decimal("1.00005"))) == "1.0001"
    assert str(payable(Decimal("2.675"), "EUR")) == "2.68"
    assert str(payable(Decimal("0.5"), "JPY")) == "1"
