"""Quirks of locations and EVSEs, by their number in the catalogue of quirks."""

from datetime import UTC, datetime

import pytest

from plugdex.formats.port import Party
from plugdex.model.location import Point
from tests.formats.ocpi_samples import (
    RECEIVED,
    codes,
    connector,
    evse,
    location,
    read,
    read_one,
)


def point(lat: object, lon: object) -> dict[str, object]:
    return {"latitude": lat, "longitude": lon}


def without(thing: dict[str, object], *names: str) -> dict[str, object]:
    return {name: value for name, value in thing.items() if name not in names}


def test_1_13_unknown_members_are_noted_once():
    """A member that OCPI does not have is noted once an object."""
    (reading,) = read(location(evses=[evse(uid="A", foo=1), evse(uid="B", foo=2)]))

    assert [issue.path for issue in reading.issues] == ["$.evses[0].foo"]


def test_1_14_camel_case():
    """camelCase is understood, and paths are in the terms of the source."""
    thing = without(evse(), "last_updated", "evse_id")
    thing |= {"lastUpdated": "2026-05-01 10:00:00", "evseId": "NL*ABC*E1"}
    (reading,) = read(location(evses=[thing]))

    assert reading.location.evses[0].evse_id == "NL*ABC*E1"
    assert codes(reading) == {"key_case", "timestamp_lenient"}
    assert "$.evses[0].lastUpdated" in {issue.path for issue in reading.issues}


def test_1_16_nulls_and_nothings():
    """Null, empty and words for nothing are the same as absent."""
    found, issues = read_one(
        location(name="#NA", directions="", images={}, operator=None, postal_code="N/A")
    )

    assert (found.name, found.directions, found.operator, found.postal_code) == (
        None,
        (),
        None,
        None,
    )
    assert issues == set()


def test_1_17_numbers_as_ids():
    """Numbers are read where texts are due, and never through a float."""
    found, issues = read_one(location(id=90071992547409931, evses=[evse(floor_level=-1)]))

    assert found.id == "90071992547409931"
    assert found.evses[0].floor_level == "-1"
    assert issues == {"type_coerced"}


def test_1_18_white_space_in_codes():
    """White space around a code is trimmed."""
    (reading,) = read(location(evses=[evse(status="CHARGING ")]))

    assert reading.statuses[0].status == "CHARGING"
    assert codes(reading) == {"whitespace"}


def test_1_19_markup():
    """Mark-up and entities become plain text."""
    found, issues = read_one(location(name="<b>Caf&eacute;</b> & bar"))

    assert found.name == "Café & bar"
    assert issues == {"markup_removed"}


@pytest.mark.parametrize(
    ("name", "country"),
    [("NL", "NLD"), ("Nederland", "NLD"), ("nld", "NLD"), (None, "NLD"), ("Mars", "NLD")],
)
def test_3_1_countries(name, country):
    """A country is understood in other spellings, else taken from the coordinates."""
    found, issues = read_one(location(country=name))

    assert found.country == country
    assert "country_normalised" in issues


def test_3_1_currency_as_country():
    """A currency code where the country belongs means its country."""
    found, _ = read_one(
        location(country="TRY", coordinates=point("41.07069", "28.85361"), time_zone=None)
    )

    assert (found.country, found.time_zone) == ("TUR", "Europe/Istanbul")


def test_3_2_owner_from_evse_ids():
    """Without an owner the EVSE ids tell it: the most frequent one."""
    ids = ["NL*TNM*E1", "NL-SPI-E2", "NLSPIE3"]
    evses = [evse(uid=name, evse_id=name) for name in ids]
    found, issues = read_one(without(location(evses=evses), "country_code", "party_id"))

    assert (found.country_code, found.party_id) == ("NL", "SPI")
    assert issues == {"party_missing"}


def test_3_2_owner_from_caller_or_nobody():
    """Without EVSE ids the caller tells the owner, and else nobody does."""
    thing = without(location(evses=[]), "country_code", "party_id")
    owned, _ = read_one(thing, party=Party(country_code="NL", party_id="XYZ"))
    orphan, issues = read_one(thing)

    assert owned.party_id == "XYZ"
    assert orphan.party_id is None
    assert "party_unknown" in issues


def test_3_5_location_without_id_is_refused():
    """A location without id is refused, its neighbour is not."""
    first, second = read(location(id=None), location())

    assert (first.location, codes(first)) == (None, {"id_missing"})
    assert first.issues[0].object == "#1"
    assert second.location is not None


def test_3_5_evse_without_uid():
    """The EVSE id stands in for the uid; without both the EVSE is refused."""
    found, issues = read_one(location(evses=[evse(uid=None), evse(uid=None, evse_id=None)]))

    assert [one.uid for one in found.evses] == ["NL*ABC*E1"]
    assert issues == {"id_synthetic", "id_missing"}


