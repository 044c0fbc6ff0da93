"""What a tile of the layer weighs and how soon it is read: ``python benchmarks/bench_layer.py``.

Tiles of real Dutch locations, each beside the same values as JSON and as GeoParquet; times are
the best of several, on one processor. Nothing else should run.
"""

import gc
import gzip
import io
import json
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any, Final

import dumps
import msgspec
import pyarrow.parquet

from plugdex.directory.records import location_content_id
from plugdex.directory.terms import Terms
from plugdex.exports.geoparquet import GeoParquetExporter
from plugdex.exports.layer import to_entry
from plugdex.exports.port import Edition, Exported
from plugdex.formats.layer.schema import partition_type
from plugdex.formats.layer.tiling import corner, tile_of
from plugdex.formats.layer.write import write_partition
from plugdex.layer import Entry, read_partition
from plugdex.model.geo import cell
from plugdex.model.value import NEVER

RUNS: Final = 15
DECODER: Final = msgspec.json.Decoder(list[Entry])


def main() -> None:
    """Print what three tiles weigh and take."""
    places = sorted(exported(), key=lambda place: tile_of(place.cell, 12))
    tiles = sorted(
        ((tile, list(each)) for tile, each in groupby(places, lambda p: tile_of(p.cell, 12))),
        key=lambda pair: len(pair[1]),
    )
    layer, text = (sum(each) for each in zip(*map(sizes, tiles), strict=True))
    print(f"{len(places):,} locations in {len(tiles):,} tiles, {layer / text:.1%} of the JSON")
    gc.collect()
    gc.freeze()  # what is read in a program of its own is not held up by all these
    for part in (0.5, 0.95, 1):
        show(*tiles[int((len(tiles) - 1) * part)])


def exported() -> Iterator[Exported]:
    """The locations of the register, as they are exported."""
    for reading in dumps.read(dumps.dump()):
        place = reading.location
        if place and place.coordinates:
            point = place.coordinates
            at = cell(point.lat, point.lon)
            yield Exported(location_content_id(place), at, point.lat, point.lon, place, (), "")


def sizes(tile: tuple[int, Sequence[Exported]]) -> tuple[int, int]:
    """Bytes of a tile of the layer, and of the same as JSON."""
    entries = list(map(to_entry, tile[1]))
    layer = write_partition(str(tile[0]), corner(tile[0]), entries)
    return len(layer), len(msgspec.json.encode(entries))


def show(tile: int, places: Sequence[Exported]) -> None:
    """One tile."""
    entries = sorted(map(to_entry, places), key=lambda entry: entry.id)
    layer = write_partition(str(tile), corner(tile), entries)
    text = msgspec.json.encode(entries)
    parquet = as_parquet(places)
    assert list(read_partition(layer)) == entries
    print(f"\ntile {tile}, {len(places):,} locations")
    for name, data in (("layer", layer), ("JSON", text), ("GeoParquet", parquet)):
        packed = len(gzip.compress(data))
        print(f"  {name:12}{len(data):10,} bytes{len(data) / len(text):8.1%}{packed:10,} packed")
    last = len(entries) - 1
    parse = partition_type().FromString
    times: dict[str, Callable[[], object]] = {
        "JSON, json.loads": lambda: json.loads(text),
        "JSON, msgspec, untyped": lambda: msgspec.json.decode(text),
        "JSON, msgspec, values": lambda: DECODER.decode(text),
        "GeoParquet, table": lambda: pyarrow.parquet.read_table(io.BytesIO(parquet)),
        "layer, parsed": lambda: parse(layer),
        "layer, one location": lambda: read_partition(layer)[last],
        "layer, points and powers": lambda: numbers(layer),
        "layer, five columns": lambda: columns(layer),
        "layer, all values": lambda: list(read_partition(layer)),
    }
    taken = {name: best(work) for name, work in times.items()}
    for name, seconds in taken.items():
        ratios = (taken[each] / seconds for each in list(times)[:3])
        print(f"  {name:26}{seconds * 1e6:10,.0f} µs", *(f"{ratio:8.1f}" for ratio in ratios))


def columns(data: bytes) -> tuple[list[Any], ...]:
    """What a map needs, as values."""
    partition = read_partition(data)
    wanted = ("content_id", "name", "coordinates", "groups", "restrictions")
    return tuple(partition.column("location", name) for name in wanted)


def numbers(data: bytes) -> tuple[list[int], ...]:
    """Where all are and how fast they are, without any object."""
    message = read_partition(data).message
    return (
        list(message.point.lat),
        list(message.point.lon),
        list(message.location.coordinates),
        list(message.location.groups),
        list(message.location.groups_count),
        list(message.connector_group.max_power),
    )


def as_parquet(places: Sequence[Exported]) -> bytes:
    """The same locations as GeoParquet."""
    sink = io.BytesIO()
    terms = {dumps.SOURCE: Terms()}
    edition = Edition(created=NEVER, terms=terms, tariffs=lambda: iter(()))
    GeoParquetExporter().write(iter(places), sink, edition)
    return sink.getvalue()


def best(work: Callable[[], object]) -> float:
    """The shortest time of several."""
    times = []
    for _ in range(RUNS):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return min(times)


if __name__ == "__main__":
    main()
