"""Tariffs (section 7 of the catalogue of quirks)."""

import json
from decimal import Decimal

import pytest

from plugdex.formats.port import Party
from plugdex.model.tariffs import PriceLimit
from plugdex.stores.memory import MemoryStore
from tests.formats.ocpi_samples import RECEIVED, codes, tariff
from tests.places import take_in
from tests.wild.feed import issue, read, read_tariff, read_text, without


def price(dimension="ENERGY", amount=0.55, **members):
    return {"type": dimension, "price": amount, "step_size": 1} | members


def element(*prices, **members):
    return {"price_components": list(prices or [price()])} | members


def first_price(**members):
    """The first price of a tariff whose component has these members; the codes of its issues."""
    found, seen = read_tariff(elements=[element(price(**members), price("FLAT", 0.35))])
    assert found.elements[0].price_components[-1].price == Decimal("0.35")
    return found.elements[0].price_components[0], seen


def restricted(**members):
    """The reading of a tariff with a restriction."""
    return read(tariff(elements=[element(restrictions=members), element(price("FLAT", 1))]))


@pytest.mark.parametrize("currency", [None, "", "euros"])
def test_wild_7_1_no_currency(currency):
    """A tariff without a currency is refused."""
    reading = read(tariff(currency=currency))

    assert reading.tariff is None
    assert issue(reading, "tariff_currency_missing").outcome == "rejected"


def test_wild_7_1_currency_of_the_source():
    """A tariff without a currency has that of its source, where one is configured."""
    reading = read(without(tariff(), "currency"), currency="EUR")

    assert reading.tariff.currency == "EUR"
    assert issue(reading, "tariff_currency_missing").became == "EUR"


def test_wild_7_1_other_members():
    """A tariff without time stamp and owner is read."""
    thing = without(tariff(), "last_updated", "country_code", "party_id")
    reading = read(thing, party=Party(country_code="NL", party_id="STR"))

    assert (reading.tariff.last_updated, reading.tariff.party_id) == (RECEIVED, "STR")
    assert codes(reading) == {"last_updated_missing", "party_missing"}


def test_wild_7_2_price_as_text():
    """A price as text is read to the digit."""
    found, seen = first_price(price="0.3905")

    assert (found.price, seen) == (Decimal("0.3905"), set())


@pytest.mark.parametrize("amount", [None, "", "NaN", "-Infinity", "free", True])
def test_wild_7_2_price_null(amount):
    """A price that is none drops its component; what is left does not pass for the whole price."""
    reading = read(tariff(elements=[element(price(price=amount), price("FLAT", 2))]))

    assert [one.type for one in reading.tariff.elements[0].price_components] == ["FLAT"]
    assert reading.tariff.incomplete
    assert issue(reading, "tariff_price_invalid").outcome == "dropped"


@pytest.mark.parametrize(
    ("value", "expected", "seen"),
    [
        (3.5, PriceLimit(before_taxes=Decimal("3.5")), {"vat_basis_unknown", "type_coerced"}),
        ({"excl_vat": 4}, PriceLimit(before_taxes=Decimal(4)), set()),
        (
            {"before_taxes": 4, "after_taxes": 5},
            PriceLimit(before_taxes=Decimal(4), after_taxes=Decimal(5)),
            {"vat_basis_unknown"},
        ),
    ],
)
def test_wild_7_2_limits(value, expected, seen):
    """A limit as a plain number excludes tax, and that is noted; all versions' shapes are read."""
    found, noted = read_tariff(min_price=value)

    assert found.min_price == expected
    assert noted == seen


@pytest.mark.parametrize(("language", "expected"), [("nl", "nl"), (None, "und")])
def test_wild_7_3_plain_text(language, expected):
    """A plain text is in the language of the source."""
    reading = read(tariff(tariff_alt_text="Rustig laden"), language=language)
    (found,) = reading.tariff.tariff_alt_text

    assert (found.language, found.text) == (expected, "Rustig laden")
    assert codes(reading) == {"type_coerced"}


@pytest.mark.parametrize("nothing", [[{}], [{"language": "nl", "text": ""}], {}, ""])
def test_wild_7_3_empty_texts(nothing):
    """Texts that say nothing are left out."""
    found, _ = read_tariff(tariff_alt_text=nothing)

    assert found.tariff_alt_text == ()


