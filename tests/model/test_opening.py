"""Whether a location is open at a moment."""

from datetime import UTC, datetime

import pytest

from plugdex.model.hours import ExceptionalPeriod, OpeningHours, RegularHours
from plugdex.model.opening import is_always_open, is_open

MONDAY = OpeningHours(regular_hours=(RegularHours(weekday=1, begin=480, end=1080),))
ALWAYS = OpeningHours(twentyfourseven=True)


def at(hour, minute=0, day=1):
    """A moment of June 2026, which begins with a Monday; UTC."""
    return datetime(2026, 6, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (at(5, 59), False),
        (at(6), True),
        (at(15, 59), True),
        (at(16), False),
        (at(12, day=2), False),
    ],
)
def test_local_time(moment, expected):
    """Regular hours are local, the beginning counts and the end does not."""
    assert is_open(MONDAY, "Europe/Amsterdam", moment) is expected


def test_exceptions():
    """A closing wins over an opening, and an opening over what is regular."""
    noon = ExceptionalPeriod(begin=at(12), end=at(13))
    midnight = ExceptionalPeriod(begin=at(0), end=at(23))

    closed = OpeningHours(
        twentyfourseven=True, exceptional_closings=(noon,), exceptional_openings=(midnight,)
    )
    opened = OpeningHours(regular_hours=MONDAY.regular_hours, exceptional_openings=(midnight,))
    assert [is_open(closed, None, at(hour)) for hour in (11, 12, 13)] == [True, False, True]
    assert is_open(opened, "Europe/Amsterdam", at(20)) is True
    assert (is_always_open(ALWAYS), is_always_open(closed)) == (True, False)


@pytest.mark.parametrize(
    ("times", "zone"), [(None, "UTC"), (OpeningHours(), "UTC"), (MONDAY, None)]
)
def test_unknown(times, zone):
    """Without hours, or without the zone that they are in, nobody knows."""
    assert is_open(times, zone, at(12)) is None
