"""Stations of the AFDC: ports and plugs, hours and access in texts, and files that are none."""

import gzip
import io
import json
import zipfile
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugdex.formats.afdc.hours import access_of
from plugdex.formats.afdc.ports import ports_of
from plugdex.formats.afdc.wire import FIELDS
from plugdex.formats.port import ReadOptions
from plugdex.formats.registry import find_format
from plugdex.model.errors import PlugdexError, UnreadableSource
from plugdex.model.issues import CODES
from tests.shared_data import shared

OPTIONS = ReadOptions(source="afdc", received=datetime(2026, 6, 30, 12, tzinfo=UTC))
HEADER = (
    "Fuel Type Code,Station Name,ID,Latitude,Longitude,EV Level1 EVSE Num,EV Level2 EVSE Num,"
    "EV DC Fast Count,EV Connector Types,EV Network,Access Code,Access Days Time,Status Code,"
    "Station Phone,Updated At,EV Pricing"
)


def read(data):
    return list(find_format("afdc").read(io.BytesIO(data), OPTIONS))


def station(**members):
    """One station of the API, read."""
    whole = {
        "id": 1,
        "fuel_type_code": "ELEC",
        "station_name": "A",
        "latitude": 42.65,
        "longitude": -73.75,
        "updated_at": "2025-01-01T00:00:00Z",
        "street_address": "1 Main St",
        "city": "Albany",
    }
    (reading,) = read(json.dumps({"fuel_stations": [whole | members]}).encode())
    return reading


def plugs(found):
    """Standards by port."""
    return {port.uid: [c.standard for c in port.connectors] for port in found.ports}


@pytest.mark.parametrize(
    ("types", "counts", "network", "expected", "remarks"),
    [
        ("J1772", ("", "2", ""), "X", {"L2-1": ["T1"], "L2-2": ["T1"]}, set()),
        ("TESLA", ("", "", "1"), "Tesla", {"DC-1": ["NACS"]}, set()),
        ("TESLA", ("", "1", ""), "Tesla Destination", {"L2-1": ["NACS"]}, set()),
        ("J1772 TESLA", ("", "1", "1"), "Tesla", {"L2-1": ["T1"], "DC-1": ["NACS"]}, set()),
        (
            "CHADEMO J1772COMBO",
            ("", "", "2"),
            "X",
            {"DC-1": ["CHADEMO", "CCS"], "DC-2": ["CHADEMO", "CCS"]},
            {"plugs_divided"},
        ),
        ("CHADEMO J1772COMBO", ("", "", "1"), "X", {"DC-1": ["CHADEMO", "CCS"]}, set()),
        (
            "J1772 TESLA",
            ("", "3", ""),
            "X",
            {"L2-1": ["T1"], "L2-2": ["T1"], "L2-3": ["NACS"]},
            {"plugs_divided"},
        ),
        ("J1772 NEMA520", ("1", "1", ""), "X", {"L1-1": ["520"], "L2-1": ["T1"]}, set()),
        ("J1772", ("1", "1", ""), "X", {"L1-1": ["T1"], "L2-1": ["T1"]}, set()),
        ("J1772COMBO", ("", "1", ""), "X", {"L2-1": [], "DC-1": ["CCS"]},
         {"evses_guessed", "evse_without_connectors"}),
        ("J3400 J3271", ("", "", "1"), "X", {"DC-1": ["NACS", "MCS"]}, set()),
        ("WHAT", ("", "", ""), "X", {}, {"enum_unknown"}),
    ],
)  # fmt: skip
def test_ports(types, counts, network, expected, remarks):
    """Ports are charging points; which has which plug follows the documented rule."""
    short = {
        "IEC_62196_T1": "T1",
        "SAE_J3400": "NACS",
        "IEC_62196_T1_COMBO": "CCS",
        "NEMA_5_20": "520",
    }
    found = ports_of(types, *counts, network)

    named = {uid: [short.get(name, name) for name in names] for uid, names in plugs(found).items()}
    assert named == expected
    assert {remark.code for remark in found.remarks} == remarks


