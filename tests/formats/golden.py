"""Golden results of every format: small samples, and beside each what we read from it.

In ``samples/<format>/`` the result of ``sample.csv`` is ``golden.json``, that of ``sample-old.csv``
is ``golden-old.json``. An ``options.json`` there overrides members of ``ReadOptions``.

``python -m tests.formats.golden [format …]`` writes the results anew; look at the difference.
"""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import msgspec

from plugdex.formats.port import Format, Reading, ReadOptions
from plugdex.formats.registry import FORMATS, find_format

SAMPLES = Path(__file__).parent / "samples"
RECEIVED = datetime(2026, 6, 30, 12, tzinfo=UTC)


class Sample(NamedTuple):
    """A sample file of a format and where its result lies."""

    format: str
    path: Path

    @property
    def golden(self) -> Path:
        """The result: ``golden`` for ``sample``, whatever follows the word."""
        name = self.path.name.split(".")[0].removeprefix("sample")
        return self.path.with_name(f"golden{name}.json")

    def __str__(self) -> str:
        return f"{self.format}/{self.path.name}"


def samples(name: str, folder: Path = SAMPLES) -> list[Sample]:
    """The samples of a format, in the order of their names."""
    return [Sample(name, path) for path in sorted((folder / name).glob("sample*.*"))]


def all_samples() -> Iterator[Sample]:
    """Those of all formats that are registered."""
    for name in FORMATS:
        yield from samples(name)


def options_for(sample: Sample) -> ReadOptions:
    """How a sample is read: like any source, but for what its folder overrides."""
    options = {"source": sample.format, "received": RECEIVED.isoformat()}
    overrides = sample.path.with_name("options.json")
    if overrides.exists():
        options |= msgspec.json.decode(overrides.read_bytes())
    return msgspec.convert(options, ReadOptions)


def read(sample: Sample, reader: Format | None = None) -> list[Reading]:
    """What a sample says."""
    with sample.path.open("rb") as stream:
        reader = reader or find_format(sample.format)
        return list(reader.read(stream, options_for(sample)))


def encoded(readings: list[Reading]) -> bytes:
    """Readings as a golden file holds them: what is empty or unknown is left out."""
    return msgspec.json.format(msgspec.json.encode(readings), indent=1) + b"\n"


def main(names: list[str]) -> None:
    """Write the golden files of some formats, or of all."""
    for sample in all_samples():
        if not names or sample.format in names:
            sample.golden.write_bytes(encoded(read(sample)))
            sys.stdout.write(f"{sample} -> {sample.golden.name}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
