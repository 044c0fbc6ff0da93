"""Opening hours in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugdex.formats.hours_text import hours_of

WEEK = range(1, 8)


@pytest.mark.parametrize(
    "text",
    [
        "24/7",
        "24 hours daily",
        "24 hours daily; pay lot",
        "24/7 nutzbar mit Ladekarte",
        "Rund um die Uhr (24/7) nutzbar",
        "Open 24hrs",
        "MO: 12:00am-12:00am; TU: 12:00am-12:00am; WE: 12:00am-12:00am; TH: 12:00am-12:00am; "
        "FR: 12:00am-12:00am; SA: 12:00am-12:00am; SU: 12:00am-12:00am",
    ],
)
def test_always(text):
    """What means around the clock."""
    assert hours_of(text).twentyfourseven


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("8am-5pm M-F", {(day, 480, 1020) for day in range(1, 6)}),
        ("7am-10pm daily", {(day, 420, 1320) for day in WEEK}),
        ("09:00 - 23:00", {(day, 540, 1380) for day in WEEK}),
        (
            "Mon-Fri 9:00-18:00, SA 10:00-14:00",
            {(d, 540, 1080) for d in range(1, 6)} | {(6, 600, 840)},
        ),
        ("Sat 8:00am - 1:00am", {(6, 480, 1440), (7, 0, 60)}),
        ("Sa-Su 10-12", {(6, 600, 720), (7, 600, 720)}),
        ("8:00 - 24:00", {(day, 480, 1440) for day in WEEK}),
    ],
)
def test_regular(text, expected):
    """Days and times in the forms that occur."""
    assert {(h.weekday, h.begin, h.end) for h in hours_of(text).regular_hours} == expected


@pytest.mark.parametrize(
    "text",
    ["Dealership business hours", "Valet only", "25:00-26:00", "8am-5pm M-F, ask for Joe", ""],
)
def test_not_understood(text):
    """A text is understood as a whole or not at all."""
    assert hours_of(text) is None


@given(st.text(alphabet="MoTuFrSa 0123456789:-,;apm/", max_size=40))
def test_any_text(text):
    """No text raises, and what is read is in order."""
    found = hours_of(text)

    for hours in found.regular_hours if found else ():
        assert 1 <= hours.weekday <= 7
        assert 0 <= hours.begin < hours.end <= 1440
