"""How long it takes to give all away: ``python benchmarks/bench_export.py [SIZE [FORMAT…]]``.

Each format is written by the command itself from a store of real locations, most of them copies.
Times are wall time with the processor time beside them.
"""

import sys
import tempfile
from pathlib import Path
from typing import Final

import processes
from big_stores import big_store

from plugdex.exports.registry import EXPORTERS

SIZE: Final = 500_000


def main(size: int, formats: list[str]) -> None:
    """Print a row for each format."""
    store = f"sqlite:///{big_store(size)}"
    print(f"{'':12}{'wall s':>8}{'cpu s':>8}{'peak MB':>9}{'file MB':>9}{'per s':>9}")
    with tempfile.TemporaryDirectory() as folder:
        for name in formats:
            out = Path(folder) / f"all.{name}"
            command = ["-m", "plugdex", "export", name, str(out), "--store", store]
            used = processes.finish([*command, "--mix-licences"])
            megabytes = out.stat().st_size / 1e6
            print(
                f"{name:12}{used.wall:8.1f}{used.cpu:8.1f}{used.peak_mb:9,.0f}"
                f"{megabytes:9,.1f}{size / used.wall:9,.0f}",
                flush=True,
            )
            out.unlink()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else SIZE, sys.argv[2:] or sorted(EXPORTERS))