def test_3_6_duplicate_uid():
    """Of two EVSEs with one uid the freshest is kept."""
    old = evse(status="CHARGING", last_updated="2026-04-01T10:00:00Z", connectors=[])
    (reading,) = read(location(evses=[evse(), old]))

    assert [one.status for one in reading.statuses] == ["AVAILABLE"]
    assert "uid_duplicate" in codes(reading)


def test_3_6_points_that_share_a_uid():
    """EVSEs that share a uid and have EVSE ids of their own are all kept, under these."""
    both = [evse(evse_id="NL*PDX*E1*A"), evse(evse_id="NL*PDX*E1*B")]
    (reading,) = read(location(evses=both))

    assert [one.uid for one in reading.location.evses] == ["NL*PDX*E1*A", "NL*PDX*E1*B"]


@pytest.mark.parametrize("own_id", ["a:b", "a,b", "a/b c", "é"])
def test_ids_are_kept_to_the_letter(own_id):
    """Ids may hold any character."""
    found, _ = read_one(location(id=own_id))

    assert found.id == own_id


@pytest.mark.parametrize(
    ("text", "read_as", "code"),
    [
        ("2026-05-01T10:00:00", "2026-05-01T10:00:00", None),
        ("2026-05-01T10:00:00.5Z", "2026-05-01T10:00:00.500", None),
        ("2026-05-01 10:00:00", "2026-05-01T10:00:00", "timestamp_lenient"),
        ("2026-05-01T12:00:00+02:00", "2026-05-01T10:00:00", "timestamp_lenient"),
        ("2026-05-01T10:00:00.1234567Z", "2026-05-01T10:00:00.123", "timestamp_lenient"),
        ("2026-05-01T10:00Z", "2026-05-01T10:00:00", "timestamp_lenient"),
        ("0001-01-01T00:00:00", None, "last_updated_invalid"),
        ("2026-05-01T10:00:66Z", None, "last_updated_invalid"),
        ("1970-1-1T00:00:00Z", None, "last_updated_invalid"),
        ("2099-05-01T10:00:00Z", "2026-06-01T12:05:00", "last_updated_future"),
        (None, None, "last_updated_missing"),
    ],
)
def test_4_1_to_4_5_times(text, read_as, code):
    """Times are UTC in any spelling; placeholders and the future give way to the receipt."""
    found, issues = read_one(location(last_updated=text, evses=[]))
    expected = datetime.fromisoformat(read_as).replace(tzinfo=UTC) if read_as else RECEIVED

    assert found.last_updated == expected
    assert issues - {"location_without_evses"} == ({code} if code else set())


def test_4_6_no_cascade():
    """A location is as fresh as the freshest thing in it; that is noted once."""
    fresh = "2026-05-20T10:00:00Z"
    evses = [evse(uid="A", last_updated=fresh), evse(uid="B", last_updated=fresh)]
    (reading,) = read(location(evses=evses))

    assert reading.location.last_updated == datetime(2026, 5, 20, 10, tzinfo=UTC)
    assert [issue.code for issue in reading.issues] == ["no_cascade"]


@pytest.mark.parametrize("name", ["europe/amsterdam", "Germany", None, "Europe/ Nowhere"])
def test_4_8_time_zones(name):
    """A time zone that is no IANA name is put right or taken from the coordinates."""
    found, issues = read_one(location(time_zone=name))

    assert found.time_zone == "Europe/Amsterdam"
    assert issues == {"time_zone_invalid"}


@pytest.mark.parametrize(
    ("lat", "lon", "expected", "code"),
    [
        (52.093, 5.119, Point(lat=52.093, lon=5.119), "coordinate_type"),
        ("52.0930012345", "5.11900", Point(lat=52.0930012, lon=5.119), "coordinate_precision"),
        ("52.1", "5.1", Point(lat=52.1, lon=5.1), "coordinate_coarse"),
        ("0", "0", None, "coordinate_zero"),
        ("52.00838", "52.00838", None, "coordinate_zero"),
        ("74", "41", None, "coordinate_zero"),
        ("", "", None, "coordinate_missing"),
        ("95.00000", "5.11900", None, "coordinate_range"),
        ("5.11900", "52.09300", Point(lat=52.093, lon=5.119), "coordinate_swapped"),
        ("52.09300", "-5.11900", Point(lat=52.093, lon=5.119), "coordinate_sign"),
        ("52,09300", " 5.11900", Point(lat=52.093, lon=5.119), "coordinate_type"),
        ("40.41680", "-3.70380", None, "coordinate_outside_country"),
    ],
)
def test_5_1_to_5_7_coordinates(lat, lon, expected, code):
    """Coordinates are put right where the country proves it; else the location has none."""
    found, issues = read_one(location(coordinates=point(lat, lon)))

    assert found.coordinates == expected
    assert code in issues


def test_5_3_location_without_coordinates_is_kept():
    """A location without coordinates is kept; those of an EVSE stand in."""
    bare, issues = read_one(without(location(), "coordinates"))
    placed, _ = read_one(
        location(coordinates=None, evses=[evse(coordinates=point("52.09300", "5.11900"))])
    )

    assert bare.coordinates is None
    assert issues == {"coordinate_missing"}
    assert placed.coordinates == Point(lat=52.093, lon=5.119)


