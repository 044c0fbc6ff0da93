"""A folder that is there when it is whole, and not before."""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Final

from plugdex.exports.output import PART

BEFORE: Final = ".before"
"""Of the folder that is replaced, for a moment."""


class Folder:
    """Files on their way into a folder, counted and hashed together."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._hash = sha256()
        self.bytes = 0

    def put(self, name: str, data: bytes) -> None:
        """A new file; ``name`` may lead into a folder of its own."""
        file = self._path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
        self._hash.update(f"{name} {len(data)}\n".encode())
        self._hash.update(data)
        self.bytes += len(data)

    @property
    def sha256(self) -> str:
        """The hash of names, lengths and contents, in the order in which they came."""
        return self._hash.hexdigest()


@contextmanager
def written_folder(path: Path, mark: str) -> Iterator[Folder]:
    """A new folder; it gets its name when the block ends, and is gone when that raises.

    It may take the place of one that has the file ``mark``, which is one of ours. Raises
    ``FileExistsError`` before anything is touched when something else is there.
    """
    if path.exists() and not (path / mark).is_file() and not _is_empty(path):
        advice = "There is something else of this name. Choose another one."
        raise FileExistsError(errno.EEXIST, advice, str(path))
    unfinished, before = (path.with_name(path.name + end) for end in (PART, BEFORE))
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir()
    try:
        yield Folder(unfinished)
        os.sync()
        if path.exists():
            path.replace(before)
        unfinished.replace(path)
        shutil.rmtree(before, ignore_errors=True)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise


def _is_empty(path: Path) -> bool:
    return path.is_dir() and not any(path.iterdir())
