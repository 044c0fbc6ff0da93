"""Open Charge Map: rules, damage, and the real files where they are at hand."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugdex.formats.ocm.reference import reference
from plugdex.model.countries import BY_ALPHA_2
from plugdex.model.errors import UnreadableSource
from plugdex.model.issues import CODES
from tests.formats.golden import SAMPLES
from tests.formats.json_register import RECEIVED, codes, damaged, odd, read, survives
from tests.shared_data import shared

SAMPLE = (SAMPLES / "ocm" / "sample-verbose.json").read_bytes()
RECORD = json.loads(SAMPLE)[0]


def poi(*connections, country="DE", **members):
    """A POI of ours in the compact shape."""
    address = {"Title": "A", "Latitude": 52.5211, "Longitude": 13.4112}
    address |= {"Country": {"ISOCode": country}}
    if country == "US":
        address |= {"Latitude": 40.7111, "Longitude": -74.0112}
    made = {"ID": 1, "DataProviderID": 1, "UsageTypeID": 1, "AddressInfo": address}
    made |= {"SubmissionStatusTypeID": 200, "StatusTypeID": 50, "DateCreated": "2020-01-01T00:00Z"}
    return made | {"Connections": list(connections)} | members


def plug(number, kind, **members):
    """A connection."""
    return {"ID": number, "ConnectionTypeID": kind} | members


def one(*connections, **members):
    """The location of a POI and the codes of its issues."""
    readings = read("ocm", [poi(*connections, **members)])
    return readings[0].location, codes(readings)


def plugs(location):
    """Standards by EVSE."""
    return [[connector.standard for connector in evse.connectors] for evse in location.evses]


def test_quantity_and_points():
    """As many points as plugs: each plug is an EVSE, without a guess."""
    location, found = one(plug(7, 25, Quantity=2), NumberOfPoints=2)

    assert [evse.uid for evse in location.evses] == ["7-1", "7-2"]
    assert not found


def test_points_not_stated():
    """CCS and CHAdeMO share an EVSE, Type 2 has its own; flagged."""
    location, found = one(plug(1, 33), plug(2, 2), plug(3, 25))

    assert plugs(location) == [["IEC_62196_T2_COMBO", "CHADEMO"], ["IEC_62196_T2"]]
    assert found == {"evses_guessed"}
    assert location.flags == ("evses_guessed",)


def test_points_of_a_single_kind():
    """Points win over the count of the only connection."""
    location, found = one(plug(1, 1, Quantity=1), NumberOfPoints=3)

    assert len(location.evses) == 3
    assert found == {"evses_guessed"}


def test_repeated_connection():
    """A connection that only repeats another one is no plug."""
    first = plug(1, 1, Quantity=2, PowerKW=3.7, Amps=16, Voltage=230, CurrentTypeID=10)
    location, found = one(first, plug(2, 1, Quantity=2))

    assert [evse.uid for evse in location.evses] == ["1-1", "1-2"]
    assert "duplicate_object" in found


@pytest.mark.parametrize(
    ("country", "standard"),
    [("US", "TESLA_S"), ("DE", "IEC_62196_T2")],
)
def test_supercharger_by_country(country, standard):
    """Tesla's plug in North America, Type 2 with direct current in Europe; for Teslas alone."""
    location, found = one(plug(1, 27, CurrentTypeID=30, PowerKW=120), country=country)

    assert plugs(location) == [[standard]]
    assert location.evses[0].connectors[0].power_type == "DC"
    assert location.restrictions == ("BRAND_ONLY",)
    assert "plug_by_country" in found


@pytest.mark.parametrize(("watts", "size"), [(11, 16), (22, 32), (43, 64), (None, 16)])
def test_red_cee_by_power(watts, size):
    """The red CEE sockets share an id; the power tells which."""
    location, _ = one(plug(1, 17, PowerKW=watts, CurrentTypeID=20))

    assert plugs(location) == [[f"IEC_60309_2_three_{size}"]]


def test_values():
    """Kilowatts become watts, volts between lines become volts to neutral."""
    location, found = one(plug(1, 1036, PowerKW=22, Amps=32, Voltage=400, CurrentTypeID=20))
    (connector,) = location.evses[0].connectors

    assert (connector.max_electric_power, connector.max_voltage) == (22000, 231)
    assert (connector.format, connector.power_type) == ("CABLE", "AC_3_PHASE")
    assert found == {"voltage_line_to_line"}


