"""Small OCPI objects of our own, to be varied by tests."""

import io
import json
from datetime import UTC, datetime
from typing import Any

from plugdex.formats.port import Party, Reading, ReadOptions
from plugdex.formats.registry import find_format
from plugdex.model.location import Connector, Location

RECEIVED = datetime(2026, 6, 1, 12, tzinfo=UTC)
STAMP = "2026-05-01T10:00:00Z"


def connector(**members: Any) -> dict[str, Any]:
    """A sound connector: 11 kW at a Type 2 socket."""
    sound = {
        "id": "1",
        "standard": "IEC_62196_T2",
        "format": "SOCKET",
        "power_type": "AC_3_PHASE",
        "max_voltage": 230,
        "max_amperage": 16,
        "last_updated": STAMP,
    }
    return sound | members


def evse(**members: Any) -> dict[str, Any]:
    """A sound EVSE with one connector."""
    sound = {
        "uid": "E1",
        "evse_id": "NL*ABC*E1",
        "status": "AVAILABLE",
        "connectors": [connector()],
        "last_updated": STAMP,
    }
    return sound | members


def location(**members: Any) -> dict[str, Any]:
    """A sound location in Utrecht with one EVSE."""
    sound = {
        "country_code": "NL",
        "party_id": "ABC",
        "id": "L1",
        "publish": True,
        "address": "Voorstraat 1",
        "city": "Utrecht",
        "country": "NLD",
        "coordinates": {"latitude": "52.09300", "longitude": "5.11900"},
        "time_zone": "Europe/Amsterdam",
        "evses": [evse()],
        "last_updated": STAMP,
    }
    return sound | members


def tariff(**members: Any) -> dict[str, Any]:
    """A sound tariff: 0.42 a kWh."""
    sound = {
        "country_code": "NL",
        "party_id": "ABC",
        "id": "T1",
        "currency": "EUR",
        "elements": [
            {"price_components": [{"type": "ENERGY", "price": 0.42, "vat": 21, "step_size": 1}]}
        ],
        "last_updated": STAMP,
    }
    return sound | members


def read_bytes(data: bytes, party: Party | None = None, largest: int = 1 << 26) -> list[Reading]:
    """All readings of a text."""
    options = ReadOptions(source="test", received=RECEIVED, party=party, largest_object=largest)
    return list(find_format("ocpi").read(io.BytesIO(data), options))


def read(*objects: Any, party: Party | None = None) -> list[Reading]:
    """All readings of objects in an envelope."""
    return read_bytes(json.dumps({"status_code": 1000, "data": list(objects)}).encode(), party)


def read_one(thing: Any, party: Party | None = None) -> tuple[Location, set[str]]:
    """The location of one object, and the codes of its issues."""
    (reading,) = read(thing, party=party)
    assert reading.location is not None, reading.issues
    return reading.location, codes(reading)


def read_connector(**members: Any) -> tuple[Connector, set[str]]:
    """The connector that comes of these members, and the codes of the issues."""
    found, issues = read_one(location(evses=[evse(connectors=[connector(**members)])]))
    return found.evses[0].connectors[0], issues


def codes(reading: Reading) -> set[str]:
    """The codes of the issues of a reading."""
    return {issue.code for issue in reading.issues}
