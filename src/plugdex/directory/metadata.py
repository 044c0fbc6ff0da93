"""What there is in each country: operators, eMSPs, connector standards, tariff names."""

from collections.abc import Sequence

import msgspec

from plugdex.directory.facets import CONNECTOR, EMSP, OPERATOR, Partner
from plugdex.directory.ports import Facet, Reads
from plugdex.model.value import Value


class PartnerEntry(Value, frozen=True, kw_only=True):
    """An operator or eMSP of a country."""

    id: str
    name: str
    party: str
    """``NL*TNM``; empty when it is not known as a party."""


class ConnectorEntry(Value, frozen=True, kw_only=True):
    """A connector standard of a country and its highest power (W; 0 where none is known)."""

    standard: str
    max_power: int


class CountryEntry(Value, frozen=True, kw_only=True):
    """A covered country (alpha-3)."""

    country: str
    operators: tuple[PartnerEntry, ...]
    emsps: tuple[PartnerEntry, ...]
    connectors: tuple[ConnectorEntry, ...]


def countries(reads: Reads, codes: Sequence[str] = ()) -> list[CountryEntry]:
    """The countries with published locations, ordered by code; all, or those of ``codes``."""
    by_country: dict[str, list[Facet]] = {}
    for facet in reads.facets(codes):
        by_country.setdefault(facet.country, []).append(facet)
    return [_entry(country, facets) for country, facets in sorted(by_country.items())]


def _entry(country: str, facets: Sequence[Facet]) -> CountryEntry:
    return CountryEntry(
        country=country,
        operators=_partners(facets, OPERATOR),
        emsps=_partners(facets, EMSP),
        connectors=_connectors(facets),
    )


def _partners(facets: Sequence[Facet], kind: str) -> tuple[PartnerEntry, ...]:
    """One entry an id, under its most frequent spelling, the most frequent partners first."""
    best: dict[str, Facet] = {}
    total: dict[str, int] = {}
    for facet in facets:
        if facet.kind == kind:
            total[facet.key] = total.get(facet.key, 0) + facet.locations
            if facet.key not in best or facet.locations > best[facet.key].locations:
                best[facet.key] = facet
    order = sorted(best, key=lambda key: (-total[key], key))
    return tuple(_partner(best[key]) for key in order)


def _partner(facet: Facet) -> PartnerEntry:
    partner = msgspec.json.decode(facet.value, type=Partner)
    return PartnerEntry(id=facet.key, name=partner.name, party=partner.party)


def _connectors(facets: Sequence[Facet]) -> tuple[ConnectorEntry, ...]:
    highest: dict[str, int] = {}
    for facet in facets:
        if facet.kind == CONNECTOR:
            highest[facet.key] = max(highest.get(facet.key, 0), int(facet.value))
    return tuple(
        ConnectorEntry(standard=standard, max_power=watts)
        for standard, watts in sorted(highest.items())
    )
