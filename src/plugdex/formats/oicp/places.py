"""Where an EVSE is, and to which location it belongs.

OICP has EVSEs only. EVSEs of one operator make one location when they have the same
``ChargingPoolID`` or, as hardly anybody gives one, the same coordinates to five decimals (a
metre). The key is made of what makes the location, so it stays when EVSEs come and go. Points
with restricted access and test stations are locations of their own, because access is one for a
whole location. Without coordinates a station stands alone.
"""

import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from plugdex.formats.oicp.scalars import text_of
from plugdex.formats.oicp.wire import Record

PAIR: Final = re.compile(r"\s*(-?\d+(?:[.,]\d+)?)\s*[ ,;]\s*(-?\d+(?:[.,]\d+)?)\s*")
DEGREES: Final = re.compile(
    r"\s*(-?\d+(?:\.\d+)?)\s*°\s*(\d+(?:\.\d+)?)\s*['′’]\s*(\d+(?:\.\d+)?)\s*['\"″’]*\s*"
)
NO_PAIR: Final = ("", "")
OPERATOR: Final = re.compile(r"([A-Z]{2})[*-]?([A-Z0-9]{3})", re.IGNORECASE)


class Party(NamedTuple):
    """An operator as a party."""

    country_code: str | None
    party_id: str | None


def party_of(operator_id: object) -> Party:
    """Country and party of ``CH*REP``, ``CH-REP`` or ``CHREP``; others are no parties."""
    match = OPERATOR.fullmatch(operator_id.strip()) if isinstance(operator_id, str) else None
    return Party(match[1].upper(), match[2].upper()) if match else Party(None, None)


def pair_of(value: object) -> tuple[str, str]:
    """Latitude and longitude of any of the three forms; empty texts where there are none."""
    if isinstance(value, str):
        match = PAIR.fullmatch(value)
        return (match[1], match[2]) if match else NO_PAIR
    if not isinstance(value, Mapping):
        return NO_PAIR
    members = {str(name).casefold(): each for name, each in value.items()}
    for name in ("google", "coordinates"):
        if members.get(name):
            return pair_of(members[name])
    for name in ("decimaldegree", "degreeminuteseconds"):
        if isinstance(members.get(name), Mapping):
            return pair_of(members[name])
    lat, lon = _degrees(members.get("latitude")), _degrees(members.get("longitude"))
    return (lat, lon) if lat and lon else NO_PAIR


def _degrees(value: Any) -> str:
    if isinstance(value, int | float):
        return str(value)
    match = DEGREES.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return value if isinstance(value, str) else ""
    whole = abs(float(match[1])) + float(match[2]) / 60 + float(match[3]) / 3600
    return str(round(-whole if match[1].startswith("-") else whole, 7))


def key_of(record: Record, uid: str, access: str) -> str:
    """The key of the location that an EVSE belongs to."""
    operator = text_of(record.OperatorID) or ""
    pool = text_of(record.ChargingPoolID)
    suffix = "" if access == "public" else f"/{access}"
    if pool:
        return f"{pool}{suffix}"
    place = _place(pair_of(record.GeoCoordinates))
    if place:
        return f"{operator}@{place}{suffix}"
    return f"{text_of(record.ChargingStationId) or uid}{suffix}"


def _place(pair: tuple[str, str]) -> str:
    try:
        lat, lon = (float(part.replace(",", ".")) for part in pair)
    except ValueError:
        return ""
    return f"{lat:.5f},{lon:.5f}" if lat or lon else ""
