"""OCPI: locations and tariffs in one JSON object, as ``import ocpi`` and others' tools read them.

What the version cannot say is left out, see ``formats.ocpi.write``: whole locations only where
something required is missing, such as the owner.
"""

from collections.abc import Iterator

from plugdex.exports.chunks import Chunks
from plugdex.exports.port import Edition, Exported, Sink
from plugdex.formats.ocpi.write.encode import encode
from plugdex.formats.ocpi.write.locations import write_location
from plugdex.formats.ocpi.write.tariffs import write_tariff

SEPARATOR = b",\n"


class OcpiExporter:
    """Writes objects of one version."""

    def __init__(self, name: str, version: str) -> None:
        self.name = name
        self.title = f"OCPI {version}: locations and tariffs"
        self.suffix = ".json"
        self._version = version

    def write(self, places: Iterator[Exported], sink: Sink, edition: Edition) -> int:
        """Write an object with two lists; returns how many locations the version cannot say."""
        left_out = 0
        with Chunks(sink) as chunks:
            chunks.write(b'{"locations":[')
            before = b"\n"
            for place in places:
                made = self._location(place, edition)
                if made:
                    chunks.write(before + made)
                    before = SEPARATOR
                else:
                    left_out += 1
            chunks.write(b'\n],"tariffs":[')
            before = b"\n"
            for made in self._tariffs(edition):
                chunks.write(before + made)
                before = SEPARATOR
            chunks.write(b"\n]}\n")
        return left_out

    def _location(self, place: Exported, edition: Edition) -> bytes:
        statuses = {status.uid: status for status in place.statuses}
        made = write_location(place.location, statuses, self._version, edition.party)
        return encode(made) if made else b""

    def _tariffs(self, edition: Edition) -> Iterator[bytes]:
        made = (write_tariff(each, self._version, edition.party) for each in edition.tariffs())
        return (encode(each) for each in made if each)
