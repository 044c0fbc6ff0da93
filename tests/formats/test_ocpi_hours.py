"""Opening hours (quirks 4.9 to 4.11)."""

import pytest

from plugdex.formats.notes import Notes
from plugdex.formats.ocpi.hours import hours_of
from plugdex.formats.ocpi.wire import Hours, RegularHours
from plugdex.model.hours import RegularHours as Day


def hours(*days, always=None):
    notes = Notes()
    regular = [RegularHours(weekday=d, period_begin=b, period_end=e) for d, b, e in days]
    found = hours_of(Hours(twentyfourseven=always, regular_hours=regular), notes, "$.opening_times")
    return found, {issue.code for issue in notes.issues("x")}


@pytest.mark.parametrize("end", ["24:00", "23:59", "00:00"])
def test_4_9_end_of_day(end):
    """24:00, 23:59 and 00:00 end a day."""
    found, issues = hours((1, "08:00", end))

    assert found.regular_hours == (Day(weekday=1, begin=480, end=1440),)
    assert issues == set()


def test_4_9_past_midnight():
    """A period past midnight is two; that of Sunday goes on on Monday."""
    found, _ = hours((7, "22:00", "02:00"))

    assert found.regular_hours == (
        Day(weekday=7, begin=1320, end=1440),
        Day(weekday=1, begin=0, end=120),
    )


def test_4_9_all_days_from_midnight_to_midnight():
    """00:00 to 00:00 on all seven days is always open."""
    found, _ = hours(*((day, "00:00", "00:00") for day in range(1, 8)))

    assert (found.twentyfourseven, found.regular_hours) == (True, ())


def test_4_10_weekday_0_is_sunday():
    """Weekday 0 is Sunday where no 7 occurs, and nothing where one does."""
    sunday, _ = hours((0, "08:00", "18:00"))
    both, issues = hours((0, "08:00", "18:00"), (7, "08:00", "18:00"), (1, "eight", "18:00"))

    assert sunday.regular_hours[0].weekday == 7
    assert len(both.regular_hours) == 1
    assert issues == {"hours_invalid"}


def test_4_11_twentyfourseven_wins():
    """Always open wins over regular hours; neither says nothing."""
    always, _ = hours((1, "08:00", "18:00"), always=True)

    assert always.twentyfourseven
    assert hours()[0] is None
