"""Make a dictionary for packed columns of the data that is shipped: ``stores.packing``.

A dictionary that stores have used is never to change. A better one is another file, with the next
number, for what is packed from then on.
"""

import random
import sys
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Final, cast

import dumps
import zstandard

from plugdex.api.prepared import Prepared
from plugdex.directory.entries import made_ready, to_entry
from plugdex.formats.port import ReadOptions
from plugdex.formats.registry import find_format

SOURCES: Final = {
    "ocpi": ("ndw-locations.json.gz", "ndw-tariffs.json.gz"),
    "afdc": ("afdc-new-york.csv.gz", "afdc-washington.csv.gz"),
    "irve": ("irve-static.csv.zst",),
    "bnetza": ("bnetza-sample.json.gz",),
}
MOST: Final = 2_000
"""Objects of each file."""

BYTES: Final = 48 * 1024


def main(number: int) -> None:
    """Write the dictionary of a number."""
    rng = random.Random(number)
    samples = [sample for sample in columns() if len(sample) > 60]
    rng.shuffle(samples)
    trained = zstandard.train_dictionary(BYTES, samples, dict_id=number, level=3)
    folder = dumps.ROOT / "src" / "plugdex" / "stores" / "dictionaries"
    folder.mkdir(exist_ok=True)
    path = folder / f"{number}.zstd"
    path.write_bytes(trained.as_bytes())
    mean = sum(map(len, samples)) / len(samples)
    print(f"{path.name}: {len(samples):,} samples of {mean:,.0f} bytes")


def columns() -> list[bytes]:
    """What the columns have that are packed."""
    found: list[bytes] = []
    for format_name, files in SOURCES.items():
        for file in files:
            found += columns_of(format_name, dumps.DEMO / file)
    return found


def columns_of(format_name: str, path: Path) -> list[bytes]:
    """What the columns have of one file."""
    options = ReadOptions(source=format_name, received=datetime.now(UTC))
    found: list[bytes] = []
    with path.open("rb") as stream:
        readings = find_format(format_name).read(cast(BinaryIO, stream), options)
        for reading in islice(readings, MOST):
            entry = made_ready(to_entry(reading), Prepared())
            if entry.record:
                found.append(entry.record.document)
            if entry.publication and entry.publication.published:
                found.append(entry.publication.published.prepared)
                found.append(entry.publication.live.statuses)
    return found


if __name__ == "__main__":
    main(int(sys.argv[1]))
