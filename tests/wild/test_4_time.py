"""Time (section 4 of the catalogue of quirks)."""

from datetime import UTC, datetime, timedelta

import pytest

from plugdex.model.hours import RegularHours
from tests.formats.ocpi_samples import RECEIVED, codes, connector, evse, location
from tests.wild.feed import issue, read, read_evse, read_location, without


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


def hours(*days, **members):
    """Opening times of days, begin and end, and the codes of the issues."""
    regular = [{"weekday": d, "period_begin": b, "period_end": e} for d, b, e in days]
    found, seen = read_location(opening_times={"regular_hours": regular} | members)
    return found.opening_times, seen


def day(weekday, begin, end):
    return RegularHours(weekday=weekday, begin=begin * 60, end=end * 60)


@pytest.mark.parametrize("text", ["2026-03-08T07:06:05", "2026-03-08T07:06:05.250"])
def test_wild_4_1_without_z(text):
    """A time without a designator is UTC."""
    found, seen = read_location(last_updated=text, evses=[evse(last_updated=text, connectors=[])])

    assert found.last_updated.replace(microsecond=0) == utc(2026, 3, 8, 7, 6, 5)
    assert seen == {"evse_without_connectors"}


def test_wild_4_2_local_times():
    """Where the source is known for it, a time without offset is that of the location."""
    summer, winter = "2026-05-10T14:00:00", "2026-01-10 14:00"
    thing = location(
        last_updated=summer,
        evses=[
            evse(
                last_updated=winter,
                connectors=[connector(last_updated=winter)],
                status_schedule=[{"period_begin": "2026-08-01T00:00:00", "status": "PLANNED"}],
            )
        ],
        opening_times={
            "twentyfourseven": False,
            "exceptional_closings": [
                {"period_begin": "2026-12-25T00:00:00", "period_end": "2026-12-26T00:00:00Z"}
            ],
        },
    )
    reading = read(thing, naive_time="location")
    closing = reading.location.opening_times.exceptional_closings[0]
    planned = reading.location.evses[0].status_schedule[0]

    assert reading.location.last_updated == utc(2026, 5, 10, 12)
    assert reading.statuses[0].modified == utc(2026, 1, 10, 13)
    assert planned.begin == utc(2026, 7, 31, 22)
    assert (closing.begin, closing.end) == (utc(2026, 12, 24, 23), utc(2026, 12, 26))
    assert codes(reading) == {"timestamp_lenient"}
    assert reading.issues[0].was == summer


@pytest.mark.parametrize("zone", [None, "Germany"])
def test_wild_4_2_zone_of_the_coordinates(zone):
    """Where the zone is missing that of the coordinates tells local time."""
    thing = location(time_zone=zone, last_updated="2026-05-10T14:00:00", evses=[])

    assert read(thing, naive_time="location").location.last_updated == utc(2026, 5, 10, 12)
    assert read(thing).location.last_updated == utc(2026, 5, 10, 14)


def test_wild_4_2_offsets_stay():
    """A time with an offset is what it says, whatever the source is known for."""
    thing = location(last_updated="2026-05-10T14:00:00+03:00", evses=[])

    assert read(thing, naive_time="location").location.last_updated == utc(2026, 5, 10, 11)


def test_wild_4_2_local_time_shows():
    """A stamp an hour or two ahead of its receipt is flagged."""
    ahead = (RECEIVED + timedelta(hours=2)).isoformat()[:19]
    found, seen = read_location(last_updated=ahead, evses=[])

    assert found.flags == ("last_updated_future",)
    assert "last_updated_future" in seen


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-08 07:06:05", utc(2026, 3, 8, 7, 6, 5)),
        ("2026-03-08T07:06", utc(2026, 3, 8, 7, 6)),
        ("2026-03-08T07:06:05.123987Z", utc(2026, 3, 8, 7, 6, 5, 123_000)),
        ("2026-03-08T07:06:05.1239876Z", utc(2026, 3, 8, 7, 6, 5, 123_000)),
        ("2026-03-08T08:06:05+01:00", utc(2026, 3, 8, 7, 6, 5)),
        ("2026-03-08T08:06:05.1239876+01:00", utc(2026, 3, 8, 7, 6, 5, 123_000)),
    ],
)
def test_wild_4_3_other_spellings(text, expected):
    """Times in other spellings are converted to UTC and cut to milliseconds."""
    reading = read(location(last_updated=text, evses=[]))

    assert reading.location.last_updated == expected
    assert issue(reading, "timestamp_lenient").was == text


PLACEHOLDERS = ["0001-01-01T00:00:00", "1970-1-1T00:00:00Z", "2026-05-01T10:00:66Z", "soon"]


@pytest.mark.parametrize("text", PLACEHOLDERS)
def test_wild_4_4_placeholder_of_an_update(text):
    """A last_updated that is no time becomes the time of receipt, and is flagged."""
    reading = read(location(last_updated=text, evses=[]))

    assert reading.location.last_updated == RECEIVED
    assert reading.location.flags == ("last_updated_invalid",)
    assert issue(reading, "last_updated_invalid").was == text


