"""NOBIL: rules, damage, and the real file where it is at hand."""

import json

import pytest
from hypothesis import given

from plugdex.formats.nobil import read as module
from plugdex.formats.source import load_source
from plugdex.model.errors import UnreadableSource
from plugdex.model.issues import CODES
from plugdex.model.vocabulary import POWER_TYPES
from tests.formats.golden import SAMPLES
from tests.formats.json_register import codes, damaged, odd, read, survives
from tests.shared_data import shared

SAMPLE = (SAMPLES / "nobil" / "sample.json").read_bytes()
RECORD = json.loads(SAMPLE)["chargerstations"][0]


def attributes(**values):
    """Attributes by type: an id, or an id and a text."""
    made = {}
    for name, value in values.items():
        number = name.removeprefix("a")
        ident, text = value if isinstance(value, tuple) else (value, "")
        made[number] = {"attrtypeid": number, "attrvalid": str(ident), "trans": "", "attrval": text}
    return made


def station(*conn, points=None, st=None, **members):
    """A station of ours."""
    csmd = {"id": 1, "name": "A", "Position": "(59.9139,10.7522)", "Land_code": "NOR"}
    csmd |= {"Updated": "2024-01-01 12:00:00", "Station_status": 1}
    csmd |= {"Number_charging_points": len(conn) if points is None else points}
    numbered = {str(number): one for number, one in enumerate(conn, 1)}
    return {"csmd": csmd | members, "attr": {"st": st or {}, "conn": numbered}}


def one(*conn, **members):
    """The location of a station and the codes of its issues."""
    readings = read("nobil", {"chargerstations": [station(*conn, **members)]})
    return readings[0].location, codes(readings)


def plugs(location):
    """Standards by EVSE."""
    return [[connector.standard for connector in evse.connectors] for evse in location.evses]


TYPE_2 = attributes(a4=32, a5=11, a25=2, a26=1)
CCS = attributes(a4=39, a5=13, a25=1)
CHADEMO = attributes(a4=30, a5=13, a25=1)


def test_post_with_three_plugs():
    """CCS and CHAdeMO are one EVSE though the register counts three points; flagged."""
    location, found = one(CHADEMO, CCS, TYPE_2)

    assert plugs(location) == [["CHADEMO", "IEC_62196_T2_COMBO"], ["IEC_62196_T2"]]
    assert found == {"evses_guessed"}


def test_evse_ids_say_it():
    """Connectors of the same EVSE are one, without a guess."""
    first, second = (
        CCS | attributes(a28=(0, "NO*AAA*E1")),
        CHADEMO | attributes(a28=(0, "NO*AAA*E1")),
    )
    location, found = one(first, second)

    assert [evse.evse_id for evse in location.evses] == ["NO*AAA*E1"]
    assert not found


@pytest.mark.parametrize(
    ("value", "watts", "power_type", "volts"),
    [(11, 22000, "AC_3_PHASE", 230), (17, 12700, "AC_3_PHASE", 133), (24, 150000, "DC", None)],
)
def test_capacity(value, watts, power_type, volts):
    """The capacity is a code; three phases with 230 V between lines are of Norway's IT grid."""
    location, _ = one(attributes(a4=32, a5=value))
    (connector,) = location.evses[0].connectors

    assert connector.max_electric_power == watts
    assert (connector.power_type, connector.max_voltage) == (power_type, volts)


def test_tesla():
    """Tesla's plug with direct current is Type 2 in the Nordic countries, for Teslas alone."""
    location, found = one(attributes(a4=40, a5=22, a25=1))

    assert plugs(location) == [["IEC_62196_T2"]]
    assert location.restrictions == ("BRAND_ONLY",)
    assert found == {"plug_by_country"}


@pytest.mark.parametrize(
    ("value", "publish", "restrictions"),
    [
        (1, True, ()),
        (2, True, ("CUSTOMERS_ONLY",)),
        (3, False, ()),
        (4, True, ("OTHER",)),
        (5, False, ()),
    ],
)
def test_availability(value, publish, restrictions):
    """Who may charge."""
    location, _ = one(TYPE_2, st=attributes(a2=value))

    assert (location.publish, location.restrictions) == (publish, restrictions)


@pytest.mark.parametrize(
    ("stamp", "values", "status"),
    [
        ("2026-06-30T10:00:00Z", {"a8": 1, "a9": 0}, "CHARGING"),
        ("2026-06-30T10:00:00Z", {"a8": 0, "a9": 0}, "AVAILABLE"),
        ("2026-06-01T10:00:00Z", {"a8": 0, "a9": 0}, "OPERATIONAL"),
        ("2026-06-01T10:00:00Z", {"a8": 0, "a9": 1}, "OUTOFORDER"),
        ("nonsense", {"a8": 0, "a9": 0}, "OPERATIONAL"),
    ],
)
def test_status(stamp, values, status):
    """A status counts for a day, an error until it is mended."""
    live = TYPE_2 | attributes(a16=(5, stamp), **values)
    (reading,) = read("nobil", {"chargerstations": [station(live)]})

    assert [one.status for one in reading.statuses] == [status]


def test_hydrogen():
    """A station without electricity is none of ours."""
    location, found = one(attributes(a4=70, a26=2))

    assert location is None
    assert found == {"out_of_scope"}


def test_unread_attribute():
    """An attribute type that nobody knows is one issue of the source."""
    data = {"chargerstations": [station(TYPE_2 | attributes(a99=1)), station(TYPE_2)]}

    assert [issue.path for issue in read("nobil", data)[-1].issues] == ["attr.conn.99"]


def test_connectors_as_a_list():
    """PHP writes an object whose keys begin with 0 as a list."""
    made = station(TYPE_2, TYPE_2)
    made["attr"]["conn"] = list(made["attr"]["conn"].values())
    (reading,) = read("nobil", {"chargerstations": [made]})

    assert [evse.uid for evse in reading.location.evses] == ["1", "2"]


def test_capacity_codes():
    """Every capacity of the table can be read."""
    for words in load_source(module.__file__).codes["capacity"].values():
        if words:
            watts, power_type, volts, amperes = words.split()
            assert power_type in POWER_TYPES
            assert int(watts) > 0 <= int(volts) * int(amperes)


@pytest.mark.parametrize(
    "data", [b"", b"<html>", b'{"error": "no key"}', b"[]x", b'{"chargerstations": [{"a": 1}]}']
)
def test_something_else(data):
    """Another file stops with one sentence."""
    with pytest.raises(UnreadableSource, match=r"Found|found"):
        read("nobil", data)


@given(damaged(SAMPLE))
def test_any_bytes(data):
    """No bytes raise anything but our own errors."""
    survives("nobil", data)


@given(odd(RECORD))
def test_odd_values(record):
    """An odd value costs its record at most."""
    good = station(TYPE_2, id=987654)
    readings = read("nobil", {"chargerstations": [good, record, good]})

    assert [r.location.id for r in readings if r.location and r.location.id == "987654"] == [
        "987654"
    ] * 2


@pytest.mark.shared
def test_real_file():
    """Every station is a location, every plug is known and has its power."""
    path = shared("data/real/nobil/nobil_v3_uppsala-se_2019.json.gz")
    readings = read("nobil", path.read_bytes())
    evses = [evse for reading in readings for evse in reading.location.evses]
    connectors = [connector for evse in evses for connector in evse.connectors]

    assert (len(readings), len(evses), len(connectors)) == (23, 82, 86)
    assert all(one.standard and one.max_electric_power for one in connectors)
    assert codes(readings) <= set(CODES) - {"column_unread", "enum_unknown"}
