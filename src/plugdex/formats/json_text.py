"""A window on a text that comes in chunks."""

import re
from collections.abc import Iterable
from typing import Final

NOT_SPACE: Final = re.compile(rb"[^\s]")


class Buffer:
    """The part of a text that is in memory; what lies before ``at`` is given up."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)
        self.data = b""
        self.at = 0
        self.base = 0
        """Offset of ``data`` in the text."""
        self.ended = False

    @property
    def offset(self) -> int:
        """Offset of the current place in the text."""
        return self.base + self.at

    def more(self, size: int = 1) -> bool:
        """Read at least ``size`` more bytes where there are; False at the end of the text."""
        read: list[bytes] = []
        missing = size
        while missing > 0 and (chunk := next(self._chunks, None)) is not None:
            read.append(chunk)
            missing -= len(chunk)
        if not read:
            self.ended = True
            return False
        self.base += self.at
        self.data = b"".join((self.data[self.at :], *read))
        self.at = 0
        return True

    def fill(self, size: int) -> None:
        """Hold at least ``size`` bytes from the current place on, where there are."""
        missing = size - (len(self.data) - self.at)
        if missing > 0:
            self.more(missing)

    def peek(self) -> int:
        """Pass white space; the byte there, or -1 at the end."""
        while True:
            found = NOT_SPACE.search(self.data, self.at)
            if found:
                self.at = found.start()
                return self.data[self.at]
            self.at = len(self.data)
            if not self.more():
                return -1

    def line(self) -> bytes:
        """The rest of the current line, when its end is in memory."""
        end = self.data.find(b"\n", self.at)
        return self.data[self.at : end] if end > 0 else b""
