"""What there is in each country: operators, eMSPs, connector standards, tariff names."""

from collections.abc import Sequence

import msgspec

from plugdex.directory.facets import CONNECTOR, EMSP, OPERATOR, Partner
from plugdex.directory.kept import Facet
from plugdex.directory.ports import Reads
from plugdex.model.value import Value


class PartnerEntry(Value, frozen=True, kw_only=True):
    """An operator or eMSP of a country."""

    id: str
    name: str
    parties: tuple[str, ...]
    """``NL*TNM``: the parties through which it acts, as far as they are known."""


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
    by_key: dict[str, list[Facet]] = {}
    for facet in facets:
        if facet.kind == kind:
            by_key.setdefault(facet.key, []).append(facet)
    order = sorted(by_key, key=lambda key: (-sum(f.locations for f in by_key[key]), key))
    return tuple(_partner(key, by_key[key]) for key in order)


def _partner(key: str, facets: Sequence[Facet]) -> PartnerEntry:
    frequent = sorted(facets, key=lambda facet: (-facet.locations, facet.value))
    known = [msgspec.json.decode(facet.value, type=Partner) for facet in frequent]
    return PartnerEntry(
        id=key,
        name=known[0].name,
        parties=tuple(dict.fromkeys(each.party for each in known if each.party)),
    )


def _connectors(facets: Sequence[Facet]) -> tuple[ConnectorEntry, ...]:
    highest: dict[str, int] = {}
    for facet in facets:
        if facet.kind == CONNECTOR:
            highest[facet.key] = max(highest.get(facet.key, 0), int(facet.value))
    return tuple(
        ConnectorEntry(standard=standard, max_power=watts)
        for standard, watts in sorted(highest.items())
    )
