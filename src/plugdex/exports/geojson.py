"""GeoJSON (RFC 7946), and as a sequence of features, one a line (RFC 8142)."""

from collections.abc import Iterator
from typing import Any, Final

import msgspec

from plugdex.exports.chunks import Chunks
from plugdex.exports.columns import CONNECTOR, EVSE, LOCATION, Column, EvseRow, location_row
from plugdex.exports.port import Edition, Exported, Sink

ENCODER: Final = msgspec.json.Encoder()
RECORD_SEPARATOR: Final = b"\x1e"
NOT_PROPERTIES: Final = frozenset({"latitude", "longitude"})
PROPERTIES: Final = tuple(each for each in LOCATION if each.name not in NOT_PROPERTIES)


class GeoJsonExporter:
    """Writes a collection of features."""

    name = "geojson"
    title = "GeoJSON: a collection of features"
    suffix = ".geojson"

    def write(self, places: Iterator[Exported], sink: Sink, edition: Edition) -> int:
        """Write the collection."""
        with Chunks(sink) as chunks:
            chunks.write(b'{"type":"FeatureCollection","features":[')
            before = b"\n"
            for place in places:
                chunks.write(before + feature(place, edition))
                before = b",\n"
            chunks.write(b"\n]}\n")
        return 0


class GeoJsonSequenceExporter:
    """Writes features one after the other."""

    name = "geojsonseq"
    title = "GeoJSON text sequence: a feature a line"
    suffix = ".geojsons"

    def write(self, places: Iterator[Exported], sink: Sink, edition: Edition) -> int:
        """Write the features."""
        with Chunks(sink) as chunks:
            for place in places:
                chunks.write(RECORD_SEPARATOR + feature(place, edition) + b"\n")
        return 0


def feature(place: Exported, edition: Edition) -> bytes:
    """A location as a feature; what is not known is absent from its properties."""
    row = location_row(place, edition.terms_of(place.location.source).licence)
    statuses = {status.uid: status for status in place.statuses}
    properties = _members(PROPERTIES, row)
    properties["evses"] = [
        {
            **_members(EVSE, EvseRow(evse, statuses.get(evse.uid))),
            "connectors": [_members(CONNECTOR, each) for each in evse.connectors],
        }
        for evse in place.location.evses
    ]
    return ENCODER.encode(
        {
            "type": "Feature",
            "id": place.id,
            "geometry": {"type": "Point", "coordinates": [place.lon, place.lat]},
            "properties": properties,
        }
    )


def _members(columns: tuple[Column, ...], row: Any) -> dict[str, Any]:
    found = ((column.name, column.of(row)) for column in columns)
    return {name: value for name, value in found if value is not None and value != []}