@pytest.mark.parametrize(
    ("members", "publish", "restrictions"),
    [
        ({}, True, ()),
        ({"UsageTypeID": 2}, False, ()),
        ({"UsageTypeID": 3}, True, ("OTHER",)),
        ({"UsageTypeID": 6}, True, ("CUSTOMERS_ONLY",)),
        ({"DataProviderID": 15}, False, ()),
        ({"DataProviderID": 26}, False, ()),
        ({"DataProviderID": 9999}, False, ()),
        ({"DataProvider": {"IsOpenDataLicensed": True, "License": "NonCommercial"}}, False, ()),
        ({"DataProvider": {"IsOpenDataLicensed": True, "License": "CC BY 4.0"}}, True, ()),
        ({"SubmissionStatusTypeID": 50}, False, ()),
    ],
)
def test_access(members, publish, restrictions):
    """Only live records with an open licence for the public are shown."""
    location, _ = one(plug(1, 25), **members)

    assert (location.publish, location.restrictions) == (publish, restrictions)


@pytest.mark.parametrize("members", [{"StatusTypeID": 200}, {"SubmissionStatusTypeID": 1002}])
def test_gone(members):
    """What was taken down is left out, and said so."""
    location, found = one(plug(1, 25), **members)

    assert location is None
    assert found == {"site_closed"}


def test_shapes():
    """The compact and the camel-case answers say the same as the verbose one."""
    verbose, compact, camel = (
        read("ocm", (SAMPLES / "ocm" / f"sample-{shape}.json").read_bytes())
        for shape in ("verbose", "compact", "camel")
    )
    assert compact == camel
    assert [r.location.evses for r in verbose] == [r.location.evses for r in compact]
    assert [r.location.country for r in verbose] == [r.location.country for r in compact]


def test_unread_member():
    """A member nobody knows is one issue of the source."""
    readings = read("ocm", [poi(plug(1, 25, Fluff=1)), poi(plug(1, 25, Fluff=2), ID=2)])

    (issue,) = readings[-1].issues
    assert (issue.code, issue.path, issue.object) == ("column_unread", "Connections.Fluff", "")


@pytest.mark.parametrize(
    "data", [b"", b"<html>", b'{"error": "no key"}', b'[{"id": 1, "name": "x"}]', b"PK\x03\x04zzzz"]
)
def test_something_else(data):
    """Another file stops with one sentence that says what was found."""
    with pytest.raises(UnreadableSource, match=r"Found|found"):
        read("ocm", data)


def test_broken_record_costs_itself():
    """A record that makes no sense is left out; the next one is read."""
    first, second = read("ocm", [poi(plug(1, 25), AddressInfo=3), poi(plug(1, 25))])

    assert first.issues[0].code == "object_broken"
    assert second.location.id == "1"


def test_reference_data():
    """Every country of the reference data is one of ours."""
    assert {code for code in reference().countries.values() if code not in BY_ALPHA_2} <= {"AN"}


@given(damaged(SAMPLE))
def test_any_bytes(data):
    """No bytes raise anything but our own errors."""
    survives("ocm", data)


@given(odd(RECORD), st.booleans())
def test_odd_values(record, is_first):
    """An odd value costs its record at most."""
    good = poi(plug(1, 25), ID=987654)
    survives("ocm", json.dumps([record]).encode())
    readings = read("ocm", [good, record] if is_first else [good, record, good])

    assert readings[0].location.id == "987654"


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "records", "closed", "evses"),
    [
        ("poi_2020-11-20_partial.jsonl.zst", 4650, 177, 9624),
        ("poi_berlin_2018_api-v2-verbose.json.gz", 486, 2, 910),
    ],
)
def test_real_files(name, records, closed, evses):
    """Every record is a location or has a reason; plugs that are named are known."""
    readings = read("ocm", shared(f"data/real/ocm/{name}").read_bytes())
    locations = [reading.location for reading in readings if reading.location]
    found = [c.standard for one in locations for e in one.evses for c in e.connectors]

    assert len(readings) == records
    assert len(locations) == records - closed
    assert all(reading.location or reading.issues for reading in readings)
    assert sum(len(one.evses) for one in locations) == evses
    assert "column_unread" not in codes(readings)
    assert codes(readings) <= set(CODES)
    assert sum(" " in name for name in found if name) < 0.01 * len(found)
    assert all(one.last_updated < RECEIVED for one in locations)
