"""OICP: what belongs together, plugs and power, hours, statuses, and files that are wrong."""

import gzip
import json
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugdex.model.errors import UnreadableSource
from plugdex.model.hours import RegularHours
from plugdex.model.issues import CODES
from tests.formats.golden import SAMPLES
from tests.formats.json_register import RECEIVED, codes, damaged, odd, read, survives
from tests.shared_data import shared

FOLDER = "data/real/swiss-oicp"
SAMPLE = (SAMPLES / "oicp" / "sample.json").read_bytes()
FILE = json.loads(SAMPLE)


def record(uid="CH*ABC*E1", **members):
    """A record of ours."""
    made = {"EvseID": uid, "Address": {"Country": "CHE", "City": "Bern", "Street": "Weg"}}
    made |= {"GeoCoordinates": {"Google": "46.948101 7.447401"}, "IsOpen24Hours": True}
    made |= {"Plugs": ["Type 2 Outlet"], "lastUpdate": "2026-01-01T00:00:00Z"}
    made |= {"ChargingFacilities": [{"power": 22, "powertype": "AC_3_PHASE"}]}
    return made | members


def file(*records, **members):
    """A file of one operator."""
    block = {"EVSEDataRecord": list(records), "OperatorID": "CH*ABC", "OperatorName": "ABC"}
    return {"EVSEData": [block | members]}


def one(**members):
    """The location of one record, and the codes of its issues."""
    readings = read("oicp", file(record(**members)))
    return readings[0].location, codes(readings)


def plugs(*names, facilities):
    """The connectors of an EVSE, shortened, and the codes of its issues."""
    made, found = one(Plugs=list(names), ChargingFacilities=facilities)
    short = [(c.standard, c.power_type, c.max_electric_power) for c in made.evses[0].connectors]
    return short, found


def test_same_place_is_one_location():
    """EVSEs of one operator at the same coordinates are one location, in the order of their ids."""
    east = record("CH*ABC*E3", GeoCoordinates={"Google": "46.9482 7.4475"})
    readings = read("oicp", file(record("CH*ABC*E2"), east, record()))
    found = {r.location.id: [e.uid for e in r.location.evses] for r in readings}

    assert found == {
        "CH*ABC@46.94810,7.44740": ["CH*ABC*E1", "CH*ABC*E2"],
        "CH*ABC@46.94820,7.44750": ["CH*ABC*E3"],
    }


def test_id_stays_when_an_evse_leaves():
    """The id of a location is made of its place, not of what stands there today."""
    both = read("oicp", file(record(), record("CH*ABC*E2")))
    rest = read("oicp", file(record("CH*ABC*E2")))

    assert both[0].location.id == rest[0].location.id


def test_restricted_points_stand_alone():
    """Points with restricted access are a location of their own at the same place."""
    closed = record("CH*ABC*E2", Accessibility="Restricted access")
    first, second = (r.location for r in read("oicp", file(record(), closed)))

    assert (first.restrictions, second.restrictions) == ((), ("OTHER",))
    assert second.id == f"{first.id}/restricted"


def test_test_station_is_not_published():
    """A test station is kept and shown to nobody."""
    made, found = one(Accessibility="Test Station")

    assert not made.publish
    assert "test_station" in found


DC = {"power": 50, "powertype": "DC"}
AC = {"power": "43", "powertype": "AC_3_PHASE"}


def test_plugs_take_facilities_of_their_current():
    """DC plugs take DC, AC plugs AC; that two DC plugs share a facility is flagged."""
    found, issues = plugs(
        "CCS Combo 2 Plug (Cable Attached)", "CHAdeMO", "Type 2 Outlet", facilities=[AC, DC]
    )

    assert found == [
        ("IEC_62196_T2_COMBO", "DC", 50_000),
        ("CHADEMO", "DC", 50_000),
        ("IEC_62196_T2", "AC_3_PHASE", 43_000),
    ]
    assert issues == {"power_guessed"}


