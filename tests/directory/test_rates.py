"""Rates and ends of keys as people write them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugdex.directory.rates import UNITS, Rate, read_expiry, read_rate, read_rates
from plugdex.model.errors import InvalidSetting

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


@given(st.integers(1, 9_999_999_999), st.sampled_from(list(UNITS)))
def test_rate_text(amount, unit):
    """What a rate is written as is read as the same rate."""
    rate = Rate(amount=amount, unit=unit)

    assert read_rate(rate.text) == rate


@pytest.mark.parametrize("text", ["", "60", "60/week", "0/minute", "-1/minute", "a/minute"])
def test_no_rate(text):
    """The error says how to write it."""
    with pytest.raises(InvalidSetting, match="such as 60/minute"):
        read_rate(text)


def test_several_rates():
    """Commas stand between rates; an empty text has none."""
    assert [each.text for each in read_rates("60/minute, 5000/Day")] == ["60/minute", "5000/day"]
    assert read_rates("") == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("90d", NOW + timedelta(days=90)),
        ("2027-01-31", datetime(2027, 1, 31, tzinfo=UTC)),
        ("2027-01-31T10:00:00+02:00", datetime(2027, 1, 31, 8, tzinfo=UTC)),
    ],
)
def test_expiry(text, expected):
    """Days from now, a date, or a moment."""
    assert read_expiry(text, NOW) == expected


@pytest.mark.parametrize("text", ["soon", "0d", "2026-04-30"])
def test_no_expiry(text):
    """What is over, or no end at all, is refused."""
    with pytest.raises(InvalidSetting, match="expiry"):
        read_expiry(text, NOW)
