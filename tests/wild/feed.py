"""A feed with one odd object between two sound ones, which have to survive it."""

import io
import json
from typing import Any

from plugdex.formats.port import Reading, ReadOptions
from plugdex.formats.registry import find_format
from plugdex.model.issues import Issue
from plugdex.model.location import Connector, Evse, Location
from plugdex.model.tariffs import Tariff
from tests.formats.ocpi_samples import RECEIVED, codes, connector, evse, location, tariff


def read_text(data: bytes, **options: Any) -> list[Reading]:
    """All readings of a text."""
    chosen = ReadOptions(source="wild", received=RECEIVED, **options)
    return list(find_format("ocpi").read(io.BytesIO(data), chosen))


def read(thing: Any, **options: Any) -> Reading:
    """The reading of an object that stands between a sound location and a sound tariff."""
    things = [location(id="before"), thing, tariff(id="after")]
    before, found, after = read_text(json.dumps({"data": things}).encode(), **options)
    assert before.location and before.location.id == "before"
    assert codes(before) == set()
    assert after.tariff and after.tariff.id == "after"
    return found


def issue(reading: Reading, code: str) -> Issue:
    """The only issue with a code."""
    (found,) = (each for each in reading.issues if each.code == code)
    return found


def read_location(thing: Any = None, /, **members: Any) -> tuple[Location, set[str]]:
    """A location, sound but for these members, and the codes of its issues."""
    reading = read(location(**members) if thing is None else thing)
    assert reading.location is not None, reading.issues
    return reading.location, codes(reading)


def read_evse(**members: Any) -> tuple[Evse, Reading]:
    """An EVSE, sound but for these members, beside a sound one that has to survive."""
    reading = read(location(evses=[evse(**members), evse(uid="E9", evse_id="NL*ABC*E9")]))
    assert reading.location is not None
    found, beside = reading.location.evses
    assert beside.uid == "E9"
    return found, reading


def read_connector(**members: Any) -> tuple[Connector, set[str]]:
    """A connector, sound but for these members, beside a sound one that has to survive."""
    beside = connector(id="beside")
    found, reading = read_evse(connectors=[connector(**members), beside])
    assert [one.id for one in found.connectors][1:] == ["beside"]
    return found.connectors[0], codes(reading)


def read_tariff(thing: Any = None, /, **members: Any) -> tuple[Tariff, set[str]]:
    """A tariff, sound but for these members, and the codes of its issues."""
    reading = read(tariff(**members) if thing is None else thing)
    assert reading.tariff is not None, reading.issues
    return reading.tariff, codes(reading)


def without(thing: dict[str, Any], *names: str) -> dict[str, Any]:
    """An object that lacks some members."""
    return {name: value for name, value in thing.items() if name not in names}