def test_ac_plug_with_dc_is_flagged():
    """A Type 2 plug with direct current stays what the source says, and is flagged."""
    found, issues = plugs("Type 2 Connector (Cable Attached)", facilities=[DC])

    assert found == [("IEC_62196_T2", "DC", 50_000)]
    assert issues == {"power_type_suspect"}


def test_dc_plug_with_ac_keeps_its_power():
    """A plug only for direct current is believed against its facility."""
    found, issues = plugs("CHAdeMO", facilities=[{"power": 50, "powertype": "AC_3_PHASE"}])

    assert found == [("CHADEMO", "DC", 50_000)]
    assert issues == {"power_type_suspect"}


@pytest.mark.parametrize(
    ("name", "country", "point", "standard"),
    [
        ("Tesla Connector", "CHE", "46.9481 7.4474", "TESLA_S"),
        ("Tesla Connector", "USA", "40.7111 -74.0112", "SAE_J3400"),
        ("Type 3 Outlet", "CHE", "46.9481 7.4474", "IEC_62196_T3C"),
        ("IEC 60309 Three Phase", "CHE", "46.9481 7.4474", "IEC_60309_2_three_32"),
    ],
)
def test_names_of_several_plugs(name, country, point, standard):
    """What stands for several plugs is decided by country and power, and flagged."""
    made, _ = one(Plugs=[name], Address={"Country": country}, GeoCoordinates={"Google": point})

    assert made.evses[0].connectors[0].standard == standard
    assert "plug_by_country" in made.flags


def test_opening_times():
    """23:59 is the end of the day; what goes past midnight is two periods."""
    monday = {"Period": [{"begin": "18:00", "end": "23:59"}], "on": "Monday"}
    weekend = {"Periods": [{"begin": "22:00", "end": "06:00"}], "On": "Weekend"}
    made, found = one(IsOpen24Hours=False, OpeningTimes=[monday, weekend])

    assert [(h.weekday, h.begin, h.end) for h in made.opening_times.regular_hours] == [
        (1, 0, 360), (1, 1080, 1440), (6, 1320, 1440), (7, 0, 360), (7, 1320, 1440)
    ]  # fmt: skip
    assert RegularHours(weekday=1, begin=1080, end=1440) in made.opening_times.regular_hours
    assert found == set()


def test_hours_that_nobody_understands():
    """They are left out, with an issue."""
    made, found = one(IsOpen24Hours=False, OpeningTimes=[{"on": "Monday", "period": "late"}])

    assert made.opening_times is None
    assert found == {"hours_text"}


@pytest.mark.parametrize("text", ["+0812345678", "+812345678", "+41812345678"])
def test_phones(text):
    """A plus before a national number is no country code."""
    assert one(HotlinePhoneNumber=text)[0].help_phone == "+41812345678"


def test_unread_member_is_one_issue():
    """A member that nobody knows is one issue of the file; known ones are found in any case."""
    readings = read("oicp", file(record(novelty=1), record("CH*ABC*E2", novelty=2)))

    assert [i.path for r in readings for i in r.issues] == ["novelty"]


def test_statuses():
    """A status list has no locations: statuses by EVSE alone."""
    rows = [
        {"EvseID": "A", "EVSEStatus": "Occupied"},
        {"EvseID": "B", "EvseStatus": "OutOfService"},
    ]
    rows += [{"EVSEStatus": "Available"}, {"EvseID": "C", "EVSEStatus": "Dancing"}]
    (reading,) = read("oicp", {"EVSEStatuses": [{"EVSEStatusRecord": rows, "OperatorID": "CH*A"}]})

    assert reading.location is None
    assert reading.of == ""
    assert [(s.uid, s.status) for s in reading.statuses] == [
        ("A", "CHARGING"), ("B", "OUTOFORDER"), ("C", "UNKNOWN")
    ]  # fmt: skip
    assert reading.statuses[0].modified == RECEIVED
    assert codes([reading]) == {"id_missing", "enum_unknown"}


