"""Parts of the search dialect that need no server."""

import time

import pytest
from starlette.testclient import TestClient

from plugdex.api.access import Gate
from plugdex.api.here_search.areas import middle
from plugdex.api.here_search.endpoints import HereSearch
from plugdex.api.here_search.hours import opening_hours
from plugdex.api.here_search.items import address, title
from plugdex.directory.asked import Box
from plugdex.model.errors import StoreError
from plugdex.model.hours import OpeningHours, RegularHours
from tests.places import NOW, location


def week(*days):
    """Open from nine to half past five on some days."""
    return OpeningHours(
        regular_hours=tuple(RegularHours(weekday=day, begin=540, end=1050) for day in days)
    )


@pytest.mark.parametrize(
    ("times", "text", "duration", "days"),
    [
        (
            OpeningHours(twentyfourseven=True),
            "Mon-Sun: 00:00 - 24:00",
            "PT24H00M",
            "MO,TU,WE,TH,FR,SA,SU",
        ),
        (week(1, 3, 4, 7), "Mon, Wed-Thu, Sun: 09:00 - 17:30", "PT08H30M", "MO,WE,TH,SU"),
    ],
)
def test_hours(times, text, duration, days):
    """A week in words, and in parts of iCalendar."""
    (hours,) = opening_hours(location(opening_times=times), NOW)

    assert hours.text == [text]
    assert hours.structured[0].duration == duration
    assert hours.structured[0].recurrence == f"FREQ:DAILY;BYDAY:{days}"


def test_hours_now():
    """Noon in UTC on a Monday of June is two o'clock in Amsterdam."""
    (monday,) = opening_hours(location(opening_times=week(1)), NOW)
    (tuesday,) = opening_hours(location(opening_times=week(2)), NOW)

    assert (monday.is_open, tuesday.is_open) == (True, False)
    assert opening_hours(location(opening_times=None), NOW) is None


@pytest.mark.parametrize(
    ("west", "east", "lon"), [(5, 7, 6), (-180, 180, 0), (170, -170, 180), (178, -170, -176)]
)
def test_middle(west, east, lon):
    """The middle of a box lies in it, also across the antimeridian."""
    found = middle(Box(west=west, south=10, east=east, north=20))

    assert (found.lat, found.lon) == (15, lon)


@pytest.mark.parametrize(
    ("gone", "expected"),
    [
        ((), "Plug BV"),
        (("operator",), "Jaarbeursplein"),
        (("operator", "name"), "Jaarbeursplein 6"),
        (("operator", "name", "address"), "Utrecht"),
        (("operator", "name", "address", "city"), "Charging location"),
    ],
)
def test_title(gone, expected):
    """A place is called by what is known of it."""
    assert title(location(**dict.fromkeys(gone))) == expected


@pytest.mark.parametrize(
    ("state", "code", "name"), [("WA", "WA", None), ("Zuid-Holland", None, "Zuid-Holland")]
)
def test_state(state, code, name):
    """A state is a code or a name."""
    found = address(location(state=state))

    assert (found.state_code, found.state) == (code, name)


def test_no_address():
    """The label, which is required, is the title where nothing else is known."""
    bare = location(address=None, city=None, postal_code=None, country=None)

    assert address(bare).label == "Plug BV"


@pytest.mark.parametrize(
    ("error", "status"), [(StoreError("the disk is gone"), 503), (RuntimeError("a fault"), 500)]
)
@pytest.mark.parametrize("query", ["browse?at=52,5", "lookup?id=pdx" + "0" * 25])
def test_faults_of_ours(error, status, query):
    """A store that fails is 503, a fault of ours 500; neither tells what happened."""

    def broken():
        raise error

    gate = Gate(lambda: [], time.monotonic, is_open=True)
    answer = TestClient(HereSearch(broken, gate, frozenset)).get(f"/v1/{query}")

    assert answer.status_code == answer.json()["status"] == status
    assert str(error) not in answer.text
    assert answer.json()["correlationId"] == answer.headers["x-correlation-id"]
