"""Reads every real file of the shared data and writes docs/reference/real-files.md.

Not part of `make docs`: it wants the folder of shared data beside the checkout, and minutes.

    python docs/real_files.py
"""

import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

from plugdex.directory.report import Tally
from plugdex.formats.port import ReadOptions
from plugdex.formats.registry import find_format
from plugdex.model.connectors import BY_OCPI
from plugdex.model.errors import PlugdexError

ROOT: Final = Path(__file__).resolve().parent.parent
SHARED: Final = ROOT.parent / "shared" / "data" / "real"
PAGE: Final = ROOT / "docs" / "reference" / "real-files.md"
FILES: Final = (
    ("ocpi", "ndw-nl", "locations-*.zst"),
    ("ocpi", "ndw-nl", "tariffs-*.zst"),
    ("ocpi", "ocpi-feeds", "*.gz"),
    ("ocpi", "ocpi-fr-cpo", "*.gz"),
    ("afdc", "afdc", "*.gz"),
    ("irve", "irve", "irve-statique*.zst"),
    ("irve", "irve", "exemple*.csv"),
    ("irve", "irve", "irve-dynamique-snapshot*.zst"),
    ("bnetza", "bnetza", "*.xlsx"),
    ("bnetza", "bnetza", "*.gz"),
    ("oicp", "swiss-oicp", "*.json.gz"),
    ("oicp", "swiss-oicp", "*.geojson.gz"),
    ("datex2", "datex2", "*.gz"),
    ("nobil", "nobil", "*.gz"),
    ("uk-ncr", "uk-ncr", "*.csv*"),
    ("ocm", "ocm", "poi_*"),
    ("osm", "osm", "*.geojson.gz"),
    ("osm", "osm", "portugal-state*.gz"),
    ("supercharge", "supercharge-info", "*.gz"),
)
HEAD: Final = """# Real files

All real files at hand, read by this version: {when}.
Written by `docs/real_files.py`, one process a file.
Seconds and megabytes are of the whole process, its start included, on the machine of the
[measurements](../explanation/measurements.md).
A record becomes a location (or a tariff, or a status) or has an issue that says why not.
"""


def main(arguments: Sequence[str]) -> int:
    """Write the page, or read one file and print what it has."""
    if arguments:
        print(json.dumps(read(arguments[0], Path(arguments[1]))))
        return 0
    if not SHARED.is_dir():
        print(f"there is no {SHARED.name} beside the checkout", file=sys.stderr)
        return 2
    rows = [measure(name, path) for name, path in files()]
    PAGE.write_text("\n".join(page(rows)) + "\n", "utf-8")
    return 0


def files() -> Iterator[tuple[str, Path]]:
    """All files with their format."""
    for name, folder, pattern in FILES:
        for path in sorted((SHARED / folder).glob(pattern)):
            yield name, path


def measure(name: str, path: Path) -> dict[str, Any]:
    """Read a file in a process of its own."""
    print(f"{name} {path.name}", file=sys.stderr)
    began = time.monotonic()
    command = [sys.executable, __file__, name, str(path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    output = process.stdout.read() if process.stdout else b""
    _, _, used = os.wait4(process.pid, 0)
    found: dict[str, Any] = json.loads(output)
    return {
        **found,
        "format": name,
        "file": path.name,
        "seconds": time.monotonic() - began,
        "megabytes": used.ru_maxrss / 1024,
    }


def read(name: str, path: Path) -> dict[str, Any]:
    """Counts of one file."""
    tally, statuses, readings = Tally(), 0, 0
    options = ReadOptions(source=name, received=datetime.now(UTC))
    failure = ""
    try:
        with path.open("rb") as stream:
            for reading in find_format(name).read(cast(BinaryIO, stream), options):
                readings += 1
                tally.note(reading.issues)
                if reading.location:
                    tally.whole("new", reading.location)
                    tally.look(reading.location)
                elif reading.tariff:
                    tally.add("tariffs", "new")
                elif reading.statuses:
                    statuses += len(reading.statuses)
    except PlugdexError as error:
        failure = str(error)
    report = tally.report(0)
    standards: Counter[str] = Counter()
    for (standard, _), number in tally.plugs.items():
        standards[standard] += number
    return {
        "readings": readings,
        "locations": report.locations.total,
        "evses": report.evses.total,
        "connectors": report.connectors.total,
        "tariffs": report.tariffs.total,
        "statuses": statuses,
        "standards": dict(standards.most_common()),
        "issues": dict(sorted(report.issues.items(), key=lambda item: -item[1])),
        "failure": failure,
    }


def page(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    """The lines of the page."""
    yield HEAD.format(when=datetime.now(UTC).strftime("%-d %B %Y"))
    yield "| Format | File | Locations | EVSEs | Connectors | Tariffs | Statuses | s | MB |"
    yield "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
    for row in rows:
        counts = ("locations", "evses", "connectors", "tariffs", "statuses")
        numbers = " | ".join(f"{row[name]:,}" if row[name] else "" for name in counts)
        used = f"{row['seconds']:.1f} | {row['megabytes']:.0f}"
        yield f"| {row['format']} | {row['file']} | {numbers} | {used} |"
    yield "\n## Connectors\n\n| File | By standard |\n| --- | --- |"
    for row in rows:
        if row["standards"]:
            named = ", ".join(f"{label(each)} {n:,}" for each, n in row["standards"].items())
            yield f"| {row['file']} | {named} |"
    yield "\n## Issues\n\n| File | By code |\n| --- | --- |"
    for row in rows:
        found = ", ".join(f"`{code}` {n:,}" for code, n in row["issues"].items())
        yield f"| {row['file']} | {row['failure'] or found or 'none'} |"


def label(standard: str) -> str:
    """The common name of a standard."""
    known = BY_OCPI.get(standard)
    return known.name if known else standard or "not known"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
