"""The French register: rows to stations, plugs, hours, states, and what is no such file."""

import csv
import io
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugdex.formats.irve.hours import read_hours
from plugdex.formats.irve.plugs import Facts, read_plugs
from plugdex.formats.irve.read import REQUIRED
from plugdex.formats.irve.texts import address_of, height_of
from plugdex.formats.port import Reading, ReadOptions
from plugdex.formats.registry import find_format
from plugdex.model.errors import PlugdexError, UnreadableSource
from plugdex.model.hours import OpeningHours
from plugdex.model.issues import CODES
from tests.shared_data import shared

OPTIONS = ReadOptions(source="irve", received=datetime(2026, 6, 30, tzinfo=UTC))
ROW = {
    "id_pdc_itinerance": "FRABCE1",
    "id_station_itinerance": "FRABCP1",
    "nom_station": "Picpus",
    "adresse_station": "1 avenue de la Paix 75001 Paris",
    "coordonneesXY": "[2.35, 48.85]",
    "puissance_nominale": "22",
    "prise_type_ef": "false",
    "prise_type_2": "true",
    "prise_type_combo_ccs": "false",
    "prise_type_chademo": "false",
    "prise_type_autre": "false",
    "date_maj": "2025-01-01",
    "horaires": "24/7",
}
DAYS = find_format("irve").info.codes["days"]


def table(*rows: dict[str, str]) -> bytes:
    names = dict.fromkeys(name for row in rows for name in row)
    text = io.StringIO()
    writer = csv.DictWriter(text, list(names), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def read(data: bytes) -> list[Reading]:
    return list(find_format("irve").read(io.BytesIO(data), OPTIONS))


def codes(reading: Reading) -> Counter[str]:
    return Counter(issue.code for issue in reading.issues)


def point(number: int, **other: str) -> dict[str, str]:
    return ROW | {"id_pdc_itinerance": f"FRABCE{number}"} | other


def test_rows_of_a_station_that_stand_apart():
    """A station that comes back later neither vanishes nor overwrites."""
    rows = [point(1), point(2, id_station_itinerance="FRABCP2"), point(3)]
    first, second = (reading.location for reading in read(table(*rows)))

    assert [evse.uid for evse in first.evses] == ["FRABCE1", "FRABCE3"]
    assert [evse.uid for evse in second.evses] == ["FRABCE2"]


@pytest.mark.parametrize("newest_first", [True, False])
def test_a_point_that_comes_twice(newest_first):
    """The freshest row of a point counts, also where it names another station."""
    rows = [
        point(1, date_maj="2025-06-01", puissance_nominale="50", id_station_itinerance="FRXYZP9"),
        point(1),
    ]
    (reading,) = read(table(*(rows if newest_first else rows[::-1])))

    assert reading.location.id == "FRXYZP9"
    assert reading.location.flags == ("power_too_high", "uid_duplicate")
    assert "not that of FRABCP1" in reading.issues[-1].became


def test_station_without_roaming():
    """Without roaming the local ids count, behind the owner's number."""
    names = {"id_station_itinerance": "Non concerné", "id_pdc_itinerance": "Non concerné"}
    local = {"siren_amenageur": "130025265", "id_station_local": "7", "id_pdc_local": ""}
    (reading,) = read(table(ROW | names | local, ROW | names | local))

    assert reading.location.id == "130025265:7"
    assert [evse.uid for evse in reading.location.evses] == ["130025265:7#1", "130025265:7#2"]
    assert [evse.evse_id for evse in reading.location.evses] == [None, None]
    assert codes(reading)["id_synthetic"] == 3


COLUMN = {
    "ef": "prise_type_ef",
    "2": "prise_type_2",
    "ccs": "prise_type_combo_ccs",
    "cha": "prise_type_chademo",
    "autre": "prise_type_autre",
}


@pytest.mark.parametrize(
    ("names", "power", "cable", "expected"),
    [
        ("ccs", "150", None, [("IEC_62196_T2_COMBO", "CABLE", "DC", 150_000)]),
        ("2", "22,08", False, [("IEC_62196_T2", "SOCKET", "AC_3_PHASE", 22_080)]),
        ("2", "7.4", None, [("IEC_62196_T2", None, "AC_1_PHASE", 7_400)]),
        ("2", "150", True, [("IEC_62196_T2", "CABLE", None, None)]),
        ("2", "22000", True, [("IEC_62196_T2", "CABLE", "AC_3_PHASE", 22_000)]),
        ("ef", "100", None, [("DOMESTIC_E", "SOCKET", "AC_1_PHASE", 3_700)]),
        (
            "2 ccs",
            "50",
            True,
            [
                ("IEC_62196_T2", "CABLE", "AC_3_PHASE", 43_500),
                ("IEC_62196_T2_COMBO", "CABLE", "DC", 50_000),
            ],
        ),
        (
            "ef 2",
            "22",
            None,
            [
                ("DOMESTIC_E", "SOCKET", "AC_1_PHASE", 3_700),
                ("IEC_62196_T2", None, "AC_3_PHASE", 22_000),
            ],
        ),
        ("autre", "180", None, [(None, None, "DC", 180_000)]),
        ("", "22", None, []),
    ],
)
def test_plugs(names, power, cable, expected):
    """Each plug has what the point has, but not more than such a plug can carry."""
    columns = tuple(COLUMN[name] for name in names.split())
    found = read_plugs(Facts(columns, power, cable, other=None, tesla=False))

    assert [
        (one.standard, one.format, one.power_type, one.max_electric_power)
        for one in found.connectors
    ] == expected
    assert ("power_guessed" in {remark.code for remark in found.remarks}) == (len(expected) > 1)


def test_type_2_of_a_tesla_stall():
    """Beside CCS on a fast stall of Tesla it is a cable with direct current."""
    facts = Facts((COLUMN["2"], COLUMN["ccs"]), "150.0", None, other=None, tesla=True)
    plug, _ = read_plugs(facts).connectors

    assert (plug.standard, plug.format, plug.power_type) == ("IEC_62196_T2", "CABLE", "DC")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("24/7", "always"),
        ("Lu-Di 00:00-23:59", "always"),
        ("00:00-24:00", "always"),
        ("Mo-Fr 08:00-12:00,Mo-Fr 14:00-18:00,Th 08:00-18:00", "1-5: 480 840; 4: 480"),
        ("Mo,We 08:00-12:00,14:00-18:00", "1 3: 480 840"),
        ("Sa 22h00-02h00", "6: 1320; 7: 0"),
        ("Mo-Fr 00:00-00:00, Sa 00:00-00:00", "1-6: 0"),
        ("Mo 00:00-00:01", None),
        ("ouvert le week-end", None),
        ("Mo 25:00-26:00", None),
        ("Mo 08:00-08:00", None),
        ("Mo-Fr", None),
        ("", None),
    ],
)
def test_hours(text, expected):
    """The syntax of the schema, and what operators make of it."""
    found = read_hours(text, DAYS)

    assert (found is None) == (expected is None)
    if expected == "always":
        assert found == OpeningHours(twentyfourseven=True)
    elif expected:
        begins = {(one.weekday, one.begin) for one in found.regular_hours}
        assert begins == set(_begins(expected))


