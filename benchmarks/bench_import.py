"""How long an import takes, next to decoding the same bytes as plain JSON."""

import tempfile
from pathlib import Path
from statistics import median
from typing import Final

import dumps
from processes import Usage, finish

ROUNDS: Final = 5


def main() -> None:
    """Alternate imports and decodings, so that both see the same machine."""
    path = dumps.dump()
    print(f"{path.name}, {len(dumps.unpacked(path)) / 1e6:.0f} MB unpacked")
    print(
        f"{'round':>5} {'import CPU':>11} {'wall':>7} {'decode CPU':>11} {'wall':>7} {'ratio':>6}"
    )
    cpu_ratios, wall_ratios, peaks = [], [], []
    for number in range(1, ROUNDS + 1):
        decode_cpu, decode_wall = map(float, finish([str(decoder()), str(path)]).output.split())
        load = import_once(path)
        cpu_ratios.append(load.cpu / decode_cpu)
        wall_ratios.append(load.wall / decode_wall)
        peaks.append(load.peak_mb)
        print(
            f"{number:5} {load.cpu:9.2f} s {load.wall:5.1f} s "
            f"{decode_cpu:9.2f} s {decode_wall:5.1f} s {cpu_ratios[-1]:6.2f}"
        )
    print(
        f"import / decode, median: {median(cpu_ratios):.2f} (CPU), {median(wall_ratios):.2f} (wall)"
    )
    print(f"peak memory of the import: {max(peaks):.0f} MB")


def import_once(path: Path) -> Usage:
    """The real command, from its start to its end, into an empty store."""
    with tempfile.TemporaryDirectory(prefix="plugdex-bench-") as folder:
        store = f"sqlite:///{folder}/bench.db"
        arguments = ("--source", dumps.SOURCE, "--store", store, "--json")
        return finish(["-m", "plugdex", "import", "ocpi", str(path), *arguments])


def decoder() -> Path:
    """The script that only decodes."""
    return Path(__file__).with_name("decode.py")


if __name__ == "__main__":
    main()
