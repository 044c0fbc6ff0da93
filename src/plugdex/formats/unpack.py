"""Packed bytes to plain text, chunk by chunk: gzip, zstd or neither, whatever the name says.

1. What counts is the first bytes, never a file name.
2. Input is fed in small pieces, so that no packed bomb expands to more than 64 MiB at a time.
3. UTF-16 becomes UTF-8; a byte order mark is left out.
"""

import codecs
import zlib
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, Final, Protocol

import zstandard

from plugdex.model.errors import UnreadableSource

CHUNK: Final = 1024 * 1024
"""Bytes of a chunk that is handed on, at least."""

PIECE: Final = 2048
"""Packed bytes that are unpacked at once: zstd can expand them to 64 MiB, not more."""

GZIP: Final = b"\x1f\x8b"
ZSTD: Final = b"\x28\xb5\x2f\xfd"
REFUSED: Final = {
    b"PK\x03\x04": "a zip archive",
    b"BZh": "a bzip2 file",
    b"\xfd7zXZ": "an xz file",
    b"%PDF": "a PDF document",
}
"""What is recognised but not read."""


class _Engine(Protocol):
    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, /) -> bytes: ...


class PlainText:
    """The plain text of a stream, once, as chunks of about a mebibyte."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.damage = ""
        """Why the packed bytes ended early; empty while they did not."""

    def __iter__(self) -> Iterator[bytes]:
        """Unpack; raises ``UnreadableSource`` for packings that are not read."""
        first = _at_least(self._stream, 8)
        chunks = _rest(first, self._stream)
        for magic, what in REFUSED.items():
            if first.startswith(magic):
                raise UnreadableSource(
                    f"Found {what}, expected JSON, plain or packed by gzip or zstd",
                    advice="Unpack it first.",
                )
        if first.startswith(GZIP):
            chunks = self._unpacked(chunks, _gzip_engine)
        elif first.startswith(ZSTD):
            chunks = self._unpacked(chunks, _zstd_engine)
        return _as_utf8(joined(chunks, CHUNK))

    def _unpacked(self, chunks: Iterable[bytes], start: Callable[[], _Engine]) -> Iterator[bytes]:
        engine: _Engine | None = None
        for piece in _pieces(chunks):
            packed = piece
            while packed:
                engine = engine or start()
                try:
                    yield engine.decompress(packed)
                except (zlib.error, zstandard.ZstdError) as error:
                    self.damage = f"the packed bytes are damaged ({error})"
                    return
                packed = b""
                if engine.eof:
                    packed, engine = engine.unused_data.lstrip(b"\0"), None
        if engine is not None:
            self.damage = "the packed bytes end in the middle"


def _gzip_engine() -> _Engine:
    return zlib.decompressobj(wbits=31)


def _zstd_engine() -> _Engine:
    return zstandard.ZstdDecompressor().decompressobj()


def _at_least(stream: BinaryIO, size: int) -> bytes:
    """Read some bytes of a stream that may give fewer than asked for."""
    found = b""
    while len(found) < size and (more := stream.read(CHUNK)):
        found += more
    return found


def _rest(first: bytes, stream: BinaryIO) -> Iterator[bytes]:
    chunk = first
    while chunk:
        yield chunk
        chunk = stream.read(CHUNK)


def _pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    for chunk in chunks:
        for start in range(0, len(chunk), PIECE):
            yield chunk[start : start + PIECE]


def joined(pieces: Iterable[bytes], least: int) -> Iterator[bytes]:
    """Some pieces at once, so that each but the last has at least so many bytes."""
    waiting: list[bytes] = []
    size = 0
    for piece in pieces:
        waiting.append(piece)
        size += len(piece)
        if size >= least:
            yield b"".join(waiting)
            waiting, size = [], 0
    if size:
        yield b"".join(waiting)


def _encoding(first: bytes) -> str:
    if first.startswith(codecs.BOM_UTF16_LE) or first[1:2] == b"\0":
        return "utf-16-le"
    if first.startswith(codecs.BOM_UTF16_BE) or first[:1] == b"\0":
        return "utf-16-be"
    return "utf-8"


def _as_utf8(chunks: Iterator[bytes]) -> Iterator[bytes]:
    first = next(chunks, b"")
    encoding = _encoding(first)
    if encoding == "utf-8":
        yield first.removeprefix(codecs.BOM_UTF8)
        yield from chunks
        return
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    yield decoder.decode(first).removeprefix("\ufeff").encode(errors="replace")
    for chunk in chunks:
        yield decoder.decode(chunk).encode(errors="replace")
