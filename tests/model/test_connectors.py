"""The catalogue of connector standards."""

import csv
import re
from collections import Counter

import pytest

from plugdex.model.connectors import (
    BY_HERE,
    BY_NUMBER,
    BY_OCPI,
    OCPI_VERSIONS,
    STANDARDS,
    candidates,
    find_standard,
)
from tests.shared_data import shared

HERE = """
CHADEMO CHAOJI DOMESTIC_A DOMESTIC_B DOMESTIC_C DOMESTIC_D DOMESTIC_E DOMESTIC_F DOMESTIC_G
DOMESTIC_H DOMESTIC_I DOMESTIC_J DOMESTIC_K DOMESTIC_L DOMESTIC_M DOMESTIC_N DOMESTIC_O GBT_AC
GBT_DC IEC_60309_2_SINGLE_16 IEC_60309_2_THREE_16 IEC_60309_2_THREE_32 IEC_60309_2_THREE_64
IEC_62196_T1 IEC_62196_T1_COMBO IEC_62196_T2 IEC_62196_T2_COMBO IEC_62196_T3A IEC_62196_T3C MCS
NEMA_5_20 NEMA_6_30 NEMA_6_50 NEMA_10_30 NEMA_10_50 NEMA_14_30 NEMA_14_50 PANTOGRAPH_BOTTOM_UP
PANTOGRAPH_TOP_DOWN SAE_J3400 TESLA_R TESLA_S
""".split()
"""In the order of their numbers, which stores use: append only."""

OCPI_2_1_1 = """
CHADEMO DOMESTIC_A DOMESTIC_B DOMESTIC_C DOMESTIC_D DOMESTIC_E DOMESTIC_F DOMESTIC_G DOMESTIC_H
DOMESTIC_I DOMESTIC_J DOMESTIC_K DOMESTIC_L IEC_60309_2_single_16 IEC_60309_2_three_16
IEC_60309_2_three_32 IEC_60309_2_three_64 IEC_62196_T1 IEC_62196_T1_COMBO IEC_62196_T2
IEC_62196_T2_COMBO IEC_62196_T3A IEC_62196_T3C TESLA_R TESLA_S
""".split()
OCPI_2_2 = "PANTOGRAPH_BOTTOM_UP PANTOGRAPH_TOP_DOWN".split()
OCPI_2_2_1 = """
CHAOJI DOMESTIC_M DOMESTIC_N DOMESTIC_O GBT_AC GBT_DC NEMA_5_20 NEMA_6_30 NEMA_6_50 NEMA_10_30
NEMA_10_50 NEMA_14_30 NEMA_14_50
""".split()
OCPI_2_3_0 = "MCS SAE_J3400".split()

LEGACY = {
    "CHADEMO": 29,
    "DOMESTIC_A": 48,
    "DOMESTIC_B": 5,
    "DOMESTIC_C": 49,
    "DOMESTIC_D": 7,
    "DOMESTIC_E": 8,
    "DOMESTIC_F": 9,
    "DOMESTIC_G": 11,
    "DOMESTIC_H": 12,
    "DOMESTIC_I": 13,
    "DOMESTIC_J": 42,
    "DOMESTIC_K": 20,
    "DOMESTIC_L": 22,
    "DOMESTIC_M": 23,
    "DOMESTIC_O": 21,
    "GBT_AC": 52,
    "GBT_DC": 53,
    "IEC_60309_2_SINGLE_16": 35,
    "IEC_62196_T1": 30,
    "IEC_62196_T1_COMBO": 33,
    "IEC_62196_T2": 31,
    "IEC_62196_T2_COMBO": 34,
    "IEC_62196_T3A": 50,
    "IEC_62196_T3C": 32,
    "NEMA_5_20": 6,
    "NEMA_14_50": 51,
    "SAE_J3400": 43,
    "TESLA_S": 68,
}

CROSSWALK = {
    "ocm": "ocm_connection_type_ids",
    "afdc": "afdc_code",
    "osm": "osm_socket_key",
    "oicp": "oicp_plug",
    "datex2": "datex2_connector_type",
    "irve": "irve_column",
    "bnetza": "bnetza_string",
    "uk_ncr": "uk_ncr_type",
    "open_ev_data": "open_ev_data_port",
    "nobil": "nobil_connector_id",
}
REMARK = re.compile(r" \([^()]*(\b20\d\d\b|North America)[^()]*\)$| \(DC\)$")
"""When and where a name is used, which is not part of it."""


def in_words(cell: str) -> list[str | int]:
    """The names in a cell of the table."""
    names = (REMARK.sub("", part.strip()) for part in re.split(r";(?![^(]*\))", cell) if part)
    return [int(name) if name.isdigit() else name for name in names]


def test_here_names() -> None:
    """HERE v3 has exactly these 42 standards, and their numbers never change."""
    assert {number: BY_NUMBER[number].here for number in BY_NUMBER} == dict(enumerate(HERE, 1))


@pytest.mark.parametrize(
    ("version", "names", "count"),
    [
        ("2.1.1", OCPI_2_1_1, 25),
        ("2.2", OCPI_2_1_1 + OCPI_2_2, 27),
        ("2.2.1", OCPI_2_1_1 + OCPI_2_2 + OCPI_2_2_1, 40),
        ("2.3.0", OCPI_2_1_1 + OCPI_2_2 + OCPI_2_2_1 + OCPI_2_3_0, 42),
    ],
)
def test_ocpi_names(version: str, names: list[str], count: int) -> None:
    """Every OCPI version has exactly the standards that its specification lists."""
    until = OCPI_VERSIONS[: OCPI_VERSIONS.index(version) + 1]
    listed = {standard.ocpi for standard in STANDARDS if standard.since in until}

    assert listed == set(names)
    assert len(listed) == count