@pytest.mark.parametrize("name", ["restrictions", "restriction"])
def test_wild_7_4_restrictions_in_a_list(name):
    """A list of one is read, under the misspelt name too; nothing is no restriction."""
    one, seen = read_tariff(elements=[element(**{name: [{"max_kwh": 7}]})])
    none, _ = read_tariff(elements=[element(**{name: {}})])

    assert one.elements[0].restrictions.max_kwh == 7
    assert none.elements[0].restrictions is None
    assert "type_coerced" in seen


def test_wild_7_4_camel_case():
    """``dayOfWeek`` is read."""
    reading = restricted(dayOfWeek=["SATURDAY", "sunday"])

    assert reading.tariff.elements[0].restrictions.day_of_week == (6, 7)
    assert codes(reading) == {"key_case"}


@pytest.mark.parametrize(
    "members",
    [
        {"start_time": "sunset"},
        {"day_of_week": ["MONDAY", "SOMEDAY"]},
        {"min_kwh": [1, 2]},
        {"end_date": "2026-02-30"},
    ],
)
def test_wild_7_4_not_understood(members):
    """A tariff whose restrictions are not understood is refused: it must not seem unrestricted."""
    reading = restricted(**members)

    assert reading.tariff is None
    assert issue(reading, "tariff_restrictions_invalid").outcome == "rejected"


def test_wild_7_4_several_restrictions():
    """A list of more than one is refused."""
    reading = read(tariff(elements=[element(restrictions=[{"max_kwh": 7}, {"min_kwh": 7}])]))

    assert reading.tariff is None
    assert issue(reading, "tariff_restrictions_invalid").outcome == "rejected"


@pytest.mark.parametrize(
    ("step", "expected", "seen"),
    [
        (0, 1, {"tariff_step_size"}),
        (-60, 1, {"tariff_step_size"}),
        (None, 1, {"tariff_step_size"}),
        (1000, 1000, set()),
    ],
)
def test_wild_7_5_step_size(step, expected, seen):
    """A step of 0 or less or none is 1; a large one stays."""
    found, noted = first_price(step_size=step)

    assert (found.step_size, noted) == (expected, seen)


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"start_time": "08:30", "end_time": "24:00"}, (510, 1440)),
        ({"start_time": "08:30", "end_time": "00:00"}, (510, 1440)),
        ({"end_time": "06:30"}, (0, 390)),
        ({"start_time": "21:00"}, (1260, 1440)),
        ({"start_time": "21:00", "end_time": "06:30"}, (1260, 390)),
        ({"start_time": "24:00", "end_time": "06:30"}, (0, 390)),
    ],
)
def test_wild_7_6_times(members, expected):
    """A missing start is midnight, a missing end and 24:00 the end of the day."""
    reading = restricted(**members)
    found = reading.tariff.elements[0].restrictions

    assert (found.start_time, found.end_time) == expected
    assert codes(reading) == set()


def test_wild_7_6_dates_are_apart():
    """Dates and times are windows of their own."""
    reading = restricted(start_date="2026-07-01", end_time="06:30")
    found = reading.tariff.elements[0].restrictions

    assert (str(found.start_date), found.end_date, found.end_time) == ("2026-07-01", None, 390)


@pytest.mark.parametrize(
    ("vat", "expected", "seen"),
    [
        (0.21, 21, {"vat_fraction"}),
        (21, 21, set()),
        (0, 0, set()),
        (None, None, set()),
    ],
)
def test_wild_7_7_vat(vat, expected, seen):
    """A fraction is taken times 100; a rate that is missing is not made up."""
    found, noted = first_price(vat=vat)

    assert (found.vat, noted) == (expected, seen)


@pytest.mark.parametrize(("setting", "unknown"), [("unknown", True), ("free", False)])
def test_wild_7_8_flat_zero(setting, unknown):
    """A flat 0 alone is a placeholder where the source is known for it, else it is free."""
    placeholder = read(tariff(elements=[element(price("FLAT", 0))]), flat_zero=setting)
    real = read(tariff(elements=[element(price("FLAT", 0), price())]), flat_zero=setting)

    assert (placeholder.tariff.incomplete, real.tariff.incomplete) == (unknown, False)
    assert codes(placeholder) == ({"tariff_implausible"} if unknown else set())


