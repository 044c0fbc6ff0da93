"""All formats by name."""

from collections.abc import Mapping
from typing import Final

from plugdex.formats.afdc.read import AfdcFormat
from plugdex.formats.bnetza.read import BnetzaFormat
from plugdex.formats.datex2.read import Datex2Format
from plugdex.formats.irve.read import IrveFormat
from plugdex.formats.ndjson.read import NdjsonFormat
from plugdex.formats.nobil.read import NobilFormat
from plugdex.formats.ocm.read import OcmFormat
from plugdex.formats.ocpi.read import OcpiFormat
from plugdex.formats.oicp.read import OicpFormat
from plugdex.formats.osm.read import OsmFormat
from plugdex.formats.port import Format
from plugdex.formats.supercharge.read import SuperchargeFormat
from plugdex.formats.uk_ncr.read import UkNcrFormat
from plugdex.model.errors import UnknownFormat

FORMATS: Final[Mapping[str, Format]] = {
    "afdc": AfdcFormat(),
    "bnetza": BnetzaFormat(),
    "datex2": Datex2Format(),
    "irve": IrveFormat(),
    "ndjson": NdjsonFormat(),
    "nobil": NobilFormat(),
    "ocm": OcmFormat(),
    "ocpi": OcpiFormat(),
    "oicp": OicpFormat(),
    "osm": OsmFormat(),
    "supercharge": SuperchargeFormat(),
    "uk-ncr": UkNcrFormat(),
}
"""Every reader; a new format is one line here."""

SHARED: Final = frozenset({"ocpi"})
"""Formats of which several processes can each read a share."""


def find_format(name: str) -> Format:
    """The reader of a format; raises ``UnknownFormat`` with the valid names."""
    found = FORMATS.get(name.strip().lower())
    if found is None:
        raise UnknownFormat(f"There is no format {name!r}; there are: {', '.join(sorted(FORMATS))}")
    return found
