"""Rows of locations, gathered column by column and written group by group.

1. Rows come in the order of Z-order cells, so a group of rows is a small area, and its bounding
   box in the statistics lets readers pass over it (GeoParquet 1.1, covering).
2. EVSEs and connectors are lists inside the row. They are built from flat columns and offsets,
   because a dictionary for each of them would cost several times as much.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from struct import Struct
from typing import Any, Final

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from plugdex.exports.columns import (
    CONNECTOR,
    EVSE,
    LOCATION,
    Column,
    EvseRow,
    Kind,
    LocationRow,
    location_row,
)
from plugdex.exports.port import Edition, Exported, Sink
from plugdex.model.location import Connector

GROUP: Final = 20_000
"""Rows of a group."""

PART: Final = 250
"""Locations that are gathered as Python values before they become columns: so few that they stay
in the processor's caches, which makes a quarter of the time."""

GEO_VERSION: Final = "1.1.0"
GEOMETRY: Final = "geometry"
BBOX: Final = ("xmin", "ymin", "xmax", "ymax")

WKB_POINT: Final = Struct("<BIdd")
"""Little endian, type, x, y (OGC 06-103r4 §8.2.4)."""

TYPES: Final[Mapping[Kind, pa.DataType]] = {
    "text": pa.string(),
    "texts": pa.list_(pa.string()),
    "integer": pa.int64(),
    "number": pa.float64(),
    "yes-no": pa.bool_(),
    "time": pa.timestamp("ms", tz="UTC"),
}


def _fields(columns: Iterable[Column]) -> list[pa.Field]:
    return [pa.field(column.name, TYPES[column.kind]) for column in columns]


CONNECTOR_TYPE: Final = pa.struct(_fields(CONNECTOR))
EVSE_TYPE: Final = pa.struct([*_fields(EVSE), pa.field("connectors", pa.list_(CONNECTOR_TYPE))])
BBOX_TYPE: Final = pa.struct([pa.field(name, pa.float64()) for name in BBOX])
SCHEMA: Final = pa.schema(
    [
        *_fields(LOCATION),
        pa.field("evses", pa.list_(EVSE_TYPE)),
        pa.field("bbox", BBOX_TYPE),
        pa.field(GEOMETRY, pa.binary(), nullable=False),
    ]
)


def write(places: Iterator[Exported], sink: Sink, edition: Edition) -> None:
    """Write the file; what describes it is written last, when its bounding box is known."""
    bounds = Bounds()
    tables = _tables(places, edition, bounds)
    with pq.ParquetWriter(
        pa.PythonFile(sink, mode="w"), SCHEMA, compression="zstd", write_page_index=True
    ) as writer:
        while group := list(islice(tables, GROUP // PART)):
            writer.write_table(pa.concat_tables(group), row_group_size=GROUP)
        writer.add_key_value_metadata(
            {"geo": msgspec.json.encode(bounds.described()), "licences": _licences(edition, bounds)}
        )


class Bounds:
    """The box of all points, and the sources that they came from."""

    def __init__(self) -> None:
        self._box: tuple[float, float, float, float] | None = None
        self.sources: set[str] = set()

    def add(self, lons: Sequence[float], lats: Sequence[float], sources: Iterable[str]) -> None:
        """Widen the box."""
        here = (min(lons), min(lats), max(lons), max(lats))
        west, south, east, north = self._box or here
        self._box = (
            min(west, here[0]),
            min(south, here[1]),
            max(east, here[2]),
            max(north, here[3]),
        )
        self.sources.update(sources)

    def described(self) -> dict[str, Any]:
        """The metadata of GeoParquet 1.1; without ``crs`` degrees are WGS 84."""
        column: dict[str, Any] = {
            "encoding": "WKB",
            "geometry_types": ["Point"],
            "covering": {"bbox": {name: ["bbox", name] for name in BBOX}},
        }
        if self._box:
            column["bbox"] = list(self._box)
        return {
            "version": GEO_VERSION,
            "primary_column": GEOMETRY,
            "columns": {GEOMETRY: column},
        }


def _licences(edition: Edition, bounds: Bounds) -> bytes:
    return msgspec.json.encode(
        {name: edition.terms_of(name) for name in sorted(bounds.sources)}, order="deterministic"
    )


def _tables(places: Iterator[Exported], edition: Edition, bounds: Bounds) -> Iterator[pa.Table]:
    while part := list(islice(places, PART)):
        lons, lats = [place.lon for place in part], [place.lat for place in part]
        bounds.add(lons, lats, {place.location.source for place in part})
        rows = [
            location_row(place, edition.terms_of(place.location.source).licence) for place in part
        ]
        yield pa.Table.from_arrays(
            [
                *_arrays(LOCATION, rows),
                _evses(part),
                _boxes(lons, lats),
                pa.array([*map(_wkb, lons, lats)], pa.binary()),
            ],
            schema=SCHEMA,
        )


def _wkb(lon: float, lat: float) -> bytes:
    return WKB_POINT.pack(1, 1, lon, lat)


def _boxes(lons: Sequence[float], lats: Sequence[float]) -> pa.Array:
    x, y = pa.array(lons, pa.float64()), pa.array(lats, pa.float64())
    return pa.StructArray.from_arrays([x, y, x, y], fields=list(BBOX_TYPE))


def _evses(part: Sequence[Exported]) -> pa.Array:
    """The EVSEs of each location, in one flat column and the places where lists begin."""
    evses: list[EvseRow] = []
    starts = [0]
    for place in part:
        statuses = {status.uid: status for status in place.statuses}
        evses += [EvseRow(evse, statuses.get(evse.uid)) for evse in place.location.evses]
        starts.append(len(evses))
    flat = pa.StructArray.from_arrays(
        [*_arrays(EVSE, evses), _connectors(evses)], fields=list(EVSE_TYPE)
    )
    return pa.ListArray.from_arrays(pa.array(starts, pa.int32()), flat)


def _connectors(evses: Sequence[EvseRow]) -> pa.Array:
    connectors: list[Connector] = []
    starts = [0]
    for row in evses:
        connectors += row.evse.connectors
        starts.append(len(connectors))
    flat = pa.StructArray.from_arrays(_arrays(CONNECTOR, connectors), fields=list(CONNECTOR_TYPE))
    return pa.ListArray.from_arrays(pa.array(starts, pa.int32()), flat)


def _arrays(
    columns: Iterable[Column], rows: Sequence[LocationRow] | Sequence[EvseRow] | Sequence[Connector]
) -> list[pa.Array]:
    return [pa.array([*map(each.of, rows)], TYPES[each.kind]) for each in columns]