def test_legacy_ids() -> None:
    """A HERE v2 id is published only where it is known to be that standard."""
    assert {s.here: s.legacy_id for s in STANDARDS if s.legacy_id is not None} == LEGACY


def test_legacy_ids_unique() -> None:
    """No HERE v2 id is published for two standards."""
    published = Counter(s.legacy_id for s in STANDARDS if s.legacy_id is not None)

    assert set(published.values()) == {1}


@pytest.mark.parametrize(
    ("legacy_id", "names"),
    [
        (31, ["IEC_62196_T2"]),
        (34, ["IEC_62196_T2_COMBO"]),
        (43, ["SAE_J3400"]),
        (68, ["TESLA_S"]),
        (16, ["DOMESTIC_J"]),
        (10, ["DOMESTIC_E", "DOMESTIC_F"]),
        (36, ["IEC_60309_2_three_16", "IEC_60309_2_three_32", "IEC_60309_2_three_64"]),
        (25, []),
    ],
)
def test_from_legacy_id(legacy_id: int, names: list[str]) -> None:
    """A HERE v2 id finds its standard, or all that it may mean."""
    assert [standard.ocpi for standard in candidates("here_v2", legacy_id)] == names


def test_here_both_ways() -> None:
    """The OCPI and the HERE name of a standard lead to each other."""
    assert all(BY_HERE[standard.here] is BY_OCPI[standard.ocpi] for standard in STANDARDS)
    assert len(BY_HERE) == len(BY_OCPI) == len(BY_NUMBER) == 42


def test_every_name_leads_back() -> None:
    """Every name that a standard has elsewhere finds that standard."""
    for standard in STANDARDS:
        for vocabulary, names in standard.names.items():
            assert all(standard in candidates(vocabulary, name) for name in names)


@pytest.mark.parametrize("ocpi", sorted(BY_OCPI))
def test_own_names(ocpi: str) -> None:
    """OCPI names are found in any case, and no alias makes one ambiguous."""
    for name in (ocpi, ocpi.upper(), ocpi.lower()):
        assert find_standard("ocpi", name) is BY_OCPI[ocpi]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Type 2 outlet", "IEC_62196_T2"),
        ("Type 2 cable", "IEC_62196_T2"),
        ("CHAdeMO", "CHADEMO"),
        ("CCS2", "IEC_62196_T2_COMBO"),
        ("GB/T (DC)", "GBT_DC"),
        ("IEC_60309_2_THREE_32", "IEC_60309_2_three_32"),
        ("nacs", "SAE_J3400"),
        ("IEC62196Type2CCS", "IEC_62196_T2_COMBO"),
    ],
)
def test_aliases(written: str, meant: str) -> None:
    """What real feeds write instead of the OCPI name is understood."""
    assert find_standard("ocpi", written) is BY_OCPI[meant]


@pytest.mark.parametrize(
    "written", ["CCS", "Tesla", "Type 3", "GB/T", "IEC_62196", "UNKNOWN", "Not_implemented", ""]
)
def test_no_guess(written: str) -> None:
    """A name that tells a family only, or nothing, is no standard."""
    assert find_standard("ocpi", written) is None


def test_candidates() -> None:
    """CCS without a position may be either Combo."""
    found = [standard.ocpi for standard in candidates("ocpi", "ccs")]

    assert found == ["IEC_62196_T1_COMBO", "IEC_62196_T2_COMBO"]


def test_common_names() -> None:
    """People know a standard by one name, and no two by the same."""
    names = {standard.here: standard.name for standard in STANDARDS}

    assert len(set(names.values())) == 42
    assert names["IEC_62196_T2"] == "Type 2 (Mennekes)"
    assert names["IEC_62196_T2_COMBO"] == "CCS2"
    assert names["SAE_J3400"] == "NACS (SAE J3400)"


def test_masks() -> None:
    """A set of all standards fits a signed 64-bit integer."""
    assert sum(standard.mask for standard in STANDARDS) == 2**43 - 2


def test_direct_current() -> None:
    """Combo, CHAdeMO and their like carry direct current only; Tesla's plugs and Type 2 both."""
    both = {s.here for s in STANDARDS if s.current == ("AC", "DC")}

    assert both == {"IEC_62196_T2", "SAE_J3400", "TESLA_S"}
    assert {s.here for s in STANDARDS if s.is_dc_only} == {
        *("CHADEMO", "CHAOJI", "GBT_DC", "IEC_62196_T1_COMBO", "IEC_62196_T2_COMBO", "MCS"),
        *("PANTOGRAPH_BOTTOM_UP", "PANTOGRAPH_TOP_DOWN"),
    }
    assert all(s.format == "CABLE" for s in STANDARDS if s.is_dc_only)


@pytest.mark.shared
def test_crosswalk() -> None:
    """The catalogue knows every name of the published crosswalk, standard by standard."""
    text = shared("contract/connector-crosswalk.csv").read_text("utf-8")
    for row in csv.DictReader(text.splitlines()):
        standard = BY_OCPI[row["ocpi"]]
        assert row["current"].split()[0] in standard.current
        assert row["ocpi_versions"].split()[0] == standard.since
        assert row["here_v2_id"] == str(standard.legacy_id or "")
        for vocabulary, column in CROSSWALK.items():
            for name in in_words(row[column]):
                assert standard in candidates(vocabulary, name), (standard.ocpi, name)


@pytest.mark.shared
def test_crosswalk_is_complete() -> None:
    """The crosswalk and the catalogue list the same standards."""
    text = shared("contract/connector-crosswalk.csv").read_text("utf-8")

    assert {row["ocpi"] for row in csv.DictReader(text.splitlines())} == set(BY_OCPI)
