"""Countries, time zones and telephone numbers."""

import pytest

from plugdex.model.countries import (
    BY_ALPHA_2,
    BY_ALPHA_3,
    COUNTRIES,
    country_at,
    find_country,
    is_in_country,
)
from plugdex.model.location import Point
from plugdex.model.phones import to_e164
from plugdex.model.zones import find_zone, only_zone, zone_at

UTRECHT = Point(lat=52.093, lon=5.119)
AT_SEA = Point(lat=0, lon=0)


@pytest.mark.parametrize(
    ("text", "alpha_3"),
    [
        ("NL", "NLD"),
        ("nld", "NLD"),
        ("528", "NLD"),
        ("Polska", "POL"),
        ("TheRussianFederation", "RUS"),
        ("TRY", "TUR"),
        ("Österreich", "AUT"),
    ],
)
def test_find_country(text, alpha_3):
    """A country is found by codes, names and, mistakenly, currencies."""
    assert find_country(text) == BY_ALPHA_3[alpha_3]


def test_table():
    """Codes are unique, and territories belong to a country of the table."""
    assert len(BY_ALPHA_2) == len(BY_ALPHA_3) == len(COUNTRIES) == 250
    assert all(c.part_of is None or c.part_of in BY_ALPHA_2 for c in COUNTRIES)
    assert find_country("Atlantis") is None


def test_country_at():
    """A point on land is in a country, one at sea in none."""
    assert country_at(UTRECHT) == BY_ALPHA_2["NL"]
    assert country_at(AT_SEA) is None


def test_is_in_country():
    """Near a border a point is in both countries; a territory is part of its country."""
    baarle = Point(lat=51.44, lon=4.93)
    reunion = Point(lat=-20.9, lon=55.45)

    assert is_in_country(baarle, BY_ALPHA_2["NL"])
    assert is_in_country(baarle, BY_ALPHA_2["BE"])
    assert is_in_country(reunion, BY_ALPHA_2["FR"])
    assert not is_in_country(UTRECHT, BY_ALPHA_2["FR"])


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Europe/Amsterdam", "Europe/Amsterdam"),
        ("Asia/Kuala Lumpur", "Asia/Kuala_Lumpur"),
        ("europe/paris", "Europe/Paris"),
        ("Germany", None),
        ("", None),
    ],
)
def test_find_zone(text, zone):
    """IANA names are found whatever their case and spaces."""
    assert find_zone(text) == zone


def test_zones_of_places():
    """A point on land has a time zone; so has a country with just one."""
    assert zone_at(UTRECHT) == "Europe/Amsterdam"
    assert zone_at(AT_SEA) is None
    assert (only_zone("BE"), only_zone("US"), only_zone("??")) == ("Europe/Brussels", None, None)


@pytest.mark.parametrize(
    ("text", "country", "number"),
    [
        ("+31 20 123 4567", None, "+31201234567"),
        ("020 123 4567", "NL", "+31201234567"),
        ("020 123 4567", None, None),
        ("call us", "NL", None),
        ("12", "NL", None),
    ],
)
def test_phones(text, country, number):
    """Numbers are written in E.164, national ones by their country."""
    assert to_e164(text, country) == number
