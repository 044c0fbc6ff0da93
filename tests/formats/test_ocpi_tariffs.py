"""Quirks of tariffs, by their number in the catalogue of quirks."""

from decimal import Decimal

import pytest

from plugdex.model.tariffs import PriceLimit
from tests.formats.ocpi_samples import codes, read, tariff


def priced(**members):
    return {"price_components": [{"type": "ENERGY", "price": 0.7025, "step_size": 1} | members]}


def read_tariff(**members):
    (reading,) = read(tariff(**members))
    return reading.tariff, codes(reading)


def restricted(**members):
    return read_tariff(elements=[priced() | {"restrictions": members}])


def test_prices_are_exact():
    """A price is the decimal that the source wrote."""
    found, issues = read_tariff(elements=[priced()])

    assert found.elements[0].price_components[0].price == Decimal("0.7025")
    assert issues == set()


def test_7_1_currency_missing():
    """A tariff without currency is refused; its neighbour is not."""
    first, second = read(tariff(currency=None), tariff())

    assert (first.tariff, codes(first)) == (None, {"tariff_currency_missing"})
    assert second.tariff is not None


def test_7_2_prices():
    """A price as text is read; a null price drops its component."""
    text, _ = read_tariff(elements=[priced(price="2.00")])
    null, issues = read_tariff(elements=[priced(price=None), priced()])

    assert text.elements[0].price_components[0].price == 2
    assert len(null.elements) == 1
    assert "tariff_price_invalid" in issues


@pytest.mark.parametrize(
    ("value", "limit"),
    [
        (5, PriceLimit(before_taxes=Decimal(5))),
        (
            {"excl_vat": 5, "incl_vat": 6},
            PriceLimit(before_taxes=Decimal(5), after_taxes=Decimal(6)),
        ),
        ({"before_taxes": 5}, PriceLimit(before_taxes=Decimal(5))),
    ],
)
def test_7_2_price_limits(value, limit):
    """Price limits of all versions, and plain numbers, are read."""
    found, _ = read_tariff(max_price=value)

    assert found.max_price == limit


def test_7_3_alt_text_as_text():
    """A plain alternative text is read."""
    found, _ = read_tariff(tariff_alt_text="Cheap at night")

    assert found.tariff_alt_text[0].text == "Cheap at night"


def test_7_4_unknown_restriction_is_kept():
    """A restriction that we cannot evaluate is kept by name: it is no lack of restriction."""
    found, issues = restricted(min_vehicle_soc=80)

    assert found.elements[0].restrictions.other == ("min_vehicle_soc",)
    assert issues == {"field_unknown"}


@pytest.mark.parametrize(
    "restrictions",
    [
        {"start_time": "noon"},
        {"day_of_week": ["FUNDAY"]},
        {"max_kwh": "many"},
        {"start_date": "1 May"},
        {"reservation": "MAYBE"},
    ],
)
def test_7_4_restriction_not_understood(restrictions):
    """A tariff whose restrictions cannot be understood is refused."""
    found, issues = restricted(**restrictions)

    assert found is None
    assert "tariff_restrictions_invalid" in issues


def test_7_4_restrictions_in_a_list():
    """A list of one is read; of two the tariff is refused."""
    one, _ = read_tariff(elements=[priced() | {"restriction": [{"max_kwh": 5}]}])
    two, issues = read_tariff(elements=[priced() | {"restrictions": [{"max_kwh": 5}, {}]}])

    assert one.elements[0].restrictions.max_kwh == 5
    assert two is None
    assert "tariff_restrictions_invalid" in issues


@pytest.mark.parametrize("step", [0, None, -1])
def test_7_5_step_size(step):
    """A step size of 0 or none is 1."""
    found, issues = read_tariff(elements=[priced(step_size=step)])

    assert found.elements[0].price_components[0].step_size == 1
    assert issues == {"tariff_step_size"}


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("08:00", "24:00", (480, 1440)),
        ("22:00", "06:00", (1320, 360)),
        (None, "06:00", (0, 360)),
        ("22:00", None, (1320, 1440)),
    ],
)
def test_7_6_times(start, end, expected):
    """A missing start is midnight, a missing end the end of the day."""
    found, _ = restricted(start_time=start, end_time=end)
    made = found.elements[0].restrictions

    assert (made.start_time, made.end_time) == expected


def test_7_7_vat_as_fraction():
    """VAT as a fraction is taken times 100."""
    found, issues = read_tariff(elements=[priced(vat=0.2)])

    assert found.elements[0].price_components[0].vat == 20
    assert issues == {"vat_fraction"}


def test_7_9_and_7_10_oddities_are_noted():
    """Implausible and ambiguous prices are kept and noted."""
    _, issues = read_tariff(elements=[priced(price=7.5), priced()])

    assert issues == {"tariff_implausible", "tariff_ambiguous"}


def test_unknown_dimension_is_kept():
    """A dimension that OCPI does not have is kept as text."""
    found, issues = read_tariff(elements=[priced(type="CONGESTION_TIME")])

    assert found.elements[0].price_components[0].type == "CONGESTION_TIME"
    assert issues == {"enum_unknown"}


def test_id_of_a_document_database():
    """``_id`` and ``$date`` of a document database are understood."""
    thing = tariff(last_updated={"$date": "2026-02-24T09:04:23.332Z"})
    thing["_id"] = thing.pop("id")
    (reading,) = read(thing)

    assert reading.tariff.id == "T1"
    assert codes(reading) == {"field_alias", "type_coerced"}


@pytest.mark.parametrize("currency", ["NOPE1", "9223372036854775808", "€"])
def test_currency_that_is_none(currency):
    """A currency that is not of ISO 4217's form refuses the tariff."""
    (reading,) = read(tariff(currency=currency))

    assert reading.tariff is None
    assert "tariff_currency_missing" in codes(reading)


@pytest.mark.parametrize("vat", [-100, -1, 101])
def test_rates_that_are_none(vat):
    """A rate outside 0 to 100 per cent is left out, and the tariff counts as incomplete."""
    parts = [{"type": "ENERGY", "price": 1, "vat": vat, "step_size": 1}]
    (reading,) = read(tariff(elements=[{"price_components": parts}]))

    assert reading.tariff.incomplete
