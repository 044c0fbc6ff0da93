"""Facets: what there is in a country, counted as locations come and go."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

import msgspec

from plugdex.directory.kept import Facet
from plugdex.model.connectors import BY_OCPI
from plugdex.model.ids import LONGEST_NAME, partner_id
from plugdex.model.location import Business, Location
from plugdex.model.partners import roaming_partners
from plugdex.model.power import max_power
from plugdex.model.value import Value

OPERATOR: Final = "operator"
EMSP: Final = "emsp"
CONNECTOR: Final = "connector"
COUNTRY: Final = "country"

FacetKey = tuple[str, str, str, str]
"""Country, kind, key, value."""


class Partner(Value, frozen=True, kw_only=True):
    """An operator or eMSP as a facet keeps it."""

    name: str
    party: str = ""
    """``NL*TNM``; empty when it is not known as a party."""


def facet_deltas(location: Location | None) -> list[FacetKey]:
    """The facets that one shown location counts in, each once."""
    if location is None or not location.country:
        return []
    return list(dict.fromkeys(_facets(location, location.country)))


def to_facets(deltas: Mapping[FacetKey, int]) -> list[Facet]:
    """Counted facets as the store takes them; those that did not move are left out."""
    return [
        Facet(country=country, kind=kind, key=key, value=value, locations=count)
        for (country, kind, key, value), count in deltas.items()
        if count
    ]


def partner_key(business: Business) -> str:
    """The partner id of a business."""
    return partner_id(business.name)


def _facets(location: Location, country: str) -> Iterator[FacetKey]:
    yield country, COUNTRY, "", ""
    for business in (location.operator, location.suboperator):
        if business:
            yield country, OPERATOR, partner_key(business), _partner(business)
    for business in roaming_partners(location):
        yield country, EMSP, partner_key(business), _partner(business)
    for evse in location.evses:
        for connector in evse.connectors:
            standard = BY_OCPI.get(connector.standard or "")
            if standard:
                yield country, CONNECTOR, standard.ocpi, str(max_power(connector) or 0)


@lru_cache(maxsize=4096)
def _partner(business: Business) -> str:
    party = f"{business.country_code}*{business.party_id}" if business.party_id else ""
    named = Partner(name=business.name[:LONGEST_NAME], party=party[:LONGEST_NAME])
    return msgspec.json.encode(named).decode()
