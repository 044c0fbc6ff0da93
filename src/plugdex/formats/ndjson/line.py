"""A line: the model's own values, so that reading what was written gives the same."""

from typing import Final

import msgspec

from plugdex.model.location import Location
from plugdex.model.status import EvseStatus
from plugdex.model.tariffs import Tariff
from plugdex.model.value import Value

ENCODER: Final = msgspec.json.Encoder(decimal_format="number")


class Line(Value, frozen=True, kw_only=True):
    """A location with its statuses, or a tariff; tariffs come behind all locations."""

    id: str
    """Of a location the public id; a tariff has one that no location can have."""
    digest: str = ""
    """Hash of all of it: equal where nothing changed."""
    licence: str = ""
    """Of the source; the manifest of the file has the rest of its terms."""
    location: Location | None = None
    statuses: tuple[EvseStatus, ...] = ()
    tariff: Tariff | None = None


def to_bytes(line: Line) -> bytes:
    """The line with its end."""
    return ENCODER.encode(line) + b"\n"