def test_units_say_more_than_counts():
    """Charging units give each port its plugs and their power."""
    unit = {"charging_level": "dc_fast", "port_count": 2}
    unit["connectors"] = {
        "J1772COMBO": {"power_kw": 350, "port_count": 1},
        "TESLA": {"power_kw": 250, "port_count": 1},
        "CHADEMO": {"power_kw": None, "port_count": 0},
    }
    reading = station(ev_dc_fast_num=2, ev_charging_units=[unit], ev_connector_types=["TESLA"])

    ports = [(e.uid, e.connectors[0].max_electric_power) for e in reading.location.evses]
    assert ports == [("1-DC-1", 350_000), ("1-DC-2", 250_000)]
    assert reading.location.evses[0].connectors[0].power_type == "DC"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("8am-5pm M-F", {day: [(480, 1020)] for day in range(1, 6)}),
        ("10am-5pm W-M", {day: [(600, 1020)] for day in (1, 3, 4, 5, 6, 7)}),
        ("7:30am-8pm M & Th, 9am-3pm Sat", {1: [(450, 1200)], 4: [(450, 1200)], 6: [(540, 900)]}),
        ("6pm-6am F; see valet", {5: [(1080, 1440)], 6: [(0, 360)]}),
        ("Mon 6:00am - 11:59pm; Tue 12:00am - 12:00am", {1: [(360, 1440)], 2: [(0, 1440)]}),
        ("12am-5am & 10pm-12am Sun", {7: [(0, 300), (1320, 1440)]}),
    ],
)
def test_hours(text, expected):
    """Both ways to write hours are read."""
    found: dict[int, list[tuple[int, int]]] = {}
    for each in access_of(text).hours.regular_hours:
        found.setdefault(each.weekday, []).append((each.begin, each.end))

    assert found == expected


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        ("24 hours daily; pay lot", True),
        ("Dealership business hours", False),
        ("9am-4pm daily (spring/fall)", False),
        ("Fleet use only", True),
        ("", True),
    ],
)
def test_hours_that_are_not_understood(text, understood):
    """Seasons and business hours are no hours; a text about something else is no issue."""
    assert access_of(text).understood is understood


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("24 hours daily; for Tesla use only; for customer use only", ("BRAND", "CUSTOMERS")),
        ("24 hours daily; guests only", ("CUSTOMERS",)),
        ("24 hours daily; free for customer use only", ()),
        ("24 hours daily; UW permit required", ("OTHER",)),
        ("Employee use only 8am-5pm; available to public after hours", ()),
    ],
)
def test_restrictions(text, expected):
    """Who may charge is read from the same line."""
    found = (name.removesuffix("_ONLY") for name in access_of(text).restrictions)

    assert tuple(found) == expected


TESLA = {"ev_network": "Tesla", "ev_dc_fast_num": 2, "ev_connector_types": ["TESLA"]}


@pytest.mark.parametrize(
    ("members", "closed"),
    [
        ({}, True),
        ({"ev_connector_types": ["J1772COMBO", "TESLA"]}, False),
        ({"access_days_time": "24 hours daily. See if an adapter is required."}, False),
        ({"ev_network": "Tesla Destination", "ev_dc_fast_num": 0, "ev_level2_evse_num": 2}, False),
    ],
)
def test_superchargers(members, closed):
    """A Supercharger is Tesla's unless the site has a sign of being open to others."""
    reading = station(**(TESLA | members))

    assert ("BRAND_ONLY" in reading.location.restrictions) is closed
    assert ("access_guessed" in reading.location.flags) is closed


def test_private_is_not_published():
    """A private station is kept and shown to nobody."""
    assert not station(access_code="private").location.publish


def test_planned():
    """A planned station says when it opens, in its own time."""
    reading = station(
        status_code="P",
        expected_date="2026-12-01",
        ev_connector_types="J1772",
        ev_level2_evse_num=1,
    )

    assert reading.statuses[0].status == "PLANNED"
    opening = reading.location.evses[0].status_schedule[0].begin
    assert opening == datetime(2026, 12, 1, 5, tzinfo=UTC)


def test_unknown_column():
    """A column that nobody knows is one issue."""
    readings = read(f"{HEADER},New Fact\nELEC,A,1,42.6,-73.7\nELEC,B,2,42.6,-73.7\n".encode())
    unread = [i.path for r in readings for i in r.issues if i.code == "column_unread"]

    assert unread == ["New Fact"]
    assert [r.location.id for r in readings if r.location] == ["1", "2"]


def _zip():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(zipfile.ZipInfo("a.csv"), HEADER)
    return buffer.getvalue()


