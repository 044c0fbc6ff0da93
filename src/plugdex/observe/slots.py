"""Numbers that all processes of a server add up: each has a file of 64-bit slots of its own.

A slot is written by one process only and read by all, so nobody waits. A process that starts
takes over the file of one that ended: what was counted stays, and files do not pile up.
"""

import mmap
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final, NamedTuple
from uuid import uuid4

try:
    import fcntl
except ImportError:  # Windows: files are not taken over there
    fcntl = None  # type: ignore[assignment]

FOLDER: Final = "_PLUGDEX_SLOTS"
"""Environment variable with the folder; set by the first process of a server for the others."""

SLOT_BYTES: Final = 8
SUFFIX: Final = ".slots"


class Part(NamedTuple):
    """What one process counted; ``pid`` is 0 when it ended."""

    pid: int
    counts: memoryview


class Slots:
    """The slots of this process; without a ``folder`` there is no other one."""

    def __init__(self, count: int, folder: Path | None = None) -> None:
        self._bytes = (count + 1) * SLOT_BYTES
        self._folder = folder
        numbers = _take(folder, self._bytes) if folder else _slots(bytearray(self._bytes))
        numbers[0] = os.getpid()
        self.own: memoryview = numbers[1:]

    def parts(self) -> Iterator[Part]:
        """Those of all processes, this one included."""
        if self._folder is None:
            yield Part(os.getpid(), self.own)
            return
        for path in _files(self._folder):
            with path.open("rb") as file:
                numbers = _slots(file.read())
                if numbers.nbytes == self._bytes:
                    yield Part(0 if _lock(file) else numbers[0], numbers[1:])


def _take(folder: Path, size: int) -> memoryview:
    """The file of a process that ended, or a new one; ours as long as it is mapped."""
    for path in _files(folder):
        with path.open("r+b") as file:
            if os.fstat(file.fileno()).st_size == size and _lock(file):
                return _slots(mmap.mmap(file.fileno(), size))
    with (folder / f"{uuid4().hex}{SUFFIX}").open("x+b") as file:
        _lock(file)
        file.truncate(size)
        return _slots(mmap.mmap(file.fileno(), size))


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob(f"*{SUFFIX}"))


def _slots(data: bytes | bytearray | mmap.mmap) -> memoryview:
    return memoryview(data).cast("Q")


def _lock(file: IO[bytes]) -> bool:
    """Whether nobody else holds the file; then it is ours until it is closed and unmapped."""
    if fcntl is None:
        return False
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
