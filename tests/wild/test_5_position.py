"""Position and address (section 5 of the catalogue of quirks)."""

import pytest

from plugdex.model.location import Business, Point
from tests.formats.ocpi_samples import codes, evse, location
from tests.wild.feed import issue, read, read_evse, read_location

UTRECHT = Point(lat=52.08412, lon=5.12345)


def at(lat, lon, **members):
    """The location at a point as the source writes it, and the codes of its issues."""
    return read_location(coordinates={"latitude": lat, "longitude": lon}, **members)


def test_wild_5_1_numbers():
    """Coordinates as JSON numbers are read."""
    found, seen = at(52.08412, 5.12345)

    assert found.coordinates == UTRECHT
    assert seen == {"coordinate_type"}


@pytest.mark.parametrize(
    ("lat", "expected", "code"),
    [
        ("52.08412345678901", 52.0841235, "coordinate_precision"),
        ("52.08", 52.08, "coordinate_coarse"),
        ("52", 52.0, "coordinate_coarse"),
    ],
)
def test_wild_5_2_decimals(lat, expected, code):
    """Decimals beyond the seventh are rounded; fewer than four are flagged."""
    found, seen = at(lat, "5.12345")

    assert found.coordinates == Point(lat=expected, lon=5.12345)
    assert seen == {code}
    assert found.flags == (("coordinate_coarse",) if code == "coordinate_coarse" else ())


@pytest.mark.parametrize(
    ("lat", "lon"),
    [("0", "0"), ("0.00000", "0.00000"), ("1", "1"), ("74", "41"), ("", ""), ("52.1", "52.1")],
)
def test_wild_5_3_placeholders(lat, lon):
    """A placeholder is no point: the location is kept without one, with its status."""
    reading = read(location(coordinates={"latitude": lat, "longitude": lon}))

    assert reading.location.coordinates is None
    assert [one.status for one in reading.statuses] == ["AVAILABLE"]
    assert codes(reading) & {"coordinate_zero", "coordinate_missing"}


def test_wild_5_3_point_of_an_evse():
    """The point of an EVSE stands in where the location has none."""
    own = {"latitude": "52.08412", "longitude": "5.12345"}
    found, seen = at("0", "0", evses=[evse(coordinates=own)])

    assert found.coordinates == UTRECHT
    assert seen == {"coordinate_coarse", "coordinate_zero", "coordinate_missing"} & seen
    assert "coordinate_zero" in seen


def test_wild_5_4_exchanged():
    """Exchanged coordinates are put right where the country proves it, and flagged."""
    found, seen = at("5.12345", "52.08412")

    assert (found.coordinates, found.flags) == (UTRECHT, ("coordinate_swapped",))
    assert seen == {"coordinate_swapped"}


def test_wild_5_4_not_proved():
    """Without a proof nothing is exchanged: the point is of another country and left out."""
    found, seen = at("52.08412", "25.12345")

    assert found.coordinates is None
    assert seen == {"coordinate_outside_country"}


def test_wild_5_5_missing_minus():
    """A missing minus sign is put right where the country proves it, and flagged."""
    found, seen = at("53.40021", "2.97031", country="GBR", time_zone="Europe/London")

    assert found.coordinates == Point(lat=53.40021, lon=-2.97031)
    assert (found.flags, seen) == (("coordinate_sign",), {"coordinate_sign"})


def test_wild_5_6_wrong_country():
    """Where the time zone agrees with the point the country is wrong."""
    reading = read(location(country="ESP"))

    assert (reading.location.country, reading.location.coordinates.lat) == ("NLD", 52.093)
    assert issue(reading, "coordinate_outside_country").became == "NLD"


def test_wild_5_6_far_away():
    """A point far from the country is left out: the location is not shown, and flagged."""
    found, seen = at("12.20211", "-68.26240", country="GBR", time_zone="Europe/London")

    assert (found.coordinates, found.country) == (None, "GBR")
    assert found.flags == ("coordinate_outside_country",)
    assert seen == {"coordinate_outside_country"}


@pytest.mark.parametrize("lat", ["52,08412", "52.08412°", " 52.08412", "52.08412 N", "N/A"])
def test_wild_5_7_spellings(lat):
    """Commas, degree signs, letters and spaces are read."""
    found, seen = at(lat, "5.12345")

    assert found.coordinates == (None if lat == "N/A" else UTRECHT)
    assert seen <= {"coordinate_type", "coordinate_missing", "whitespace"}


def test_wild_5_8_far_evse():
    """The point of an EVSE more than a kilometre away is left out."""
    found, reading = read_evse(coordinates={"latitude": "52.10412", "longitude": "5.11900"})
    near, _ = read_evse(coordinates={"latitude": "52.09412", "longitude": "5.11900"})

    assert (found.coordinates, near.coordinates) == (None, Point(lat=52.09412, lon=5.119))
    assert issue(reading, "coordinate_far").outcome == "dropped"


@pytest.mark.parametrize("nothing", [None, "", "N/A", "#NA"])
def test_wild_5_9_city_and_postal_code(nothing):
    """A location without city and postal code is kept."""
    found, seen = read_location(city=nothing, postal_code=nothing)

    assert (found.city, found.postal_code) == (None, None)
    assert seen == {"city_missing"}


def test_wild_5_9_address_as_postal_code():
    """A postal code of more than ten characters is none."""
    reading = read(location(postal_code="3511 AB Utrecht, Nederland"))

    assert reading.location.postal_code is None
    assert issue(reading, "text_too_long").outcome == "dropped"


def test_wild_5_10_no_address():
    """A location without an address is kept and noted."""
    found, seen = read_location(address="", name="Parkeerterrein Oost")

    assert (found.address, found.name) == (None, "Parkeerterrein Oost")
    assert seen == {"address_missing"}


@pytest.mark.parametrize(
    ("party_id", "expected"), [("ABC", "Stroomhuis BV"), ("XYZ", "Any Operator")]
)
def test_wild_5_11_operator(party_id, expected):
    """A location that names no operator has that of its party, else that of the source."""
    known = (
        Business(name="Stroomhuis BV", country_code="NL", party_id="ABC"),
        Business(name="Any Operator"),
    )
    reading = read(location(operator=None, party_id=party_id), operators=known)
    named = read(location(operator={"name": "Own Name"}), operators=known)

    assert reading.location.operator.name == expected
    assert named.location.operator.name == "Own Name"


@pytest.mark.parametrize("evses", [None, []])
def test_wild_5_12_without_evses(evses):
    """A location without EVSEs is kept."""
    reading = read(location(evses=evses))

    assert (reading.location.id, reading.location.evses, reading.statuses) == ("L1", (), ())
    assert codes(reading) == {"location_without_evses"}
