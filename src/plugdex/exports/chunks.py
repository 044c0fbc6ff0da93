"""Bytes that go out in large pieces."""

from types import TracebackType
from typing import Final, Self

from plugdex.exports.port import Sink

CHUNK: Final = 1 << 20
"""Bytes that are written at a time."""


class Chunks:
    """Gathers small pieces; what is left goes out at the end of the block."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._buffer = bytearray()

    def write(self, data: bytes) -> int:
        """Take a piece."""
        self._buffer += data
        if len(self._buffer) >= CHUNK:
            self._flush()
        return len(data)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None
    ) -> None:
        if kind is None:
            self._flush()

    def _flush(self) -> None:
        self._sink.write(bytes(self._buffer))
        self._buffer.clear()