def _begins(text: str):
    """``1-5: 480 840`` is Monday to Friday from 8:00 and from 14:00; later parts replace days."""
    found: dict[int, list[int]] = {}
    for part in text.split("; "):
        days, begins = part.split(": ")
        first, _, last = days.partition("-")
        span = range(int(first), int(last) + 1) if last else map(int, days.split())
        for day in span:
            found[day] = [int(begin) for begin in begins.split()]
    return {(day, begin) for day, begins in found.items() for begin in begins}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 avenue de la Paix 75001 Paris", ("1 avenue de la Paix", "75001", "Paris")),
        ("A63, 40530 Labenne, France", ("A63", "40530", "Labenne")),
        ("Rue du Walhalla , 34000 MONTPELLIER", ("Rue du Walhalla", "34000", "MONTPELLIER")),
        ("Route Nationale 7", ("Route Nationale 7", None, None)),
    ],
)
def test_address(text, expected):
    """Street, postal code and town, where they can be told apart."""
    assert address_of(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Hauteur maximale 2m", 200), ("H 1,90 m", 190), ("hauteur 2m10", 210), ("Aucune", None)],
)
def test_height(text, expected):
    """A height limit among free text."""
    assert height_of(text) == expected


def test_territories():
    """What lies overseas has its own country, and the id of Monaco is not that of France."""
    place = {"coordonneesXY": "[55.45, -20.88]", "adresse_station": "Rue A 97400 Saint-Denis"}
    (reading,) = read(table(ROW | place))

    assert (reading.location.country, reading.location.time_zone) == ("REU", "Indian/Reunion")


def test_exchanged_coordinates():
    """Latitude first is put right and flagged."""
    (reading,) = read(table(ROW | {"coordonneesXY": "[48.85, 2.35]"}))

    assert reading.location.coordinates.lat == 48.85
    assert "coordinate_swapped" in reading.location.flags


def test_unread_column_is_one_issue():
    """A new column is said once for the file."""
    readings = read(table(point(1, nouveau="1"), point(2, nouveau="2")))

    assert [i.path for i in readings[-1].issues if i.code == "column_unread"] == ["nouveau"]