@pytest.mark.parametrize(
    ("dimension", "amount", "seen"),
    [
        ("ENERGY", 7.5, {"tariff_implausible"}),
        ("TIME", 360, {"tariff_implausible"}),
        ("ENERGY", 2.99, set()),
        ("TIME", 19.8, set()),
    ],
)
def test_wild_7_9_implausible(dimension, amount, seen):
    """A price beyond what is charged anywhere is kept and noted."""
    found, noted = first_price(type=dimension, price=amount)

    assert (found.price, noted) == (Decimal(str(amount)), seen)


@pytest.mark.parametrize(
    "elements",
    [[element(price(), price(price=0.7))], [element(price()), element(price(price=0.7))]],
)
def test_wild_7_10_ambiguous(elements):
    """The same dimension twice is kept in its order, in which the first counts, and noted."""
    found, seen = read_tariff(elements=elements)
    prices = [one.price for each in found.elements for one in each.price_components]

    assert prices == [Decimal("0.55"), Decimal("0.7")]
    assert seen == {"tariff_ambiguous"}


@pytest.mark.parametrize(("unit", "expected"), [("kW", 50_000), ("W", 50)])
def test_wild_7_11_power_in_watts(unit, expected):
    """A power limit above 1000 is noted; it is watts only where the source is known for it."""
    thing = tariff(elements=[element(restrictions={"min_power": 50_000, "max_power": 900})])
    reading = read(thing, tariff_power=unit)
    found = reading.tariff.elements[0].restrictions

    assert (found.min_power, found.max_power) == (expected, 900)
    assert issue(reading, "tariff_implausible").was == "Decimal('50000')"


@pytest.mark.parametrize(
    ("owner", "currency", "seen"),
    [
        ("GB", "GBP", set()),
        ("GB", "EUR", {"tariff_implausible"}),
        ("NL", "USD", {"tariff_implausible"}),
        ("NL", "EUR", set()),
    ],
)
def test_wild_7_12_currency_of_another_country(owner, currency, seen):
    """A currency of another country is accepted and noted."""
    found, noted = read_tariff(country_code=owner, currency=currency)

    assert (found.currency, noted) == (currency, seen)


def test_wild_7_13_repeated():
    """Of a tariff that comes several times the freshest counts, once."""
    old = tariff(last_updated="2026-02-01T00:00:00Z", elements=[element(price(amount=0.1))])
    text = json.dumps({"data": [tariff(), old, tariff(), tariff(id="sibling")]})
    report = take_in(MemoryStore(), *read_text(text.encode()), source="wild")

    assert (report.tariffs.total, report.issues) == (2, {"duplicate_object": 2})


@pytest.mark.parametrize("kind", ["AD_HOC_PAYMENT", "REGULAR", None])
def test_wild_7_14_type_is_kept(kind):
    """What a tariff is for is kept, so that a dialect can decide whom it shows it."""
    found, seen = read_tariff(type=kind)

    assert (found.type, seen) == (kind, set())


def test_wild_7_15_tax_not_said():
    """A tariff of 2.3.0 that does not say it excludes tax, and that is noted."""
    found = read(tariff(), version="2.3.0")
    stated = read(tariff(tax_included="YES"), version="2.3.0")
    older = read(tariff(), version="2.2.1")

    assert (found.tariff.tax_included, stated.tariff.tax_included) == (None, "YES")
    assert [codes(one) for one in (found, stated, older)] == [{"vat_basis_unknown"}, set(), set()]


@pytest.mark.parametrize(
    ("version", "end", "seen"), [("2.1.1", 1440, False), ("2.2.1", 1439, True)]
)
def test_wild_7_6_last_minute(version, end, seen):
    """Only 2.1.1 has no other word for the end of the day than 23:59."""
    thing = tariff(elements=[element(restrictions={"start_time": "20:00", "end_time": "23:59"})])
    reading = read(thing, version=version)

    assert reading.tariff.elements[0].restrictions.end_time == end
    assert ("tariff_last_minute" in codes(reading)) == seen


@pytest.mark.parametrize(("value", "word"), [(True, "YES"), (False, "NO")])
def test_wild_7_15_tax_as_true_or_false(value, word):
    """True and false are the words of OCPI."""
    reading = read(tariff(tax_included=value), version="2.3.0")

    assert (reading.tariff.tax_included, codes(reading)) == (word, {"type_coerced"})
