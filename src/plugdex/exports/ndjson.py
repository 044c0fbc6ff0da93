"""NDJSON: a location a line, then a tariff a line, with everything that we know.

Locations come in the order of (cell, id), tariffs in that of their ids: two exports can be
compared, and put together, line by line (see ``delta``).
"""

from collections.abc import Iterator
from hashlib import blake2b

from plugdex.directory.records import to_record
from plugdex.exports.chunks import Chunks
from plugdex.exports.port import Edition, Exported, Sink
from plugdex.formats.ndjson.line import ENCODER, Line, to_bytes
from plugdex.model.tariffs import Tariff


class NdjsonExporter:
    """Writes lines."""

    name = "ndjson"
    title = "NDJSON: a location or a tariff a line, everything that is known"
    suffix = ".ndjson"

    def write(self, places: Iterator[Exported], sink: Sink, edition: Edition) -> int:
        """Write a line for each location and each tariff."""
        with Chunks(sink) as chunks:
            for line in lines(places, edition):
                chunks.write(line)
        return 0


def lines(places: Iterator[Exported], edition: Edition) -> Iterator[bytes]:
    """The lines of an export; tariffs are few and put in order in memory."""
    for place in places:
        yield to_bytes(
            Line(
                id=place.id,
                digest=place.digest,
                licence=edition.terms_of(place.location.source).licence,
                location=place.location,
                statuses=place.statuses,
            )
        )
    yield from sorted(map(to_bytes, (_tariff_line(each, edition) for each in edition.tariffs())))


def _tariff_line(tariff: Tariff, edition: Edition) -> Line:
    return Line(
        id=f"tariff:{to_record(tariff).rid:016x}",
        digest=blake2b(ENCODER.encode(tariff), digest_size=16).hexdigest(),
        licence=edition.terms_of(tariff.source).licence,
        tariff=tariff,
    )
