"""Time zones: IANA names, checked and found by position."""

from collections.abc import Mapping
from functools import cache
from zoneinfo import available_timezones

from tzfpy import get_tz

from plugdex.model.countries import BY_ALPHA_2, BY_ZONE
from plugdex.model.location import Point


@cache
def _names() -> Mapping[str, str]:
    names = set(BY_ZONE) | available_timezones()
    return {_plain(name): name for name in names}


def find_zone(text: str) -> str | None:
    """The IANA name that a source means: case does not count, nor a space for an underscore."""
    name = _names().get(_plain(text))
    return name if name is None or "/" in name or name == "UTC" else None


def zone_at(point: Point) -> str | None:
    """The time zone of a point on land; ``None`` at sea."""
    name = get_tz(point.lon, point.lat)
    return name if name and not name.startswith("Etc/") else None


def only_zone(alpha_2: str) -> str | None:
    """The time zone of a country that has just one."""
    country = BY_ALPHA_2.get(alpha_2)
    return country.zones[0] if country and len(country.zones) == 1 else None


def _plain(name: str) -> str:
    return name.strip().replace(" ", "_").casefold()
