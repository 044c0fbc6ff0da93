"""Answers to ``/countryMetadata``."""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from plugdex.api.here_v3.params import MetadataQuery
from plugdex.api.here_v3.shapes import (
    ConnectorTypeMetadata,
    CountryMetadata,
    MetadataByCountry,
    MetadataDetails,
    MetadataTariff,
)
from plugdex.api.here_v3.tariffs import tariff_name
from plugdex.directory.metadata import ConnectorEntry, CountryEntry, PartnerEntry, countries
from plugdex.directory.ports import Reads
from plugdex.directory.records import to_tariff
from plugdex.model.connectors import BY_OCPI

MOST_PARTNERS: Final = 500
"""The contract's limit of a list; the partners with most locations are listed."""

TariffNames = Mapping[str, Sequence[str]]
"""Names of contract tariffs by party (``NL*TNM``)."""


def country_metadata(reads: Reads, query: MetadataQuery) -> bytes:
    """The countries that are covered, in alphabetical order, and those asked for in vain."""
    entries = countries(reads, query.countries)
    names = tariff_names(reads, entries) if "tariffs" in query.fields else {}
    covered = {entry.country for entry in entries}
    return msgspec.json.encode(
        MetadataByCountry(
            countries=[_country(entry, query.fields, names) for entry in entries],
            missing_countries=[code for code in query.countries if code not in covered],
        )
    )


def tariff_names(reads: Reads, entries: Sequence[CountryEntry]) -> TariffNames:
    """The names of contract tariffs of all partners."""
    parties = {
        party
        for entry in entries
        for each in (*entry.operators, *entry.emsps)
        for party in each.parties
    }
    names: dict[str, list[str]] = {}
    for record in reads.party_tariffs(sorted(parties)):
        name = tariff_name(to_tariff(record))
        if name:
            names.setdefault(record.party, []).append(name)
    return names


def _country(entry: CountryEntry, fields: frozenset[str], tariffs: TariffNames) -> CountryMetadata:
    return CountryMetadata(
        country_code=entry.country,
        operators=_partners(entry.operators, tariffs) if "operators" in fields else None,
        e_mobility_service_providers=_partners(entry.emsps, tariffs)
        if "eMobilityServiceProviders" in fields
        else None,
        connector_types=[_connector(each) for each in entry.connectors if each.max_power] or None
        if "connectorTypes" in fields
        else None,
    )


def _partners(entries: Sequence[PartnerEntry], names: TariffNames) -> list[MetadataDetails] | None:
    return [_partner(entry, names) for entry in entries[:MOST_PARTNERS]] or None


def _partner(entry: PartnerEntry, names: TariffNames) -> MetadataDetails:
    known = dict.fromkeys(name for party in entry.parties for name in names.get(party, ()))
    tariffs = [MetadataTariff(name=name) for name in known]
    return MetadataDetails(name=entry.name, partner_id=entry.id, tariffs=tariffs or None)


def _connector(entry: ConnectorEntry) -> ConnectorTypeMetadata:
    standard = BY_OCPI[entry.standard]
    return ConnectorTypeMetadata(
        standard=standard.here,
        common_name=standard.name,
        max_power=entry.max_power,
        legacy_id=standard.legacy_id,
    )
