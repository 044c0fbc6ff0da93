"""Devices of the National Chargepoint Registry: points, access, hours, and rows cut in two."""

import io
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugdex.formats.port import ReadOptions
from plugdex.formats.registry import find_format
from plugdex.formats.uk_ncr.access import rules_of
from plugdex.formats.uk_ncr.hours import hours_of
from plugdex.formats.uk_ncr.plugs import Hardware, points_of
from plugdex.formats.uk_ncr.read import READ
from plugdex.model.errors import PlugdexError, UnreadableSource
from plugdex.model.issues import CODES
from tests.shared_data import shared

OPTIONS = ReadOptions(source="uk-ncr", received=datetime(2026, 6, 30, 12, tzinfo=UTC))
TYPE_2 = Hardware("Type 2 Mennekes (IEC62196)", "22.0", "32", "400", "Three Phase AC", "0")
TYPE_2_CABLE = TYPE_2._replace(kilowatts="43.0", amperes="63", tethered="1")
CHADEMO = Hardware("JEVS G105 (CHAdeMO) DC", "50.0", "125", "400", "DC", "1")
CCS = CHADEMO._replace(type="Type 2 Combo (IEC62196) DC")
SQUARE = Hardware("3-pin Type G (BS1363)", "3.0", "13", "230", "Single Phase AC", "0")
DEVICE = {
    "chargeDeviceID": "a" * 32,
    "name": "Somewhere",
    "latitude": "51.5",
    "longitude": "-0.12",
    "chargeDeviceStatus": "In service",
    "publishStatus": "Published",
    "dateUpdated": "2016-01-02 03:04:05",
    "connector1ID": "7",
    "connector1Type": TYPE_2.type,
    "connector1RatedOutputKW": "22.0",
    "connector1OutputCurrent": "32",
    "connector1RatedVoltage": "400",
    "connector1ChargeMethod": "Three Phase AC",
    "connector1TetheredCable": "0",
    "connector1Status": "In service",
    "accessRestrictionFlag": "0",
    "accessRestrictionDetails": "",
    "dateDeleted": "n/a",
    "townX": "",
}


def read(data):
    return list(find_format("uk-ncr").read(io.BytesIO(data), OPTIONS))


def table(*rows):
    """A file of devices."""
    lines = [",".join(DEVICE)]
    lines += [",".join((DEVICE | row).values()) for row in rows]
    return "\n".join(lines).encode(errors="replace")


def device(**columns):
    (reading,) = (r for r in read(table(columns)) if r.location or r.issues[0].object)
    return reading


@pytest.mark.parametrize(
    ("hardware", "expected"),
    [
        ([TYPE_2], [(0,)]),
        ([TYPE_2, TYPE_2], [(0,), (1,)]),
        ([SQUARE, TYPE_2], [(0,), (1,)]),
        ([TYPE_2_CABLE, CHADEMO, CCS], [(0, 1, 2)]),
        ([TYPE_2, CCS, CHADEMO], [(0,), (1, 2)]),
        ([CHADEMO, CCS, CHADEMO], [(0, 1), (2,)]),
        ([CHADEMO, TYPE_2, CHADEMO, TYPE_2], [(0,), (1,), (2,), (3,)]),
    ],
)
def test_points(hardware, expected):
    """Sockets are points of their own; the cables of a device serve one vehicle."""
    found = points_of(tuple(hardware))

    assert [point.places for point in found.points] == expected
    assert bool(found.remarks) is (len(hardware) > 1)


def test_connector():
    """A connector has its own power, and volts to neutral."""
    (evse,) = device().location.evses
    (plug,) = evse.connectors

    assert (evse.uid, plug.standard, plug.format) == ("7", "IEC_62196_T2", "SOCKET")
    assert (plug.power_type, plug.max_voltage, plug.max_amperage) == ("AC_3_PHASE", 230, 32)
    assert plug.max_electric_power == 22_000


def test_tesla_dc_is_a_type_2_plug():
    """Tesla's plug of before 2019 is Type 2 with direct current, for Teslas alone."""
    reading = device(
        connector1Type="Type 2 Tesla (IEC62196) DC",
        connector1ChargeMethod="DC",
        connector1RatedOutputKW="120.0",
        connector1TetheredCable="1",
    )
    plug = reading.location.evses[0].connectors[0]

    assert (plug.standard, plug.power_type) == ("IEC_62196_T2", "DC")
    assert reading.location.restrictions == ("BRAND_ONLY",)
    assert "access_guessed" in reading.location.flags


