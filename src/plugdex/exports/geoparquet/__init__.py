"""GeoParquet 1.1: a row for each location, with its EVSEs and connectors inside.

The library that writes it is an extra and large, so it is loaded when it is needed.
"""

from collections.abc import Iterator
from importlib import import_module

from plugdex.exports.port import Edition, Exported, Sink
from plugdex.model.errors import InvalidSetting


class GeoParquetExporter:
    """Writes rows of locations."""

    name = "geoparquet"
    title = "GeoParquet 1.1: a row for each location"
    suffix = ".parquet"

    def write(self, places: Iterator[Exported], sink: Sink, edition: Edition) -> int:
        """Write the rows; raises ``InvalidSetting`` where the extra is not installed."""
        try:
            rows = import_module("plugdex.exports.geoparquet.rows")
        except ImportError as error:
            raise InvalidSetting(
                "a package is missing for GeoParquet; run: pip install 'plugdex[parquet]'"
            ) from error
        rows.write(places, sink, edition)
        return 0