OTHER_FILES = {
    "empty": b"",
    "other columns": b"a,b\n1,2\n",
    "a column is missing": HEADER.replace("EV DC Fast Count", "DC").encode() + b"\n",
    "semicolons": HEADER.replace(",", ";").encode() + b"\n",
    "a column twice": f"{HEADER},EV J1772 Connector Count\n".encode(),
    "zip": _zip(),
    "cut zip": _zip()[:40],
    "error of the service": b'{"error": {"code": "API_KEY_MISSING"}}',
    "list of numbers": b"[1, 2]",
    "cut JSON": b'{"fuel_stations": [{"id": 1, "fuel_',
    "page": b"<html></html>",
}


@pytest.mark.parametrize("data", OTHER_FILES.values(), ids=OTHER_FILES)
def test_other_files(data):
    """What is something else stops with one sentence."""
    with pytest.raises(UnreadableSource, match=r"(Found|Expected) .*\."):
        read(data)


def test_truncated_gzip():
    """What came before the end is kept."""
    lines = "".join(f"ELEC,A{n * 7919},{n},42.6,-73.7\n" for n in range(5000))
    readings = read(gzip.compress(f"{HEADER}\n{lines}".encode())[:-2000])

    assert sum(r.location is not None for r in readings) > 100
    assert readings[-1].issues[0].code == "source_truncated"


@given(st.binary(max_size=300))
def test_any_bytes(data):
    """No bytes raise anything but our errors."""
    with suppress(PlugdexError):
        read(data)


FIELD = st.text(max_size=12) | st.sampled_from(["nan", "1e999", "-1", "9" * 30, "0/0/0", "\x00"])


@given(st.lists(FIELD, min_size=16, max_size=17))
def test_any_row(row):
    """No values of a row raise."""
    line = ",".join('"' + text.replace('"', '""') + '"' for text in ["ELEC", *row[1:]])
    with suppress(PlugdexError):
        readings = read(f"{HEADER}\n{line}\n".encode(errors="replace"))
        assert {i.code for r in readings for i in r.issues} <= set(CODES)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["connectors", "port_count", "power_kw", "J1772", "TESLA", "x"]), inner
        )
    ),
    max_leaves=8,
)


@given(st.sampled_from([*FIELDS, "ev_charging_units", "federal_agency"]), values)
def test_any_member(name, value):
    """No value of a member raises."""
    raw = {"id": 1, "fuel_type_code": "ELEC", "station_name": "A", name: value}
    data = json.dumps({"fuel_stations": [raw]}).encode()
    with suppress(PlugdexError):
        readings = read(data)
        assert {i.code for r in readings for i in r.issues} <= set(CODES)


REAL = {
    "NY_2025-04-21": (4736, 16788, {"IEC_62196_T1": 13760, "SAE_J3400": 2033, "CHADEMO": 461}, 121),
    "WA_2023-03-28": (1642, 4084, {"IEC_62196_T1": 3030, "SAE_J3400": 627, "CHADEMO": 398}, 62),
    "WA_2024-02-17": (2252, 5951, {"IEC_62196_T1": 4414, "SAE_J3400": 822, "CHADEMO": 453}, 0),
    "US-subset_2019-07-26": (5923, 16533, {"IEC_62196_T1": 4378, "SAE_J3400": 11730}, 0),
}
"""Locations, EVSEs, connectors of some standards, and stations of other fuels."""


@pytest.mark.shared
@pytest.mark.parametrize("name", REAL)
def test_real_files(name):
    """Every electric station is read, every plug has a standard, and no column is unknown."""
    path = shared(f"data/real/afdc/alt_fuel_stations_{name}.csv.gz")
    with path.open("rb") as stream:
        readings = list(find_format("afdc").read(stream, OPTIONS))
    locations = [r.location for r in readings if r.location]
    evses = [evse for location in locations for evse in location.evses]
    standards = Counter(c.standard for evse in evses for c in evse.connectors)
    issues = Counter(issue.code for r in readings for issue in r.issues)

    expected, points, plugs_of, others = REAL[name]
    assert (len(locations), len(evses), issues["out_of_scope"]) == (expected, points, others)
    assert {standard: standards[standard] for standard in plugs_of} == plugs_of
    assert standards[None] == issues["column_unread"] == issues["object_broken"] == 0
