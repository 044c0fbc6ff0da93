"""DATEX II: one tree from XML and JSON, sites and statuses, and files that are wrong."""

import gzip
import json
from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugdex.model.errors import UnreadableSource
from plugdex.model.issues import CODES
from tests.formats.golden import SAMPLES
from tests.formats.json_register import codes, damaged, odd, read, survives
from tests.shared_data import shared

FOLDER = "data/real/datex2"
XML = (SAMPLES / "datex2" / "sample.xml").read_bytes()
JSON = (SAMPLES / "datex2" / "sample-enbw.json").read_bytes()
SITE = json.loads(JSON)["payload"]["aegiEnergyInfrastructureTablePublication"][
    "energyInfrastructureTable"
][0]["energyInfrastructureSite"][0]
POINT = {"latitude": 52.5171, "longitude": 13.3889}


def site(*connectors, point=None, **members):
    """A site of ours with one refill point, in JSON."""
    made = {"idG": "DE*ABC*E1", "connector": list(connectors)} | (point or {})
    station = {"idG": "ST", "refillPoint": [{"aegiElectricChargingPoint": made}]}
    place = {"locPointLocation": {"coordinatesForDisplay": POINT}}
    found = {"idG": "S", "lastUpdated": "2026-01-01T00:00:00Z", "locationReference": place}
    return found | {"energyInfrastructureStation": [station]} | members


def table(*sites):
    """A table publication in JSON."""
    publication = {"energyInfrastructureTable": [{"energyInfrastructureSite": list(sites)}]}
    return {"payload": {"aegiEnergyInfrastructureTablePublication": publication}}


def plug(kind, **members):
    """A connector."""
    return {"connectorType": {"value": kind}} | members


def connector(*connectors, **members):
    """The first connector of a site, and the codes of its issues."""
    readings = read("datex2", table(site(*connectors, **members)))
    return readings[0].location.evses[0].connectors[0], codes(readings)


def test_two_connectors_are_one_evse():
    """A refill point serves one vehicle, whatever the number of its connectors."""
    both = (plug("iec62196T2COMBO", maxPowerAtSocket=150000), plug("chademo", maxPowerAtSocket=50))
    (reading,) = read("datex2", table(site(*both)))
    (evse,) = reading.location.evses

    assert [(c.id, c.standard, c.max_electric_power) for c in evse.connectors] == [
        ("1", "IEC_62196_T2_COMBO", 150_000), ("2", "CHADEMO", 50_000)
    ]  # fmt: skip
    assert codes([reading]) == {"power_unit_kw"}


@pytest.mark.parametrize(
    ("members", "power_type", "noted"),
    [
        ({"chargingMode": {"value": "mode3AC3p"}}, "AC_3_PHASE", False),
        ({"chargingMode": {"value": "mode2AC1p"}}, "AC_1_PHASE", False),
        ({"point": {"currentType": {"value": "ac"}}}, "AC_3_PHASE", False),
        ({"point": {"currentType": {"value": "dc"}}}, "DC", False),
        ({}, "AC_3_PHASE", True),
    ],
)
def test_power_type(members, power_type, noted):
    """Mode, else current, else the plug and its power, which is a guess."""
    point = members.pop("point", None)
    found, issues = connector(plug("iec62196T2", maxPowerAtSocket=22000, **members), point=point)

    assert found.power_type == power_type
    assert ("power_type_suspect" in issues) is noted


@pytest.mark.parametrize(
    ("kind", "standard"),
    [("iec62196T2Combo", "IEC_62196_T2_COMBO"), ("teslaConnectorEurope", "TESLA_S"),
     ("teslaConnectorAmerica", "SAE_J3400"), ("mcs", "MCS"), ("yazaki", None)],
)  # fmt: skip
def test_plugs(kind, standard):
    """Names in any case; what the catalogue does not know is left out with an issue."""
    found, issues = connector(plug(kind, maxPowerAtSocket=100000))

    assert found.standard == standard
    assert ("enum_unknown" in issues) is (standard is None)


def test_extended_value():
    """A code that the schema does not have stands beside it."""
    found, _ = connector({"connectorType": {"value": "extendedG", "extendedValueG": "mcs"}})

    assert found.standard == "MCS"


@pytest.mark.parametrize(
    "point",
    [
        {"idG": "x", "evseId": "DE*ABC*E7"},
        {"idG": "x", "externalIdentifier": [
            {"identifier": "DE*ABC*E7", "typeOfIdentifier": {"extendedValueG": "evseId"}}]},
        {"idG": "x", "name": {"values": [{"lang": "de", "value": "DE*ABC*E7"}]}},
    ],
)  # fmt: skip
def test_evse_id(point):
    """The uid is the id that statuses refer to; the EVSE id stands in several places."""
    (reading,) = read("datex2", table(site(plug("chademo"), point=point)))

    assert (reading.location.evses[0].uid, reading.location.evses[0].evse_id) == ("x", "DE*ABC*E7")


def test_unread_member_is_one_issue():
    """A member that nobody knows is one issue of the file."""
    readings = read("datex2", table(site(novelty=1), site(idG="S2", novelty=2)))

    assert [i.path for r in readings for i in r.issues if i.code == "column_unread"] == [
        "site.novelty"
    ]


