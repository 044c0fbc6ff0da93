"""DATEX II v3: what an operator gives to a national access point (AFIR, Article 20).

A table of what is there, and a list of statuses that refers to it. Both are written anew as a
whole; a site and what is in it have as version the second in which the location last changed.
"""

from collections.abc import Iterator
from typing import Final

from plugdex.exports.port import Edition, Exported, Sink
from plugdex.formats.datex2.write.prices import rates_of
from plugdex.formats.datex2.write.publication import (
    END,
    TABLE_END,
    site,
    site_status,
    status_head,
    table_head,
)
from plugdex.formats.port import Party
from plugdex.model.errors import InvalidSetting

NOBODY: Final = "XX"
"""The country of a party that is not set."""

CHUNK: Final = 1 << 20
"""Bytes that are written at a time."""


class Datex2TableExporter:
    """Writes sites."""

    name = "datex2"
    title = "DATEX II v3: EnergyInfrastructureTablePublication"
    suffix = ".xml"

    def write(self, places: Iterator[Exported], sink: Sink, edition: Edition) -> int:
        """Write all sites; those without a connector of known power are left out."""
        head = table_head(edition.created, publisher(edition))
        rates = rates_of(edition.tariffs())
        return _write(sink, head, (site(each.location, rates) for each in places), TABLE_END)


class Datex2StatusExporter:
    """Writes statuses."""

    name = "datex2-status"
    title = "DATEX II v3: EnergyInfrastructureStatusPublication"
    suffix = ".xml"

    def write(self, places: Iterator[Exported], sink: Sink, edition: Edition) -> int:
        """Write the statuses and prices of all sites that have a status."""
        head = status_head(edition.created, publisher(edition))
        rates = rates_of(edition.tariffs())
        parts = (site_status(each.location, each.statuses, rates) for each in places)
        return _write(sink, head, parts, END)


def publisher(edition: Edition) -> Party:
    """Who publishes; raises ``InvalidSetting`` where nobody said who we are."""
    if edition.party is None or edition.party.country_code == NOBODY:
        raise InvalidSetting(
            "DATEX II names who publishes. Set PLUGDEX_PARTY to your country and party, "
            "such as NL/ABC"
        )
    return edition.party


def _write(sink: Sink, head: bytes, parts: Iterator[bytes], end: bytes) -> int:
    """Write a publication; returns how many parts said nothing."""
    buffer = bytearray(head)
    empty = 0
    for part in parts:
        empty += not part
        buffer += part
        if len(buffer) >= CHUNK:
            sink.write(bytes(buffer))
            buffer.clear()
    sink.write(bytes(buffer + end))
    return empty