def test_5_6_country_is_wrong():
    """Coordinates win over the country where the time zone agrees or the country is near."""
    found, issues = read_one(location(country="USA"))
    near, _ = read_one(location(country="BEL", time_zone="Europe/Brussels"))

    assert (found.country, near.country) == ("NLD", "NLD")
    assert issues == {"coordinate_outside_country"}


def test_5_8_far_evse():
    """An EVSE more than a kilometre away loses its point."""
    found, issues = read_one(location(evses=[evse(coordinates=point("52.19300", "5.11900"))]))

    assert found.evses[0].coordinates is None
    assert issues == {"coordinate_far"}


def test_5_9_and_5_12_missing_parts():
    """A location without city, address or EVSEs is kept."""
    found, issues = read_one(location(city=None, address=" ", evses=None))

    assert (found.city, found.address, found.evses) == (None, None, ())
    assert {"city_missing", "address_missing", "location_without_evses"} <= issues


@pytest.mark.parametrize("connectors", [[], None])
def test_6_1_evse_without_connectors(connectors):
    """An EVSE without connectors is kept and noted, unless it is removed."""
    found, issues = read_one(location(evses=[evse(connectors=connectors)]))
    _, removed = read_one(location(evses=[evse(connectors=connectors, status="REMOVED")]))

    assert len(found.evses) == 1
    assert (issues, removed) == ({"evse_without_connectors"}, set())


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("available", "AVAILABLE"),
        ("FAULTED", "OUTOFORDER"),
        ("SuspendedEV", "CHARGING"),
        ("WORKING", "OPERATIONAL"),
        ("EvseNotFound", "UNKNOWN"),
        (None, "UNKNOWN"),
    ],
)
def test_6_2_statuses(text, status):
    """Statuses of other protocols are read as far as their meaning is sure."""
    (reading,) = read(location(evses=[evse(status=text)]))

    assert reading.statuses[0].status == status
    assert reading.issues


def test_6_3_status_on_connectors():
    """Where the EVSE has no status, that of its connectors counts."""
    two = [connector(status="AVAILABLE"), connector(id="2", status="CHARGING")]
    (reading,) = read(location(evses=[evse(status=None, connectors=two)]))

    assert reading.statuses[0].status == "CHARGING"
    assert codes(reading) == {"status_on_connector"}


def test_6_21_unknown_capability_is_kept():
    """Open lists keep what they do not know."""
    found, issues = read_one(location(evses=[evse(capabilities=["rfid_reader", "TELEPORT"])]))

    assert found.evses[0].capabilities == ("RFID_READER", "TELEPORT")
    assert issues == {"enum_case", "enum_unknown"}


def test_6_22_publish():
    """Missing publish means public; false is honoured."""
    public, issues = read_one(without(location(), "publish"))
    private, _ = read_one(location(publish=False))

    assert (public.publish, private.publish) == (True, False)
    assert issues == {"publish_missing"}


def test_2_1_1_location():
    """A location of 2.1.1 has neither owner nor publish, and its type is the parking type."""
    found, issues = read_one(
        without(location(type="ON_STREET"), "country_code", "party_id", "publish")
    )

    assert (found.parking_type, found.publish) == ("ON_STREET", True)
    assert issues == {"party_missing"}


@pytest.mark.parametrize(
    "members",
    [
        {"meta": {"x": float("nan")}},
        {"images": [{"url": "https://a.example/1", "category": "OTHER", "width": 10**30}]},
        {"energy_mix": {"is_green_energy": True, "energy_sources": [{"percentage": 1e300}]}},
    ],
)
def test_1_17_numbers_without_bounds(members):
    """A number that is none, or beyond all bounds, costs its member and not the object."""
    (reading,) = read(location(**members))

    assert reading.location.id == "L1"
    assert reading.issues


def test_6_12_power_beyond_all_bounds():
    """A power that no number of watts can be is left out."""
    (reading,) = read(location(evses=[evse(connectors=[connector(max_electric_power=1e30)])]))

    assert reading.location.evses[0].connectors[0].max_electric_power is None


@pytest.mark.parametrize("zone", ["Europe/Warsaw", None])
def test_5_4_exchanged_without_a_country(zone):
    """Where no country is named, the time zone or the owner proves that a point is exchanged."""
    place = {"latitude": "16.870743", "longitude": "50.262961"}
    found, seen = read_one(
        location(country_code="PL", country=None, coordinates=place, time_zone=zone)
    )

    assert (found.coordinates, found.country) == (Point(lat=50.262961, lon=16.870743), "POL")
    assert "coordinate_swapped" in seen


def test_3_8_numbers_are_no_parties():
    """An EVSE id that is a country and a number names no owner."""
    nameless = location(evses=[evse(evse_id="PL-94597")])
    del nameless["party_id"]
    found, seen = read_one(nameless)

    assert (found.party_id, "party_unknown" in seen) == (None, True)
