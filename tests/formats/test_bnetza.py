"""The German register: CSV of all editions, XLSX and JSON, and what is no such file."""

import csv
import io
import json
import zipfile
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugdex.formats.bnetza import xlsx
from plugdex.formats.bnetza.hours import listed_hours
from plugdex.formats.bnetza.plugs import Words, read_plugs
from plugdex.formats.port import Reading, ReadOptions
from plugdex.formats.registry import find_format
from plugdex.model.errors import PlugdexError, UnreadableSource
from plugdex.model.issues import CODES
from tests.formats.golden import SAMPLES
from tests.shared_data import shared

OPTIONS = ReadOptions(source="bnetza", received=datetime(2026, 6, 30, tzinfo=UTC))
ROW = {
    "Ladeeinrichtungs-ID": "1010338",
    "Betreiber": "Albwerk",
    "Status": "In Betrieb",
    "Anzahl Ladepunkte": "1",
    "Inbetriebnahmedatum": "11.01.2020",
    "Straße": "Am Berg",
    "Hausnummer": "1",
    "Postleitzahl": "72535",
    "Ort": "Heroldstatt",
    "Breitengrad": "48,442398",
    "Längengrad": "9,659075",
    "Bezahlsysteme": "RFID-Karte",
    "Öffnungszeiten": "247",
    "Öffnungszeiten: Wochentage": "",
    "Öffnungszeiten: Tageszeiten": "",
    "Steckertypen1": "AC Typ 2 Steckdose",
    "Nennleistung Stecker1": "22",
    "EVSE-ID1": "DE*ALB*E1\n",
    "Public Key1": "",
}
STATION = {
    "id": 1000001,
    "operator": {"companyName": "SWD"},
    "coordinates": {"latitude": 51.28, "longitude": 6.77},
    "evses": [{"connectors": [{"connector_type": "AC Schuko"}], "public_key_available": False}],
    "opening_days": [],
    "payment_systems": [],
}
CODE_TABLES = find_format("bnetza").info.codes
WORDS = Words(
    tuple((word.casefold(), found) for word, found in CODE_TABLES["plug_formats"].items()),
    frozenset(CODE_TABLES["no_plugs"]),
)