@pytest.mark.parametrize("text", PLACEHOLDERS)
def test_wild_4_4_placeholder_elsewhere(text):
    """An optional time that is none is left out."""
    plan = [{"period_begin": "2026-07-01T00:00:00Z", "period_end": text, "status": "PLANNED"}]
    found, reading = read_evse(status_schedule=plan)

    assert found.status_schedule[0].end is None
    assert issue(reading, "timestamp_invalid").outcome == "dropped"


@pytest.mark.parametrize("text", ["2120-01-01T00:00:00Z", "2026-06-01T12:05:01Z"])
def test_wild_4_4_future(text):
    """A stamp of the future is cut to five minutes after the receipt."""
    found, seen = read_location(last_updated=text, evses=[])

    assert found.last_updated == RECEIVED + timedelta(minutes=5)
    assert found.flags == ("last_updated_future",)
    assert "last_updated_future" in seen


def test_wild_4_4_slow_clock():
    """A stamp a few minutes ahead stays."""
    found, seen = read_location(last_updated="2026-06-01T12:04:00Z", evses=[])

    assert found.last_updated == RECEIVED + timedelta(minutes=4)
    assert seen == {"location_without_evses"}


def test_wild_4_5_missing_stamps():
    """A stamp that is missing is the parent's, and that of a location the receipt."""
    nested = without(evse(connectors=[without(connector(), "last_updated")]), "last_updated")
    child = read(location(evses=[nested]))
    parent = read(without(location(evses=[]), "last_updated"))

    assert child.statuses[0].freshness == utc(2026, 5, 1, 10)
    assert codes(child) == {"last_updated_missing"}
    assert parent.location.last_updated == RECEIVED
    assert issue(parent, "last_updated_missing").outcome == "normalised"


def test_wild_4_6_no_cascade():
    """A location is as new as the newest thing in it."""
    newest = connector(last_updated="2026-05-09T00:00:00Z")
    reading = read(location(evses=[evse(connectors=[newest]), evse(uid="E2")]))

    assert reading.location.last_updated == utc(2026, 5, 9)
    assert issue(reading, "no_cascade").path == "$.last_updated"


@pytest.mark.parametrize(
    ("zone", "country", "place", "expected"),
    [
        ("Asia/Kuala Lumpur", "MYS", ("3.13900", "101.68690"), "Asia/Kuala_Lumpur"),
        ("Germany", "DEU", ("50.11552", "8.68417"), "Europe/Berlin"),
        (None, "DEU", ("50.11552", "8.68417"), "Europe/Berlin"),
        ("europe/berlin", "DEU", ("50.11552", "8.68417"), "Europe/Berlin"),
        ("CET+1", "DEU", None, None),
        ("CET+1", "NLD", None, "Europe/Amsterdam"),
    ],
)
def test_wild_4_8_time_zones(zone, country, place, expected):
    """A zone that is no IANA name is put right, else found by the coordinates; never fatal."""
    point = {"latitude": place[0], "longitude": place[1]} if place else None
    found, seen = read_location(time_zone=zone, country=country, coordinates=point)

    assert found.time_zone == expected
    assert "time_zone_invalid" in seen


@pytest.mark.parametrize("end", ["24:00", "23:59", "00:00"])
def test_wild_4_9_end_of_day(end):
    """24:00, 23:59 and 00:00 as an end are the end of the day."""
    found, seen = hours((2, "06:00", end))

    assert found.regular_hours == (day(2, 6, 24),)
    assert seen == set()


@pytest.mark.parametrize("end", ["00:00", "24:00", "23:59"])
def test_wild_4_9_always(end):
    """Midnight to midnight on all seven days is always."""
    found, seen = hours(*((weekday, "00:00", end) for weekday in range(1, 8)))

    assert (found.twentyfourseven, found.regular_hours) == (True, ())
    assert seen == set()


def test_wild_4_9_hours_past_midnight():
    """A period that ends before it begins goes past midnight: into the next day of the week."""
    found, seen = hours((7, "18:00", "03:00"), (1, "09:00", "12:00"))

    assert found.regular_hours == (day(7, 18, 24), day(1, 0, 3), day(1, 9, 12))
    assert seen == set()


def test_wild_4_10_weekday_0():
    """Weekday 0 is Sunday only where there is no 7."""
    sunday, seen = hours((0, "09:00", "12:00"), (6, "09:00", "12:00"))
    both, dropped = hours((0, "09:00", "12:00"), (7, "10:00", "12:00"))

    assert sunday.regular_hours == (day(7, 9, 12), day(6, 9, 12))
    assert both.regular_hours == (day(7, 10, 12),)
    assert seen == dropped == {"hours_invalid"}


@pytest.mark.parametrize("entry", [(8, "09:00", "12:00"), (1, "open", "12:00"), (1, "09:00", None)])
def test_wild_4_10_entry_without_sense(entry):
    """An entry that makes no sense is left out alone."""
    found, seen = hours(entry, (3, "09:00", "12:00"))

    assert found.regular_hours == (day(3, 9, 12),)
    assert seen == {"hours_invalid"}


def test_wild_4_11_always_wins():
    """Always open wins over regular hours; neither means that nothing is known."""
    always, _ = hours((1, "09:00", "12:00"), twentyfourseven=True)
    neither, seen = hours(twentyfourseven=False)

    assert (always.twentyfourseven, always.regular_hours) == (True, ())
    assert (neither, seen) == (None, set())