def test_bays_that_are_not_there():
    """A bay for lorries of which there are none says nothing of lorries."""
    bays = [{"numberOfSpaces": n, "applicableForVehicles": [{"vehicleType": [{"value": kind}]}]}
            for n, kind in ((0, "lorry"), (2, "car"))]  # fmt: skip
    (reading,) = read("datex2", table(site(plug("chademo"), dedicatedParkingSpaces=bays)))

    assert reading.location.vehicle_categories == ("CAR",)


def test_statuses():
    """Statuses are of the location that the site is, by the id of the refill point."""
    data = (SAMPLES / "datex2" / "sample-enbw-status.json").read_bytes()
    first, *_ = read("datex2", data)

    assert (first.location, first.of) == (None, "800030182")
    assert [(s.uid, s.status) for s in first.statuses][:2] == [
        ("DE*EBW*E914082*2", "AVAILABLE"), ("DE*EBW*E914082*1", "CHARGING")
    ]  # fmt: skip


def test_statuses_of_stations():
    """Statuses without a site are found by their EVSEs."""
    data = b"""<p xmlns="http://datex2.eu/schema/3/energyInfrastructure">
      <energyInfrastructureStatus><energyInfrastructureStationStatus><refillPointStatus>
      <reference id="P1"/><status>faulted</status></refillPointStatus>
      </energyInfrastructureStationStatus></energyInfrastructureStatus></p>"""
    (reading,) = read("datex2", data)

    assert (reading.of, reading.statuses[0].uid, reading.statuses[0].status) == (
        "", "P1", "OUTOFORDER"
    )  # fmt: skip


BOMB = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;">]>
<energyInfrastructureTable>&b;</energyInfrastructureTable>"""
FOREIGN = b"""<!DOCTYPE x SYSTEM "file:///etc/passwd"><energyInfrastructureTable/>"""


@pytest.mark.parametrize("data", [BOMB, FOREIGN, XML.replace(b"?>", b"?><!DOCTYPE x>", 1)])
def test_document_types_are_refused(data):
    """XML with a document type declaration is not read at all: no bombs, no outside entities."""
    with pytest.raises(UnreadableSource, match="document type declaration"):
        read("datex2", data)


def test_undeclared_entities_stay_out():
    """An entity that nobody declares ends the reading; nothing is fetched for it."""
    readings = read("datex2", XML.replace("Área".encode(), b"&file;"))

    assert "source_truncated" in codes(readings)


@pytest.mark.parametrize(
    "data", [b"", b"<html/>", b"<html><body>", b'{"data": []}', b"a;b\n1;2", b"PK\x03\x04abcdefgh"]
)
def test_something_else(data):
    """Another file stops with one sentence."""
    with pytest.raises(UnreadableSource, match="Found"):
        read("datex2", data)


@pytest.mark.parametrize(
    ("data", "mark"),
    [(XML, b"nergyInfrastructureTable"), (JSON, b"energyInfrastructureStation")],
    ids=["xml", "json"],
)
def test_a_cut_file(data, mark):
    """What came before the end of a cut file is kept, and an issue says that it was cut."""
    whole = read("datex2", data)
    readings = read("datex2", data[: data.rindex(mark)])

    assert "source_truncated" in codes(readings)
    assert len(readings) > 1
    assert readings[0] == whole[0]


@given(damaged(XML) | damaged(JSON[:20_000]))
def test_any_bytes(data):
    """No bytes raise anything but our errors."""
    survives("datex2", data)


@given(st.data())
def test_odd_values(data):
    """An odd value costs its site at most, and every issue is explained."""
    made = data.draw(odd(SITE))
    readings = read("datex2", table(made, site(plug("chademo"), idG="sound")))

    assert any(r.location and r.location.id == "sound" for r in readings)
    assert codes(readings) <= set(CODES)


@pytest.mark.shared
def test_enbw():
    """All refill points of the publication are EVSEs with a known plug and power."""
    data = shared(f"{FOLDER}/enbw_de_afir-static_2026-03-19.json.gz").read_bytes()
    readings = read("datex2", data)
    evses = [e for r in readings if r.location for e in r.location.evses]

    assert (len(readings), len(evses)) == (10 + 2, 57)
    assert Counter(c.standard for e in evses for c in e.connectors) == {
        "IEC_62196_T2_COMBO": 44, "IEC_62196_T2": 13
    }  # fmt: skip
    assert all(c.max_electric_power and c.power_type for e in evses for c in e.connectors)
    assert codes(readings) == {"last_updated_missing"}


@pytest.mark.shared
def test_mobilithek_examples():
    """The examples of the German profile are read without an unread member."""
    data = gzip.decompress(shared(f"{FOLDER}/mobilithek-example_table_v3.xml.gz").read_bytes())
    live = gzip.decompress(shared(f"{FOLDER}/mobilithek-example_status_v3.xml.gz").read_bytes())
    (reading, tariff), (status,) = read("datex2", data), read("datex2", live)

    assert [len(e.connectors) for e in reading.location.evses] == [2, 1, 2, 1]
    assert (status.of, status.statuses[0].uid) == (
        reading.location.id, reading.location.evses[0].uid
    )  # fmt: skip
    assert tariff.tariff.elements[0].price_components[0].price == Decimal("0.35")
    assert "column_unread" not in codes([reading, status])
