"""A tariff that says everything that OCPI can say comes in and goes out whole."""

import json
from decimal import Decimal

import msgspec
import pytest

from plugdex.formats.ocpi.write.tariffs import write_tariff
from plugdex.model.pricing.price import Price
from plugdex.model.pricing.pricer import price_of
from tests.formats.ocpi_samples import codes, read
from tests.tariffs.samples import PARIS, session

ENCODER = msgspec.json.Encoder(decimal_format="number")
RESTRICTIONS = {
    "start_time": "08:00",
    "end_time": "20:00",
    "start_date": "2026-01-01",
    "end_date": "2027-01-01",
    "min_kwh": 1,
    "max_kwh": 50,
    "min_current": 6,
    "max_current": 96,
    "min_power": 2,
    "max_power": 50,
    "min_duration": 60,
    "max_duration": 7200,
    "day_of_week": ["MONDAY", "TUESDAY", "WEDNESDAY"],
}
MIX = {
    "is_green_energy": True,
    "energy_sources": [{"source": "WIND", "percentage": 100}],
    "environ_impact": [{"category": "CARBON_DIOXIDE", "amount": 12.5}],
    "supplier_name": "Wind BV",
    "energy_product_name": "Gust",
}
WHOLE = {
    "country_code": "NL",
    "party_id": "ABC",
    "id": "WHOLE",
    "currency": "EUR",
    "type": "AD_HOC_PAYMENT",
    "tariff_alt_text": [{"language": "en", "text": "By the hour"}],
    "tariff_alt_url": "https://abc.example/tariff",
    "min_price": {"before_taxes": 0.5, "after_taxes": 0.6},
    "max_price": {"before_taxes": 50, "after_taxes": 60},
    "elements": [
        {
            "price_components": [
                {"type": "ENERGY", "price": 0.5, "vat": 20, "step_size": 100},
                {"type": "TIME", "price": 1.2, "vat": 20, "step_size": 60},
            ],
            "restrictions": RESTRICTIONS,
        },
        {
            "price_components": [{"type": "TIME", "price": 3, "vat": 20, "step_size": 60}],
            "restrictions": {"reservation": "RESERVATION"},
        },
        {
            "price_components": [{"type": "FLAT", "price": 4, "vat": 20, "step_size": 1}],
            "restrictions": {"reservation": "RESERVATION_EXPIRES"},
        },
        {
            "price_components": [
                {"type": "FLAT", "price": 1, "vat": 20, "step_size": 1},
                {"type": "PARKING_TIME", "price": 6, "vat": 20, "step_size": 300},
            ]
        },
    ],
    "tax_included": "NO",
    "start_date_time": "2026-01-01T00:00:00Z",
    "end_date_time": "2030-01-01T00:00:00Z",
    "energy_mix": MIX,
    "last_updated": "2026-05-01T10:00:00Z",
}


def written(tariff, version):
    return json.loads(ENCODER.encode(write_tariff(tariff, version)))


def read_whole(**members):
    (reading,) = read(WHOLE | members)
    assert codes(reading) <= {"tariff_implausible"}, reading.issues
    return reading.tariff


def test_everything_comes_back():
    """What is read of 2.3.0 is written as it came."""
    assert written(read_whole(), "2.3.0") == WHOLE


def test_what_2_2_1_calls_otherwise():
    """2.2.1 has other names for the sides of a limit, and no word for included tax."""
    found = written(read_whole(), "2.2.1")

    assert found["min_price"] == {"excl_vat": 0.5, "incl_vat": 0.6}
    assert "tax_included" not in found
    assert found["elements"] == WHOLE["elements"]


@pytest.mark.parametrize("kind", ["REGULAR", "PROFILE_CHEAP", "PROFILE_FAST", "PROFILE_GREEN"])
def test_types(kind):
    """All types of tariffs are known."""
    assert written(read_whole(type=kind), "2.3.0")["type"] == kind


def test_preauthorised_amount():
    """The amount that the first print of 2.3.0 lets one block is read."""
    assert read_whole(preauthorize_amount=40).preauthorize_amount == 40


def test_it_has_a_price():
    """All of it counts in a price: 19 kWh and 57 minutes, since the first kWh has no price."""
    found = price_of(read_whole(), session(kwh=20, parked=10, amperes=32), PARIS)

    assert isinstance(found, Price)
    assert {name: each.excl for name, each in found.by_dimension.items()} == {
        "FLAT": Decimal(1),
        "ENERGY": Decimal("9.5"),
        "TIME": Decimal("1.14"),
        "PARKING_TIME": Decimal(1),
    }