@pytest.mark.parametrize(
    "data",
    [
        {"EvseData": {"OperatorEvseData": [file(record())["EVSEData"][0]]}},
        {"ActionType": "fullLoad", "OperatorEvseData": file(record())["EVSEData"][0]},
        {"content": [record(OperatorID="CH*ABC")], "last": True},
    ],
    ids=["2.2", "push", "2.3"],
)
def test_envelopes(data):
    """The forms of OICP 2.2 and 2.3 read like the Swiss one."""
    (reading,) = read("oicp", data)

    assert reading.location.id == "CH*ABC@46.94810,7.44740"


def test_duplicate():
    """Of two records of an EVSE the one that was updated last is kept."""
    newer = record(lastUpdate="2026-02-01T00:00:00Z", Plugs=["CHAdeMO"])
    (reading,) = read("oicp", file(newer, record()))

    assert [c.standard for c in reading.location.evses[0].connectors] == ["CHADEMO"]
    assert codes([reading]) == {"uid_duplicate", "power_type_suspect"}


@pytest.mark.parametrize(
    "data", [b"", b"<html>", b"[]", b'{"data": []}', b"a;b;c\n1;2;3", b"PK\x03\x04abcdefgh"]
)
def test_something_else(data):
    """Another file stops with one sentence."""
    with pytest.raises(UnreadableSource, match="Found"):
        read("oicp", data)


def test_a_cut_file():
    """A broken end costs what stands there, and an issue says so."""
    assert "source_truncated" in codes(read("oicp", gzip.compress(SAMPLE)[:-400]))


@given(damaged(SAMPLE))
def test_any_bytes(data):
    """No bytes raise anything but our errors."""
    survives("oicp", data)


@given(st.data())
def test_odd_values(data):
    """An odd value costs its record at most, and every issue is explained."""
    made = data.draw(odd(FILE["EVSEData"][0]["EVSEDataRecord"][3]))
    readings = read("oicp", file(record("CH*ABC*E9"), made))

    assert any(r.location and "CH*ABC*E9" in {e.uid for e in r.location.evses} for r in readings)
    assert codes(readings) <= set(CODES)


@given(st.data())
def test_odd_features(data):
    """The same holds for the flat GeoJSON."""
    flat = json.loads((SAMPLES / "oicp" / "sample-flat.json").read_bytes())
    made = data.draw(odd(flat["features"][0]))
    readings = read("oicp", {"type": "FeatureCollection", "features": [made, flat["features"][5]]})

    assert any(r.location for r in readings)
    assert codes(readings) <= set(CODES)


@pytest.mark.shared
def test_swiss_data():
    """All EVSEs of the sample of 2024 become parts of locations, each with a plug that is known."""
    data = shared(f"{FOLDER}/evse-data_oicp_sample_2024.json.gz").read_bytes()
    readings = read("oicp", data)
    evses = [e for r in readings if r.location for e in r.location.evses]

    assert (sum(r.location is not None for r in readings), len(evses)) == (202, 551)
    assert Counter(c.standard for e in evses for c in e.connectors) == {
        "IEC_62196_T2": 505, "IEC_62196_T2_COMBO": 29, "CHADEMO": 17
    }  # fmt: skip
    assert "column_unread" not in codes(readings)


@pytest.mark.shared
def test_swiss_statuses_are_of_those_evses():
    """The statuses name the EVSEs of the data by the same ids."""
    data = read("oicp", shared(f"{FOLDER}/evse-data_oicp_sample_2024.json.gz").read_bytes())
    live = read("oicp", shared(f"{FOLDER}/evse-status_oicp_sample_2024.json.gz").read_bytes())
    known = {e.uid for r in data if r.location for e in r.location.evses}

    assert {s.uid for r in live for s in r.statuses} == known


@pytest.mark.shared
def test_flat_geojson_of_2019():
    """The points that were moved apart are one location again; statuses come with them."""
    readings = read("oicp", shared(f"{FOLDER}/diemo_flat_2019-07-20.geojson.gz").read_bytes())
    evses = sum(len(r.location.evses) for r in readings if r.location)
    lost = sum(i.code == "uid_duplicate" for r in readings for i in r.issues)

    assert evses + lost == 982
    assert sum(len(r.statuses) for r in readings) > 950
    assert "column_unread" not in codes(readings)
