"""Sorting more entries than memory holds: by row id, in files of a folder of its own.

Row ids are as good as random, so their first bits divide entries evenly. A store whose rows come
in their order fills page after page and never comes back to one: two million locations in the
order of a file would write each page a hundred times.
"""

from collections.abc import Iterable
from pathlib import Path
from struct import Struct
from types import TracebackType
from typing import Final, Self

import msgspec
import zstandard

from plugdex.directory.entries import Entry

BUCKETS: Final = 256
SHIFT: Final = 63 - 8
"""Row ids have 63 bits, of which the first 8 choose the bucket."""

TOGETHER: Final = 40
"""Entries that are written at once (some 150 kB)."""

LENGTH: Final = Struct("<I")

ENCODER: Final = msgspec.msgpack.Encoder()
DECODER: Final = msgspec.msgpack.Decoder(list[Entry])


class Buckets:
    """The files that one process writes."""

    def __init__(self, folder: Path, owner: int) -> None:
        self._files = [(folder / f"{bucket}-{owner}").open("wb") for bucket in range(BUCKETS)]
        self._waiting: list[list[Entry]] = [[] for _ in range(BUCKETS)]
        self._compress = zstandard.ZstdCompressor(level=1).compress

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        for bucket, file in enumerate(self._files):
            self._write(bucket)
            file.close()

    def add(self, entries: Iterable[Entry]) -> None:
        """Put entries where they belong; what has no record goes first."""
        for entry in entries:
            bucket = entry.record.rid >> SHIFT if entry.record else 0
            waiting = self._waiting[bucket]
            waiting.append(entry)
            if len(waiting) == TOGETHER:
                self._write(bucket)

    def _write(self, bucket: int) -> None:
        data = self._compress(ENCODER.encode(self._waiting[bucket]))
        self._files[bucket].write(LENGTH.pack(len(data)) + data)
        self._waiting[bucket] = []


def sorted_entries(folder: Path, bucket: int) -> tuple[list[Entry], int]:
    """The entries of a bucket by row id and place in the file, and the bytes that they took."""
    entries: list[Entry] = []
    size = 0
    decompress = zstandard.ZstdDecompressor().decompress
    for path in folder.glob(f"{bucket}-*"):
        data = path.read_bytes()
        at = 0
        while at < len(data):
            (length,) = LENGTH.unpack_from(data, at)
            at += LENGTH.size
            entries += DECODER.decode(decompress(data[at : at + length]))
            at += length
        size += len(data)
        path.unlink()
    entries.sort(key=_place)
    return entries, size


def bucket_bytes(folder: Path) -> int:
    """The size of all files."""
    return sum(path.stat().st_size for path in folder.iterdir())


def _place(entry: Entry) -> tuple[int, int]:
    return entry.record.rid if entry.record else -1, entry.reading.number
