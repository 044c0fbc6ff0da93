"""supercharge.info: rules, damage, and the real files where they are at hand."""

import json
from collections import Counter

import pytest
from hypothesis import given

from plugdex.model.errors import UnreadableSource
from plugdex.model.issues import CODES
from tests.formats.golden import SAMPLES
from tests.formats.json_register import codes, damaged, odd, read, survives
from tests.shared_data import shared

SAMPLE = (SAMPLES / "supercharge" / "sample.json").read_bytes()
RECORD = json.loads(SAMPLE)[0]


def site(country="Germany", **members):
    """A site of ours."""
    points = {
        "Germany": (52.5211, 13.4112),
        "USA": (40.7111, -74.0112),
        "China": (31.2311, 121.4712),
    }
    lat, lon = points.get(country, (0.5, 0.7))
    made = {"id": 1, "name": "A", "status": "OPEN", "stallCount": 4, "powerKilowatt": 250}
    made |= {"address": {"country": country}, "gps": {"latitude": lat, "longitude": lon}}
    return made | members


def one(country="Germany", **members):
    """The location of a site and the codes of its issues."""
    readings = read("supercharge", [site(country, **members)])
    return readings[0].location, codes(readings)


def plugs(location):
    """Standards by EVSE."""
    return [[connector.standard for connector in evse.connectors] for evse in location.evses]


def test_magic_dock():
    """A stall with NACS and CCS1 is one EVSE, open to other makes."""
    location, found = one("USA", plugs={"nacs": 4, "ccs1": 4, "multi": 4}, otherEVs=True)

    assert plugs(location) == [["IEC_62196_T1_COMBO", "SAE_J3400"]] * 4
    assert (location.restrictions, found) == ((), set())


def test_tesla_only():
    """The old plug is Tesla's, and the site is restricted to the brand."""
    location, _ = one("USA", plugs={"tpc": 4, "nacs": 0}, otherEVs=False)

    assert plugs(location) == [["TESLA_S"]] * 4
    assert location.restrictions == ("BRAND_ONLY",)


def test_openness_not_stated():
    """Without the knowledge that a site is open the answer to other makes is no."""
    assert one(plugs={"ccs2": 4})[0].restrictions == ("BRAND_ONLY",)


@pytest.mark.parametrize(
    ("country", "kilowatts", "expected"),
    [
        ("USA", 250, ["TESLA_S"]),
        ("China", 250, ["GBT_DC"]),
        ("Germany", 250, ["IEC_62196_T2_COMBO"]),
        ("Germany", 150, ["IEC_62196_T2", "IEC_62196_T2_COMBO"]),
    ],
)
def test_plugs_by_country(country, kilowatts, expected):
    """Where the plugs are not stated the country and the power say them; flagged."""
    location, found = one(country, powerKilowatt=kilowatts)

    assert plugs(location) == [expected] * 4
    assert found == {"plug_by_country"}
    assert location.flags == ("plug_by_country",)


def test_mixed_versions():
    """Type 2 is on stalls of the second generation, which have 150 kW at most."""
    location, found = one(
        plugs={"ccs2": 4, "type2": 2, "multi": 2}, stalls={"v2": 2, "v3": 2, "accessible": 1}
    )
    watts = [evse.connectors[0].max_electric_power for evse in location.evses]

    assert (
        plugs(location)
        == [["IEC_62196_T2", "IEC_62196_T2_COMBO"]] * 2 + [["IEC_62196_T2_COMBO"]] * 2
    )
    assert watts == [150_000, 150_000, 250_000, 250_000]
    assert found == {"power_guessed"}


def test_division_is_flagged():
    """Where another division would be as good it is a guess."""
    _, found = one("USA", plugs={"nacs": 4, "ccs1": 1, "multi": 1}, otherEVs=True)

    assert found == {"plugs_divided"}


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("OPEN", "OPERATIONAL"),
        ("EXPANDING", "OPERATIONAL"),
        ("CONSTRUCTION", "PLANNED"),
        ("CLOSED_TEMP", "INOPERATIVE"),
        ("DREAM", "UNKNOWN"),
    ],
)
def test_status(status, expected):
    """The status of a site is that of its stalls."""
    (reading,) = read("supercharge", [site(status=status, plugs={"ccs2": 4})])

    assert {one.status for one in reading.statuses} == {expected}


def test_closed():
    """A site that is closed for good is left out."""
    assert one(status="CLOSED_PERM") == (None, {"site_closed"})


def test_no_public_charging():
    """A site whose hours say that the public may not charge is not shown."""
    assert not one(plugs={"ccs2": 4}, hours="No Public Charging")[0].publish


def test_unread_member():
    """A member nobody knows is one issue of the source; a map of counts is read as a whole."""
    readings = read("supercharge", [site(plugs={"ccs2": 4}, fluff=1)])

    assert [issue.path for issue in readings[-1].issues] == ["fluff"]


@pytest.mark.parametrize("data", [b"", b"<html>", b'{"error": 1}', b'[{"id": 1, "x": 2}]'])
def test_something_else(data):
    """Another file stops with one sentence."""
    with pytest.raises(UnreadableSource, match=r"Found|found"):
        read("supercharge", data)


@given(damaged(SAMPLE))
def test_any_bytes(data):
    """No bytes raise anything but our own errors."""
    survives("supercharge", data)


@given(odd(RECORD))
def test_odd_values(record):
    """An odd value costs its record at most."""
    good = site(id=987654)
    readings = read("supercharge", [good, record, good])

    assert [r.location.id for r in readings if r.location and r.location.id == "987654"] == [
        "987654"
    ] * 2


@pytest.mark.shared
@pytest.mark.parametrize(
    ("name", "sites", "closed", "stalls"),
    [
        ("allSites_2021-12-09", 3537, 36, 32322),
        ("tesla-sites-normalised_2026-05", 8962, 269, 81624),
    ],
)
def test_real_files(name, sites, closed, stalls):
    """Every site is a location or closed; every stall is an EVSE."""
    readings = read(
        "supercharge", shared(f"data/real/supercharge-info/{name}.json.gz").read_bytes()
    )
    locations = [reading.location for reading in readings if reading.location]
    found = Counter(c.standard for one in locations for e in one.evses for c in e.connectors)

    assert len(readings) == sites
    assert len(locations) == sites - closed
    assert sum(len(one.evses) for one in locations) == stalls
    assert found[None] < 0.002 * found.total()
    assert codes(readings) <= set(CODES) - {"column_unread", "object_broken"}
