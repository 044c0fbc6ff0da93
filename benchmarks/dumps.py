"""The real locations that the benchmarks work on."""

import gzip
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, Final, cast

import zstandard

from plugdex.formats.port import Reading, ReadOptions
from plugdex.formats.registry import find_format

ROOT: Final = Path(__file__).resolve().parent.parent
SHARED: Final = ROOT.parent / "shared" / "data" / "real" / "ndw-nl"
DEMO: Final = ROOT / "src" / "plugdex" / "data" / "demo"
SOURCE: Final = "ndw"
CACHE: Final = ROOT / ".bench"
"""Generated stores; may be deleted at any time."""


def dump() -> Path:
    """The newest full dump beside the checkout, else the extract that is shipped."""
    found = sorted(SHARED.glob("locations-*.zst")) if SHARED.is_dir() else []
    return found[-1] if found else DEMO / "ndw-locations.json.gz"


def tariffs() -> Path:
    """The tariffs that belong to ``dump``."""
    found = sorted(SHARED.glob("tariffs-*.zst")) if SHARED.is_dir() else []
    return found[-1] if found else DEMO / "ndw-tariffs.json.gz"


def unpacked(path: Path) -> bytes:
    """The bytes that were packed."""
    if path.suffix == ".gz":
        return gzip.decompress(path.read_bytes())
    with path.open("rb") as file:
        return zstandard.ZstdDecompressor().stream_reader(file).read()


def read(path: Path) -> list[Reading]:
    """All readings of a file."""
    options = ReadOptions(source=SOURCE, received=datetime.now(UTC))
    with path.open("rb") as file:
        return list(find_format("ocpi").read(cast(BinaryIO, file), options))
