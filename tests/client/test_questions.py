"""How Python values become the query of a request."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from plugdex.api.here_v3.openapi import document
from plugdex.api.own.changes import FILTERS
from plugdex.api.own.estimate_query import SESSION
from plugdex.api.own.search_query import PARAMETERS, VEHICLE
from plugdex.client.answers import ChargingLocation
from plugdex.client.calls import ATTEMPTS, LONGEST_PAUSE, Reply, pause_after
from plugdex.client.questions import (
    ChangesQuestion,
    InvalidValue,
    SearchQuestion,
    Session,
    parameter_name,
    parameters,
)


def test_every_parameter_can_be_asked():
    """The typed questions have the parameters of the server, all of them and no others."""
    session = {parameter_name(name) for name in Session.__annotations__}
    search = {parameter_name(name) for name in SearchQuestion.__annotations__}

    assert session == {*SESSION, *VEHICLE} - {"lenient"}
    assert search == {*PARAMETERS, *SESSION, *VEHICLE}


def test_changes_can_be_filtered():
    """The filters of changes are those of the server."""
    assert {parameter_name(name) for name in ChangesQuestion.__annotations__} == set(FILTERS)


def test_location_has_all_members():
    """The type of a location has the members that the server describes."""
    described = document()["components"]["schemas"]["ChargingLocation"]["properties"]

    assert set(ChargingLocation.__struct_encode_fields__) == set(described)


def test_values():
    """Pairs and lists have commas, truth is ``true``, nothing is left out."""
    question = {
        "at": (52.1, 5.5),
        "connectors": ["CHADEMO", "IEC_62196_T2_COMBO"],
        "lenient": True,
        "min_kw": Decimal("49.9"),
        "radius": None,
        "start": datetime(2026, 9, 15, 12, tzinfo=UTC),
    }

    assert parameters(question) == {
        "at": "52.1,5.5",
        "connectors": "CHADEMO,IEC_62196_T2_COMBO",
        "lenient": "true",
        "minKw": "49.9",
        "start": "2026-09-15T12:00:00+00:00",
    }


def test_value_without_a_text():
    """What cannot be asked for is refused by its name."""
    with pytest.raises(InvalidValue, match="radius"):
        parameters({"radius": object()})


@pytest.mark.parametrize(
    ("attempt", "reply", "pause"),
    [
        (1, Reply(status=200), None),
        (1, Reply(status=400), None),
        (1, Reply(status=503), 0.5),
        (2, Reply(failure="connection refused"), 1.0),
        (1, Reply(status=429, advice="7"), 7.0),
        (1, Reply(status=429, advice="Tue, 15 Sep 2026 12:00:09 GMT"), 9.0),
        (1, Reply(status=429, advice="soon"), 0.5),
        (1, Reply(status=429, advice=f"{LONGEST_PAUSE + 1:.0f}"), None),
        (ATTEMPTS, Reply(status=503), None),
    ],
)
def test_when_to_ask_again(attempt, reply, pause):
    """A server that puts a request off is asked again as it says, a few times."""
    now = datetime(2026, 9, 15, 12, tzinfo=UTC).timestamp()

    assert pause_after(attempt, reply, now) == pause
