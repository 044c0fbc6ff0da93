"""The lists of what there is: connector types, power feed types, roaming partners."""

from collections.abc import Mapping
from functools import cache

from plugdex.api.here_v2 import codes
from plugdex.api.here_v2.shapes import (
    ConnectorTypes,
    NameId,
    PowerFeedTypes,
    RoamingEntry,
    Roamings,
)
from plugdex.directory.metadata import PartnerEntry, countries
from plugdex.directory.ports import Reads


@cache
def connector_types() -> ConnectorTypes:
    """The connector types by which stations can be asked for, or that an answer can have."""
    return ConnectorTypes(connector_type=_named(codes.CONNECTOR_TYPE))


@cache
def power_feed_types() -> PowerFeedTypes:
    """All power feed types."""
    return PowerFeedTypes(power_feed_type=_named(codes.POWER_FEED_TYPE))


def roamings(reads: Reads) -> Roamings:
    """The eMSPs of all countries, in the order of their names."""
    found: dict[str, tuple[PartnerEntry, list[str], list[str]]] = {}
    for entry in countries(reads):
        for emsp in entry.emsps:
            _, parties, places = found.setdefault(emsp.id, (emsp, [], []))
            parties += emsp.parties
            places.append(entry.country)
    entries = [
        RoamingEntry(
            emsp=emsp.name,
            partner_id=emsp.id,
            ema_id=[party.replace("*", "-").upper() for party in dict.fromkeys(parties)] or None,
            country=places,
        )
        for emsp, parties, places in found.values()
    ]
    return Roamings(roaming=sorted(entries, key=lambda each: (each.emsp, each.partner_id)))


def _named(table: Mapping[int, str]) -> list[NameId]:
    return [NameId(name=name, id=str(number)) for number, name in table.items()]
