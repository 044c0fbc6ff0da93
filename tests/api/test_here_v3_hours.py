"""Opening hours in the words of HERE v3."""

from datetime import UTC, datetime

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugdex.api.here_v3.hours import opening_hours
from plugdex.model.hours import ExceptionalPeriod, OpeningHours, RegularHours
from tests.places import location

WEEK = tuple(RegularHours(weekday=day, begin=480, end=1080) for day in range(1, 8))


def shape(**members):
    """The opening hours of a location in Amsterdam."""
    place = location("a", opening_times=OpeningHours(**members))
    return msgspec.to_builtins(opening_hours(place), str_keys=True)


def period(begin, end):
    """A period of June 2026, days and UTC hours."""
    return ExceptionalPeriod(
        begin=datetime(2026, 6, *begin, tzinfo=UTC), end=datetime(2026, 6, *end, tzinfo=UTC)
    )


def test_always_open():
    """Open around the clock has neither schedule nor exceptions."""
    assert shape(twentyfourseven=True, regular_hours=WEEK) == {"open24x7": True}


def test_always_open_but_for_a_day():
    """A closing of a place that is always open is an exception of a full week."""
    found = shape(twentyfourseven=True, exceptional_closings=(period((1, 22), (2, 22)),))

    assert found["regularSchedule"][0]["periods"] == [{"from": "00:00:00"}]
    assert found["exceptions"] == [{"date": "2026-06-02", "closed": True}]


def test_equal_days_stand_together():
    """Days with equal hours are one entry."""
    assert shape(regular_hours=WEEK)["regularSchedule"] == [
        {
            "days": ["mo", "tu", "we", "th", "fr", "sa", "su"],
            "periods": [{"from": "08:00:00", "to": "18:00:00"}],
        }
    ]


def test_nothing_known():
    """Without any hours there is no answer."""
    assert opening_hours(location("a", opening_times=OpeningHours())) is None


@pytest.mark.parametrize(
    ("closing", "expected"),
    [
        (period((1, 22), (2, 22)), [{"date": "2026-06-02", "closed": True}]),
        (
            period((2, 10), (2, 12)),
            [
                {
                    "date": "2026-06-02",
                    "periods": [
                        {"from": "08:00:00", "to": "12:00:00"},
                        {"from": "14:00:00", "to": "18:00:00"},
                    ],
                }
            ],
        ),
    ],
    ids=["whole day", "lunch"],
)
def test_closings_in_local_time(closing, expected):
    """A closing takes its part from the local day."""
    assert shape(regular_hours=WEEK, exceptional_closings=(closing,))["exceptions"] == expected


def test_openings_add_to_the_day():
    """An opening is added to the regular hours of its day."""
    found = shape(regular_hours=WEEK, exceptional_openings=(period((6, 16), (6, 20)),))

    assert found["exceptions"] == [
        {"date": "2026-06-06", "periods": [{"from": "08:00:00", "to": "22:00:00"}]}
    ]


@pytest.mark.parametrize("kind", ["exceptional_closings", "exceptional_openings"])
def test_until_further_notice(kind):
    """An exception to the end of time is written for a year."""
    forever = ExceptionalPeriod(
        begin=datetime(2026, 6, 1, 22, tzinfo=UTC), end=datetime(9999, 12, 31, 23, 59, tzinfo=UTC)
    )

    assert len(shape(regular_hours=WEEK, **{kind: (forever,)})["exceptions"]) == 366


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))


@given(MOMENTS, MOMENTS, st.booleans())
def test_periods_never_overlap(first, second, closes):
    """Whatever the exception, the periods of a day are in order and apart."""
    exception = (ExceptionalPeriod(begin=min(first, second), end=max(first, second)),)
    kind = "exceptional_closings" if closes else "exceptional_openings"
    for day in shape(regular_hours=WEEK, **{kind: exception}).get("exceptions", ()):
        edges = [
            edge for each in day.get("periods", ()) for edge in (each["from"], each.get("to", "24"))
        ]
        assert edges == sorted(edges)
        assert ("periods" in day) != ("closed" in day)
