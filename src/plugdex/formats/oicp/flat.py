"""The flat GeoJSON of 2019: a boolean for each plug, the status among the rest."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from plugdex.formats.oicp.records import Members
from plugdex.formats.oicp.wire import Record
from plugdex.formats.source import SourceInfo

TOWN: Final = re.compile(r"(\d{4,5})\s+(.+)")
ADDRESS: Final = {
    "AddressStreet": "Street",
    "AddressHouseNum": "HouseNum",
    "AddressPostalCode": "PostalCode",
    "AddressCity": "City",
}


class FlatReader:
    """Turns features into records."""

    def __init__(self, info: SourceInfo, members: Members) -> None:
        self._members = members
        self._codes = info.codes
        tables = ("flat_plug", "flat_authentication", "flat_accessibility")
        self._known = frozenset(
            name.casefold()
            for name in (
                *(name for table in tables for name in info.codes[table]),
                *info.codes["flat_member"].values(),
                *ADDRESS,
                "ValueAddedServices",
            )
        )

    def record(self, feature: Mapping[str, Any]) -> Record:
        """The record of a feature."""
        properties: Mapping[str, Any] = feature.get("properties") or {}
        for name in properties:
            if name.casefold() not in self._known:
                self._members.note(f"flat.{name}")
        found = {
            member: properties.get(name) for member, name in self._codes["flat_member"].items()
        }
        return Record(
            **found,
            ChargingPoolID=_site(properties, feature.get("geometry")),
            Plugs=list(self._true("flat_plug", properties)),
            AuthenticationModes=list(self._true("flat_authentication", properties)),
            Accessibility=next(self._true("flat_accessibility", properties), None),
            ValueAddedServices=properties.get("ValueAddedServices"),
            Address=_address(properties),
            GeoCoordinates=_point(feature.get("geometry")),
        )

    def _true(self, table: str, properties: Mapping[str, Any]) -> Iterator[str]:
        """What the members mean that are true; one of no meaning is left out."""
        for name, meaning in self._codes[table].items():
            if properties.get(name) in (True, "true") and meaning:
                yield meaning


def _address(properties: Mapping[str, Any]) -> dict[str, Any]:
    """The address; the postal code stands before the town."""
    found = {member: properties.get(name) for name, member in ADDRESS.items()}
    town = found["City"]
    match = TOWN.fullmatch(town.strip()) if isinstance(town, str) else None
    if match and not found["PostalCode"]:
        found["PostalCode"], found["City"] = match[1], match[2]
    return found


def _site(properties: Mapping[str, Any], geometry: Any) -> str:
    """The site of a feature: the file moves its points to the east so that all can be seen.

    What has the same operator, latitude and street (or town) is one site.
    """
    lat = _point(geometry).partition(" ")[0]
    street = properties.get("AddressStreet") or properties.get("AddressCity") or ""
    return f"{properties.get('OperatorID') or ''}@{lat},{street}"


def _point(geometry: Any) -> str:
    """A point as OICP writes it: latitude first."""
    lon, lat = (geometry or {}).get("coordinates") or ("", "")
    return f"{lat} {lon}"
