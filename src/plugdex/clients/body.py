"""The body of an answer: kept on disk when large, unpacked by its first bytes.

1. The bytes are taken as they come; neither a name nor ``Content-Encoding`` is believed, because
   ``.gz`` files come unpacked and unpacked ones come packed twice (wild 1.5).
2. Both sizes are limited: what comes, and what comes of it.
"""

import io
import tempfile
from collections.abc import Iterable, Iterator
from typing import BinaryIO, Final, cast

from plugdex.directory.pages import FetchFailed
from plugdex.formats.unpack import GZIP, ZSTD, PlainText
from plugdex.model.errors import UnreadableSource
from plugdex.model.value import Value

IN_MEMORY: Final = 8 * 1024 * 1024
"""Bytes from which on a body goes to a temporary file."""

WRAPPINGS: Final = 3
"""Packings around each other: a packed file, packed again for the way."""


class Caps(Value, frozen=True, kw_only=True):
    """Limits of a body."""

    packed: int = 1024 * 1024 * 1024
    """Bytes that come."""
    plain: int = 8 * 1024 * 1024 * 1024
    """Bytes that come of them."""


SMALL: Final = Caps(packed=4 * 1024 * 1024, plain=16 * 1024 * 1024)
"""For answers that are no lists of objects."""


def keep(chunks: Iterable[bytes], caps: Caps, what: str) -> BinaryIO:
    """Take a body in; raises ``FetchFailed`` when it is too large."""
    kept = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (given to the caller)
    size = 0
    for chunk in chunks:
        size += len(chunk)
        if size > caps.packed:
            kept.close()
            raise FetchFailed(f"{what}: the answer is larger than {caps.packed:,} bytes.")
        kept.write(chunk)
    kept.seek(0)
    return cast(BinaryIO, kept)


def plain(kept: BinaryIO, caps: Caps, what: str) -> BinaryIO:
    """The plain text of a body, from its beginning."""
    stream = kept
    for _ in range(WRAPPINGS):
        start = _peek(stream)
        if not start.startswith((GZIP, ZSTD)):
            return stream
        stream = cast(BinaryIO, io.BufferedReader(Unpacked(stream, caps.plain, what), 1 << 20))
    return stream


def _peek(stream: BinaryIO) -> bytes:
    if isinstance(stream, io.BufferedReader):
        return stream.peek(4)
    start = stream.read(4)
    stream.seek(0)
    return start


class Unpacked(io.RawIOBase):
    """What comes of packed bytes; reading raises ``UnreadableSource`` where they are damaged."""

    def __init__(self, packed: BinaryIO, largest: int, what: str) -> None:
        self._packed = packed
        self._text = PlainText(packed)
        self._chunks: Iterator[bytes] = iter(self._text)
        self._rest = memoryview(b"")
        self._left = largest
        self._what = what

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer."""
        while not self._rest:
            chunk = next(self._chunks, None)
            if chunk is None:
                return self._end()
            self._left -= len(chunk)
            if self._left < 0:
                raise UnreadableSource(f"{self._what}: the unpacked answer is too large")
            self._rest = memoryview(chunk)
        size = min(len(buffer), len(self._rest))
        buffer[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size

    def _end(self) -> int:
        if self._text.damage:
            raise UnreadableSource(f"{self._what}: {self._text.damage}")
        return 0

    def close(self) -> None:
        """Close what is packed, too."""
        if not self.closed:
            self._packed.close()
        super().close()
