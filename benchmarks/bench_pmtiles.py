"""How long the map as one file takes: ``python benchmarks/bench_pmtiles.py [SIZE | STORE]``.

Reading and drawing apart, in processor time, from a store of real locations, most of them
copies. The memory is that of the process without the pages of the store's file.
"""

import gzip
import sys
import time
from pathlib import Path
from typing import Final

from big_stores import big_store

from plugdex.exports.pmtiles_file import LEVEL, draw, pin, to_hit
from plugdex.exports.port import Tiling
from plugdex.exports.selection import EVERYTHING, select
from plugdex.stores.sqlite import open_sqlite

SIZE: Final = 500_000


def main(path: Path) -> None:
    """Print a row for reading, and one for each zoom level."""
    store = open_sqlite(path)
    started = time.process_time()
    hits, pins = [], []
    for place in select(store.reads(), EVERYTHING):
        hits.append(to_hit(place, len(pins)))
        pins.append(pin(place))
    took = time.process_time() - started
    print(f"{len(hits):,} locations read in {took:.1f} s, {len(hits) / took:,.0f}/s")
    print(f"{'zoom':>4}{'tiles':>9}{'kB':>9}{'s':>7}{'tiles/s':>9}")
    for zoom in range(15):
        row(zoom, *drawn(hits, pins, Tiling(min_zoom=zoom, max_zoom=zoom)))
    print(f"all    {'':15}{time.process_time() - started:9.1f} s, memory {memory():,.0f} MB")


def drawn(hits, pins, tiling) -> tuple[int, int, float]:
    """Tiles, bytes and seconds of some zoom levels."""
    started = time.process_time()
    sizes = [len(gzip.compress(data, LEVEL)) for _, data in draw(hits, pins, tiling)]
    return len(sizes), sum(sizes), time.process_time() - started


def row(zoom: int, tiles: int, size: int, seconds: float) -> None:
    """One zoom level, each with all attributes, as the last of an archive has them."""
    print(f"{zoom:4}{tiles:9,}{size / 1000:9,.0f}{seconds:7.1f}{tiles / seconds:9,.0f}", flush=True)


def memory() -> float:
    """Megabytes of memory that is not a file."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("RssAnon:")[1].split()[0]) / 1000


if __name__ == "__main__":
    given = sys.argv[1] if len(sys.argv) > 1 else str(SIZE)
    main(big_store(int(given)) if given.isdigit() else Path(given))
