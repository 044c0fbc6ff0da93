"""All exporters by name."""

from collections.abc import Mapping
from typing import Final

from plugdex.exports.csv_file import CsvExporter
from plugdex.exports.datex2 import Datex2StatusExporter, Datex2TableExporter
from plugdex.exports.geojson import GeoJsonExporter, GeoJsonSequenceExporter
from plugdex.exports.geoparquet import GeoParquetExporter
from plugdex.exports.layer import LayerExporter
from plugdex.exports.ndjson import NdjsonExporter
from plugdex.exports.ocpi_dump import OcpiExporter
from plugdex.exports.pmtiles_file import PmtilesExporter
from plugdex.exports.port import Exporter, FolderExporter
from plugdex.exports.sqlite_file import SqliteExporter
from plugdex.model.errors import UnknownFormat

EXPORTERS: Final[Mapping[str, Exporter | FolderExporter]] = {
    "csv": CsvExporter(),
    "datex2": Datex2TableExporter(),
    "datex2-status": Datex2StatusExporter(),
    "geojson": GeoJsonExporter(),
    "geojsonseq": GeoJsonSequenceExporter(),
    "geoparquet": GeoParquetExporter(),
    "layer": LayerExporter(),
    "ndjson": NdjsonExporter(),
    "ocpi": OcpiExporter("ocpi", "2.3.0"),
    "ocpi-2.2.1": OcpiExporter("ocpi-2.2.1", "2.2.1"),
    "pmtiles": PmtilesExporter(),
    "sqlite": SqliteExporter(),
}
"""Every exporter; a new one is one line here."""


def find_exporter(name: str) -> Exporter | FolderExporter:
    """The exporter of a name; raises ``UnknownFormat`` with the valid names."""
    found = EXPORTERS.get(name.strip().lower())
    if found is None:
        known = ", ".join(sorted(EXPORTERS))
        raise UnknownFormat(f"Nothing is exported as {name!r}; there are: {known}")
    return found
