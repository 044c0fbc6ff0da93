"""All formats by name."""

from collections.abc import Mapping
from typing import Final

from plugdex.formats.ocpi.read import OcpiFormat
from plugdex.formats.port import Format
from plugdex.model.errors import UnknownFormat

FORMATS: Final[Mapping[str, Format]] = {
    "ocpi": OcpiFormat(),
}
"""Every reader; a new format is one line here."""


def find_format(name: str) -> Format:
    """The reader of a format; raises ``UnknownFormat`` with the valid names."""
    found = FORMATS.get(name.strip().lower())
    if found is None:
        raise UnknownFormat(f"There is no format {name!r}; there are: {', '.join(sorted(FORMATS))}")
    return found