@pytest.mark.parametrize(
    ("text", "public", "restrictions"),
    [
        ("Public access. Parking fees apply", True, ()),
        ("Private Parking Only - BCC Employees", False, ()),
        ("NOT AVAILABLE TO THE GENERAL PUBLIC", False, ()),
        ("CORMAC & Cornwall Council fleet use only", False, ()),
        ("Parking for employees and visitors only ", True, ("OTHER",)),
        ("Private Parking - Customers only", True, ("CUSTOMERS_ONLY",)),
        ("Restricted access to Nissan customers", True, ("BRAND_ONLY", "CUSTOMERS_ONLY")),
        ("Can only be used by BMW Chargenow or Polar Customers", True, ()),
        ("Available for Car Club vehicles only.", True, ("CAR_SHARING_ONLY",)),
        ("Restricted to Council Employees. Available for public use at other times", True, ()),
    ],
)
def test_access(text, public, restrictions):
    """Sentences about access become restrictions; private devices are not published."""
    found = rules_of(text)

    assert (found.public, found.restrictions) == (public, restrictions)


def test_access_that_is_not_understood():
    """A restriction that is announced and not understood is kept in an issue."""
    reading = device(accessRestrictionFlag="1", accessRestrictionDetails="Term Time only")

    assert [(i.code, i.was) for i in reading.issues if i.code == "access_guessed"] == [
        ("access_guessed", "Term Time only")
    ]


def test_hours():
    """Days without a time are closed where others have one; past midnight is two periods."""
    found, strange = hours_of("0", ("09:00", "17:00", "", "", "22:00", "02:00", *[""] * 8))

    assert [(p.weekday, p.begin, p.end) for p in found.regular_hours] == [
        (1, 540, 1020),
        (3, 1320, 1440),
        (4, 0, 120),
    ]
    assert strange == ""
    assert hours_of("1", ("",) * 14)[0].twentyfourseven
    assert hours_of("", ("",) * 14) == (None, "")
    assert hours_of("", ("early", "17:00", *[""] * 12)) == (None, "1: early-17:00")


def test_deleted():
    """A device that was deleted is left out."""
    reading = device(dateDeleted="2016-01-01 00:00:00")

    assert reading.location is None
    assert reading.issues[0].code == "site_closed"


def test_row_cut_in_two():
    """A line break in a text that has no quotes is repaired; the devices around it are whole."""
    lines = table({}, {"chargeDeviceID": "b" * 32}, {"chargeDeviceID": "c" * 32}).decode()
    header, first, second, third = lines.split("\n")
    cut = second.replace("Somewhere", "Some\nwhere")
    readings = read("\n".join([header, first, cut, third]).encode())

    found = [r.location for r in readings if r.location]
    assert [one.id[0] for one in found] == ["a", "b", "c"]
    assert found[1].name == "Some where"
    assert [len(one.evses) for one in found] == [1, 1, 1]


def test_row_without_id():
    """A row that is no device costs itself."""
    readings = read(table({}, {"chargeDeviceID": "x"}))

    assert [i.object for r in readings for i in r.issues if i.code == "object_broken"] == ["#3"]


def test_unknown_column():
    """A column that nobody knows is one issue."""
    issues = [i.path for r in read(table({})) for i in r.issues if i.code == "column_unread"]

    assert issues == ["townX"]


@pytest.mark.parametrize(
    "data",
    [b"", b"a,b\n1,2\n", table({}).replace(b",", b";"), b"PK\x03\x04rest", b'{"ChargeDevice": []}'],
)
def test_other_files(data):
    """What is something else stops with one sentence."""
    with pytest.raises(UnreadableSource, match=r"(Found|Expected) .*\."):
        read(data)


@given(st.binary(max_size=300))
def test_any_bytes(data):
    """No bytes raise anything but our errors."""
    with suppress(PlugdexError):
        read(data)


FIELD = st.text(max_size=12) | st.sampled_from(["nan", "1e999", "-1", "9" * 30, "24:00", "\x00"])


@given(st.dictionaries(st.sampled_from(sorted(READ | DEVICE.keys())), FIELD, max_size=6))
def test_any_value(columns):
    """No values of a row raise."""
    fields = {"chargeDeviceID": "a" * 32} | {
        name: '"' + text.replace('"', '""') + '"'
        for name, text in columns.items()
        if name in DEVICE and name != "chargeDeviceID"
    }
    with suppress(PlugdexError):
        readings = read(table(fields))
        assert {i.code for r in readings for i in r.issues} <= set(CODES)


@pytest.mark.shared
def test_real_file():
    """Every device is read, also those cut in two, and every plug has a standard."""
    path = shared("data/real/uk-ncr/national-charge-point-registry_2022-05.csv.gz")
    with path.open("rb") as stream:
        readings = list(find_format("uk-ncr").read(stream, OPTIONS))
    locations = [r.location for r in readings if r.location]
    evses = [evse for location in locations for evse in location.evses]
    standards = Counter(c.standard for evse in evses for c in evse.connectors)
    issues = Counter(issue.code for r in readings for issue in r.issues)

    assert (len(locations), len(evses), standards.total()) == (3966, 6553, 7701)
    assert (standards["IEC_62196_T2"], standards["CHADEMO"], standards[None]) == (5303, 767, 0)
    assert issues["column_unread"] == issues["object_broken"] == 0
    assert len({evse.uid for evse in evses}) == len(evses)