def table(*rows: dict[str, str], preamble: str = "Stand: 01.05.2026\r\n;;\r\n") -> bytes:
    text = io.StringIO()
    names = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(text, names, delimiter=";", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return (preamble + text.getvalue()).encode()


def read(data: bytes) -> list[Reading]:
    return list(find_format("bnetza").read(io.BytesIO(data), OPTIONS))


def codes(reading: Reading) -> list[str]:
    return [issue.code for issue in reading.issues]


def test_a_device():
    """A row of the newest edition says all of this."""
    (reading,) = read(table(ROW))
    (evse,) = reading.location.evses

    assert (reading.location.id, evse.uid) == ("1010338", "1010338*1")
    assert evse.evse_id == "DE*ALB*E1"
    assert reading.location.last_updated == datetime(2026, 5, 1, tzinfo=UTC)
    assert (reading.location.address, reading.location.city) == ("Am Berg 1", "Heroldstatt")
    assert reading.location.opening_times.twentyfourseven
    assert evse.capabilities == ("RFID_READER",)
    assert reading.statuses[0].status == "OPERATIONAL"
    assert codes(reading) == []


def test_old_columns():
    """An edition without ids has made-up ones that do not depend on the coordinates."""
    old = {
        "Betreiber": "MVV",
        "Adresse": "Q6",
        "Postleitzahl Ort": "1069 Dresden",
        "Längengrad [DG]": "13.75",
        "Breitengrad [DG]": "51.04",
        "Inbetriebnahmedatum": "01.11.2016",
        "Anzahl Ladepunkte": "1",
        "Steckertypen 1": "AC Steckdose Typ 2, AC Schuko",
        "P1 [kW]": "22",
    }
    first, second = read(table(old, old | {"Breitengrad [DG]": "51.0401"}))

    assert first.location.id.removesuffix(".1") == second.location.id.removesuffix(".2")
    assert (first.location.postal_code, first.location.city) == ("01069", "Dresden")
    assert codes(first) == ["id_synthetic", "power_guessed"]


@pytest.mark.parametrize(
    ("names", "powers", "expected", "found"),
    [
        ("AC Typ 2 Steckdose", "22", "IEC_62196_T2 SOCKET AC_3_PHASE 22000", ""),
        ("AC Schuko", "22", "DOMESTIC_F SOCKET AC_1_PHASE 3700", "power_too_high"),
        ("AC Kupplung Typ 2", "50", "IEC_62196_T2 CABLE AC_3_PHASE None", "power_too_high"),
        ("DC Tesla Fahrzeugkupplung (Typ 2)", "120", "IEC_62196_T2 CABLE DC 120000", ""),
        ("AC CEE 5 polig", "22", "IEC_60309_2_three_32 SOCKET AC_3_PHASE 22000", "plug_by_country"),
        ("AC CEE 5-polig", "11", "IEC_60309_2_three_16 SOCKET AC_3_PHASE 11000", "plug_by_country"),
        ("Steckdose Typ 1", "7,4", "IEC_62196_T1 SOCKET AC_1_PHASE 7400", ""),
        ("Kabellos/Induktiv", "11", "None None None 11000", "enum_unknown"),
        (
            "AC Typ 2 Steckdose|AC Schuko",
            "22|3,7",
            "IEC_62196_T2 SOCKET AC_3_PHASE 22000|DOMESTIC_F SOCKET AC_1_PHASE 3700",
            "",
        ),
        (
            "DC Kupplung Combo|AC Steckdose Typ 2",
            "50",
            "IEC_62196_T2_COMBO CABLE DC 50000|IEC_62196_T2 SOCKET AC_3_PHASE 22080",
            "power_guessed",
        ),
        (
            "DC Kupplung Combo|DC CHAdeMO",
            "150|150",
            "IEC_62196_T2_COMBO CABLE DC 150000|CHADEMO CABLE DC 150000",
            "",
        ),
        ("DC CHAdeMO|0", "50", "CHADEMO CABLE DC 50000", "enum_unknown"),
        ("#VALUE!", "", "", "enum_unknown evse_without_connectors"),
    ],
)
def test_plugs(names, powers, expected, found):
    """Names of all editions, powers for each plug or for all."""
    plugs = read_plugs(tuple(names.split("|")), tuple(filter(None, powers.split("|"))), WORDS)

    assert [
        f"{one.standard} {one.format} {one.power_type} {one.max_electric_power}"
        for one in plugs.connectors
    ] == [text for text in expected.split("|") if text]
    assert [remark.code for remark in plugs.remarks] == found.split()


def test_points_that_are_only_counted():
    """A point without columns exists, and nobody knows its plugs."""
    (reading,) = read(table(ROW | {"Anzahl Ladepunkte": "3"}))

    assert [len(evse.connectors) for evse in reading.location.evses] == [1, 0, 0]
    assert "evses_guessed" in reading.location.flags


@pytest.mark.parametrize(
    ("days", "times", "expected"),
    [
        ("Montag; Samstag", "08:00-20:00; 22:00-02:00", [(1, 480), (6, 1320), (7, 0)]),
        ("Montag; Dienstag", "08:00-20:00", [(1, 480), (2, 480)]),
        ("Montag; Dienstag", "08:00-20:00;a;b", None),
        ("Werktag", "08:00-20:00", None),
    ],
)
def test_hours(days, times, expected):
    """Two lists of the same length, or one time for all days."""
    found = listed_hours(days, times, CODE_TABLES["weekdays"])

    assert (found and [(o.weekday, o.begin) for o in found.regular_hours]) == expected


def test_json():
    """The JSON form; a member that nobody knows is one issue of the file."""
    odd = STATION | {"id": 2, "colour": "red", "coordinates": {"latitude": None, "x": 1}}
    text = json.dumps({"chargingStations": [STATION, odd, odd]})
    readings = read(text.encode())

    assert [r.location.id for r in readings if r.location] == ["1000001", "2", "2"]
    unread = [i.path for r in readings for i in r.issues if i.code == "column_unread"]
    assert unread == ["colour", "coordinates.x"]


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", "nothing"),
        (b"<html>404</html>", "html"),
        (b"PK\x03\x04 and so on", "damaged"),
        (b"PK\x03\x04", "damaged"),
        (table(ROW).replace(b";", b","), "Expected the columns"),
        (table({"Betreiber": "a", "Inbetriebnahmedatum": "b", "Anzahl Ladepunkte": "1"}), "column"),
        (b'{"error": "x"}', "no list"),
        (b'{"chargingStations": [{"a": 1}]}', "members 'a'"),
    ],
)
def test_what_is_no_such_file(data, found):
    """One sentence says what was found."""
    with pytest.raises(UnreadableSource, match=found):
        read(data)


