"""NDJSON: a location a line, with everything that we know of it.

A line is an object with ``id``, ``digest``, ``licence``, ``location`` and ``statuses``; the last
two are the model's own values, so that reading them back gives the same.
"""

from collections.abc import Iterator
from typing import Final

import msgspec

from plugdex.exports.chunks import Chunks
from plugdex.exports.port import Edition, Exported, Sink
from plugdex.model.location import Location
from plugdex.model.status import EvseStatus
from plugdex.model.value import Value

ENCODER: Final = msgspec.json.Encoder(decimal_format="number")


class Line(Value, frozen=True, kw_only=True):
    """A location in a file of ours."""

    id: str
    digest: str
    licence: str = ""
    """Of the source, see the manifest for the rest of its terms."""
    location: Location
    statuses: tuple[EvseStatus, ...] = ()


class NdjsonExporter:
    """Writes lines."""

    name = "ndjson"
    title = "NDJSON: a location a line, everything that is known"
    suffix = ".ndjson"

    def write(self, places: Iterator[Exported], sink: Sink, edition: Edition) -> int:
        """Write a line for each location."""
        with Chunks(sink) as chunks:
            for place in places:
                chunks.write(to_line(place, edition.terms_of(place.location.source).licence))
        return 0


def to_line(place: Exported, licence: str) -> bytes:
    """The line of a location."""
    line = Line(
        id=place.id,
        digest=place.digest,
        licence=licence,
        location=place.location,
        statuses=place.statuses,
    )
    return ENCODER.encode(line) + b"\n"
