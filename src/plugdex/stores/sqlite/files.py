"""The files of a store: the database and its log."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

SUFFIXES: Final[Mapping[str, str]] = {"database": "", "wal": "-wal"}


def file_sizes(path: Path) -> Mapping[str, int]:
    """Bytes of the database and of its log; a log that is not there has none."""
    files = {name: path.with_name(path.name + suffix) for name, suffix in SUFFIXES.items()}
    return {name: file.stat().st_size if file.is_file() else 0 for name, file in files.items()}
