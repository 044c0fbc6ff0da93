"""Reads DATEX II v3 EnergyInfrastructure publications: tables and statuses, XML and JSON."""

from collections.abc import Iterator
from typing import BinaryIO, Final

from plugdex.formats.datex2.locations import LocationReader
from plugdex.formats.datex2.pieces import Piece, pieces
from plugdex.formats.datex2.statuses import StatusReader
from plugdex.formats.datex2.tree import Trees
from plugdex.formats.port import Reading, ReadOptions
from plugdex.formats.source import load_source
from plugdex.formats.unpack import PlainText
from plugdex.model.issues import Issue

VALUE_FAULTS: Final = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


class Datex2Format:
    """DATEX II v3: EnergyInfrastructure table and status publications."""

    name = "datex2"
    info = load_source(__file__)

    def read(self, stream: BinaryIO, options: ReadOptions) -> Iterator[Reading]:
        """Read sites to locations and statuses to statuses of those, in their order."""
        text = PlainText(stream)
        trees = Trees(self.info.ignored)
        locations = LocationReader(self.info, options)
        statuses = StatusReader(self.info, options)
        truncated = False
        for piece in pieces(text, trees, options.largest_object):
            truncated = truncated or piece.fault == "source_truncated"
            reading = _read(piece, locations, statuses)
            yield reading
            if reading.location:
                yield from locations.tariffs(reading.location)
        if text.damage and not truncated:
            yield _fault("source_truncated", "", text.damage)
        yield from (Reading(issues=(issue,)) for issue in trees.issues())


def _read(piece: Piece, locations: LocationReader, statuses: StatusReader) -> Reading:
    if piece.node is None:
        return _fault(piece.fault, f"#{piece.number}", piece.was)
    reader = locations if piece.kind == "site" else statuses
    try:
        return reader.read(piece.node, piece.number, piece.published)
    except VALUE_FAULTS as error:
        return _fault("object_broken", f"#{piece.number}", f"{type(error).__name__}: {error}")


def _fault(code: str, key: str, was: str) -> Reading:
    outcome: Final = "noted" if code == "source_truncated" else "rejected"
    return Reading(issues=(Issue(code=code, outcome=outcome, object=key, path="$", was=was),))