def zipped(**members: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("_", "/") + ".xml", data)
    return packed.getvalue()


def test_other_archives(monkeypatch):
    """An archive without a workbook, and one that unpacks to too much, are refused."""
    with pytest.raises(UnreadableSource, match="no XLSX"):
        read(zipped(word_document=b"<x/>"))
    monkeypatch.setattr(xlsx, "LARGEST_UNPACKED", 1000)
    with pytest.raises(UnreadableSource, match="more than"):
        read(zipped(xl_workbook=b"0" * 2000))


def test_xlsx_without_the_library(monkeypatch):
    """One sentence says what to do."""
    monkeypatch.setattr(xlsx, "python_calamine", None)
    with pytest.raises(UnreadableSource, match=r"plugdex\[xlsx\]"):
        read(zipped(xl_workbook=b""))


def test_windows_1252():
    """The editions until 2022 are in the encoding of Windows."""
    data = table(ROW | {"Ort": "Köln"}).decode().encode("cp1252")

    assert read(data)[0].location.city == "Köln"


@given(st.binary(max_size=300))
def test_any_bytes(data):
    """No bytes raise anything but our errors."""
    for before in (b"", b"PK\x03\x04", table(ROW), b'{"chargingStations": ['):
        with suppress(PlugdexError):
            read(before + data)


@given(st.integers(0, 3000), st.binary(min_size=1, max_size=4))
def test_damaged_xlsx(at, data):
    """Bytes that are changed in an XLSX file raise our errors only."""
    whole = zipped(xl_workbook=b"<workbook/>", xl_worksheets_sheet1=b"<sheetData/>")
    at %= len(whole)
    with suppress(PlugdexError):
        read(b"PK\x03\x04" + (whole[:at] + data + whole[at + len(data) :])[4:])


@given(st.sampled_from(list(ROW)), st.text())
def test_any_value(name, value):
    """Odd values cost the record at most, and every issue has a code that is explained."""
    with suppress(PlugdexError):
        readings = read(table(ROW, ROW | {name: value}))
        assert {issue.code for each in readings for issue in each.issues} <= set(CODES)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=8,
)


@given(st.sampled_from(list(STATION)), json_values)
def test_any_member(name, value):
    """The same for members of the JSON form."""
    text = json.dumps({"chargingStations": [STATION, STATION | {name: value}]})
    assert read(text.encode())[1].location.id == "1000001"


def test_samples_vanish_nowhere():
    """Every row of the samples is a location."""
    rows = (SAMPLES / "bnetza/sample-2019.csv").read_bytes().count(b"\r\n") - 6

    readings = read((SAMPLES / "bnetza/sample-2019.csv").read_bytes())
    assert sum(reading.location is not None for reading in readings) == rows


REAL = {
    "ladesaeulenkarte_2018-10-05.xlsx": (6069, 12_134, 15_312),
    "ladesaeulenkarte_2019-07-19.xlsx": (9690, 19_029, 23_287),
    "ladesaeulenregister_2024-format_BW-sample.xlsx": (108, 189, 226),
    "ladesaeulenregister_v2_sample.json.gz": (918, 1822, 2013),
}


@pytest.mark.shared
@pytest.mark.parametrize("name", REAL)
def test_real_files(name):
    """Every device, point and plug of a real file is read, and nearly all plugs are known."""
    if name.endswith("xlsx"):
        pytest.importorskip("python_calamine")
    counts: Counter[str] = Counter()
    with shared(f"data/real/bnetza/{name}").open("rb") as stream:
        for reading in find_format("bnetza").read(stream, OPTIONS):
            if reading.location:
                evses = reading.location.evses
                plugs = [plug for evse in evses for plug in evse.connectors]
                counts.update(locations=1, evses=len(evses), plugs=len(plugs))
                counts.update(unknown=sum(plug.standard is None for plug in plugs))

    assert (counts["locations"], counts["evses"], counts["plugs"]) == REAL[name]
    assert counts["unknown"] <= 1