def state(uid: str, **other: str) -> dict[str, str]:
    row = {"id_pdc_itinerance": uid, "etat_pdc": "en_service", "occupation_pdc": "libre"}
    return row | {"horodatage": "2026-06-01T10:00:00Z", "etat_prise_type_2": ""} | other


def test_states():
    """The latest state of a point counts; what does not work is out of order."""
    readings = read(
        table(
            state("A", horodatage="2026-06-01 11:00:00.5+00:00", occupation_pdc="occupe"),
            state("A", horodatage="2026-06-01T12:30:00+02:00"),
            state("B", etat_pdc="hors_service"),
            state("C", etat_prise_type_2="hors_service"),
            state("D", horodatage="2026-06-01T10:00:00"),
            state("E", horodatage="soon"),
            state("F", horodatage="2027-01-01T10:00:00Z"),
            state("G", etat_pdc="?"),
            state("H", horodatage="9999-12-31T23:59:59-14:00"),
        )
    )
    found = [status for reading in readings for status in reading.statuses]

    words = "CHARGING OUTOFORDER OUTOFORDER AVAILABLE AVAILABLE AVAILABLE UNKNOWN AVAILABLE"
    assert [status.status for status in found] == words.split()
    assert all(status.modified <= OPTIONS.received for status in found)
    assert [list(codes(reading)) for reading in readings] == [
        ["uid_duplicate"],
        ["values_contradict"],
        ["values_contradict"],
        [],
        ["timestamp_invalid"],
        ["last_updated_future"],
        ["enum_unknown"],
        ["timestamp_invalid"],
    ]


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"", "nothing"),
        (b"<html><body>404</body></html>", "html"),
        (b"PK\x03\x04 and so on", "zip"),
        (b"\x1f\x8b\x08\x00broken", "nothing"),
        (table(ROW).replace(b",", b";"), "';'"),
        (table({"id_pdc_itinerance": "A", "lat": "1"}), "id_station_itinerance"),
    ],
)
def test_what_is_no_such_file(data, found):
    """One sentence says what was found."""
    with pytest.raises(UnreadableSource, match=found):
        read(data)


def test_windows_1252():
    """A file in the encoding of Windows is read."""
    data = table(ROW | {"nom_station": "Café"}).decode().encode("cp1252")

    assert read(data)[0].location.name == "Café"


@given(st.binary(max_size=300))
def test_any_bytes(data):
    """No bytes raise anything but our errors."""
    with suppress(PlugdexError):
        read(data)
    with suppress(PlugdexError):
        read(table(ROW) + data)


@given(st.sampled_from([*ROW, "telephone_operateur", "nbre_pdc", "restriction_gabarit"]), st.text())
def test_any_value(name, value):
    """Odd values cost the record at most, and every issue has a code that is explained."""
    with suppress(PlugdexError):
        readings = read(table(point(1), ROW | {name: value}))
        assert {issue.code for each in readings for issue in each.issues} <= set(CODES)


@given(st.sampled_from(list(state("A"))), st.text())
def test_any_state(name, value):
    """The same for the dynamic file."""
    with suppress(PlugdexError):
        read(table(state("A"), state("B") | {name: value}))


def test_required_columns_are_read():
    """What the static file must have is what the samples here have."""
    assert set(REQUIRED) <= set(ROW)


@pytest.mark.shared
def test_real_static():
    """Every point of the real file is a charging point of one location."""
    with shared("data/real/irve/irve-statique_qualicharge_2025.csv.zst").open("rb") as stream:
        readings = list(find_format("irve").read(stream, OPTIONS))
    locations = [reading.location for reading in readings if reading.location]
    plugs = [c for each in locations for evse in each.evses for c in evse.connectors]

    assert len(locations) == len(readings) == 2557
    assert sum(len(each.evses) for each in locations) == 13_472
    assert len(plugs) == 15_279
    assert sum(plug.standard is None for plug in plugs) == 350
    assert all(each.coordinates and each.time_zone for each in locations)
    assert sum(each.opening_times is None for each in locations) == 1


@pytest.mark.shared
def test_real_dynamic():
    """Every point of a real snapshot has one status."""
    with shared("data/real/irve/irve-dynamique-snapshot_2026-08-16.csv.zst").open("rb") as stream:
        received = datetime(2026, 8, 17, tzinfo=UTC)
        options = ReadOptions(source="irve", received=received)
        readings = list(find_format("irve").read(stream, options))
    found = Counter(status.status for reading in readings for status in reading.statuses)

    assert found.total() == 103_671
    assert found["UNKNOWN"] == 3168
