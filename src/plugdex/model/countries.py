"""Countries: what sources call them, and which one a point lies in."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final

import msgspec
from tzfpy import get_tz, get_tzs

from plugdex.model.location import Point
from plugdex.model.value import Value

NEAR: Final = 0.1
"""Degrees by which a border may be off: the shapes are simplified."""

AROUND: Final = ((0, 0), (0, 1), (0, -1), (1, 0), (-1, 0), (1, 1), (1, -1), (-1, 1), (-1, -1))


class Country(Value, frozen=True, kw_only=True):
    """A country; the fields are explained at the head of the file."""

    alpha_2: str
    alpha_3: str
    numeric: str
    name: str
    names: tuple[str, ...] = ()
    currency: str | None = None
    zones: tuple[str, ...] = ()
    part_of: str | None = None


class _File(msgspec.Struct):
    country: tuple[Country, ...]


COUNTRIES: Final[tuple[Country, ...]] = msgspec.toml.decode(
    files(__package__).joinpath("countries.toml").read_bytes(), type=_File
).country
"""All countries, by alpha-2 code."""

BY_ALPHA_2: Final[Mapping[str, Country]] = {country.alpha_2: country for country in COUNTRIES}
BY_ALPHA_3: Final[Mapping[str, Country]] = {country.alpha_3: country for country in COUNTRIES}
BY_ZONE: Final[Mapping[str, Country]] = {
    zone: country for country in COUNTRIES for zone in country.zones
}


def find_country(text: str) -> Country | None:
    """The country that a source means by a code, a name or, mistakenly, a currency."""
    return _index().get(_plain(text))


def country_at(point: Point) -> Country | None:
    """The country a point lies in; ``None`` at sea."""
    return BY_ZONE.get(get_tz(point.lon, point.lat))


def is_in_country(point: Point, country: Country, near: float = NEAR) -> bool:
    """Whether a point lies in a country or within ``near`` degrees of it; its territories count."""
    return any(
        _belongs(zone, country)
        for north, east in AROUND
        for zone in _zones_at(point.lat + north * near, point.lon + east * near)
    )


def _zones_at(lat: float, lon: float) -> list[str]:
    inside = -90 <= lat <= 90 and -180 <= lon <= 180
    return get_tzs(lon, lat) if inside else []


def _belongs(zone: str, country: Country) -> bool:
    found = BY_ZONE.get(zone)
    return found is not None and country.alpha_2 in (found.alpha_2, found.part_of)


@cache
def _index() -> Mapping[str, Country]:
    index: dict[str, Country] = {}
    for country in COUNTRIES:
        if country.currency:
            index[_plain(country.currency)] = country
    for country in COUNTRIES:
        codes = (country.alpha_2, country.alpha_3, country.numeric)
        for name in (*country.names, country.name, *codes):
            index[_plain(name)] = country
    return index


def _plain(name: str) -> str:
    return "".join(ch for ch in name.casefold() if ch.isalnum())
