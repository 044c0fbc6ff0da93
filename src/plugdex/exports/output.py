"""A file that is there when it is whole, and not before."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

STANDARD_OUTPUT = "-"
PART = ".part"


class Output:
    """Bytes on their way into a file, counted and hashed."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._hash = sha256()
        self.bytes = 0
        self.closed = False

    def write(self, data: bytes) -> int:
        """Take bytes."""
        self._file.write(data)
        self._hash.update(data)
        self.bytes += len(data)
        return len(data)

    def tell(self) -> int:
        """How many bytes there were."""
        return self.bytes

    def flush(self) -> None:
        """Hand on what was written."""
        self._file.flush()

    def close(self) -> None:
        """The file is closed by whoever opened it."""

    @property
    def sha256(self) -> str:
        """The hash of what was written."""
        return self._hash.hexdigest()


@contextmanager
def written(path: Path) -> Iterator[Output]:
    """A new file; it gets its name when the block ends, and is gone when that raises.

    ``-`` is standard output, which cannot be taken back.
    """
    if str(path) == STANDARD_OUTPUT:
        yield Output(sys.stdout.buffer)
        sys.stdout.buffer.flush()
        return
    unfinished = path.with_name(path.name + PART)
    try:
        with unfinished.open("wb") as file:
            yield Output(file)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
