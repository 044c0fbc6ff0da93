"""Connections: how the file is opened, and what an error of SQLite means to the operator."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import apsw

from plugdex.model.errors import StoreError
from plugdex.stores.packing import Packer

PAGE_BYTES: Final = 8192
"""Four or five prepared locations a page; one and a half of them would fit into 4 kB."""

MAPPED_BYTES: Final = 1 << 36
"""Readers share the system's page cache instead of copying the file into their own."""

READER_CACHE_KB: Final = 8_192
WRITER_CACHE_KB: Final = 65_536
STATEMENTS: Final = 256
"""Prepared statements a connection keeps: one for each number of ids up to 100 and some more."""

ADVICE: Final[Mapping[type[apsw.Error], str]] = {
    apsw.FullError: "the disk is full. Free some space and try again.",
    apsw.ReadOnlyError: "it may not be written. Check the rights of the file and of its folder.",
    apsw.PermissionsError: "it may not be used. Check the rights of the file and of its folder.",
    apsw.NotADBError: "it is no SQLite database. Check PLUGDEX_STORE, or move the file away.",
    apsw.CorruptError: "it is damaged. Restore a backup, or move it away and import again.",
    apsw.BusyError: "another process keeps it locked. Wait for it or stop it, then try again.",
    apsw.LockedError: "another process keeps it locked. Wait for it or stop it, then try again.",
    apsw.CantOpenError: "it cannot be opened. Check that its folder exists and may be written.",
    apsw.IOError: "the disk reported an error. Check the disk and the space on it.",
}
"""Errors that come from outside; any other is a mistake of ours and stays as it is."""

OUTSIDE: Final = tuple(ADVICE)


def explained(error: apsw.Error, path: Path) -> StoreError:
    """One of the errors ``OUTSIDE`` in words that say what to do."""
    advice = next(text for kind, text in ADVICE.items() if isinstance(error, kind))
    return StoreError(f"The store {path}: {advice} ({error})")


@contextmanager
def explaining(path: Path) -> Iterator[None]:
    """Raise ``StoreError`` for every error that comes from outside."""
    try:
        yield
    except OUTSIDE as error:
        raise explained(error, path) from error


def open_writer(path: Path, patience: float) -> apsw.Connection:
    """A connection that writes, durable at every commit, and leaves checkpoints to others.

    Waits ``patience`` seconds for another process before it fails.
    """
    connection = apsw.Connection(str(path), statementcachesize=STATEMENTS)
    connection.set_busy_timeout(round(patience * 1000))
    connection.execute(f"PRAGMA page_size = {PAGE_BYTES}")
    connection.execute("PRAGMA journal_mode = WAL").fetchall()
    connection.execute("PRAGMA synchronous = FULL")
    connection.wal_autocheckpoint(0)
    _tune(connection, WRITER_CACHE_KB)
    return connection


def open_reader(path: Path, patience: float) -> apsw.Connection:
    """A connection that only reads; a writer of the same file must be open."""
    connection = apsw.Connection(
        str(path), flags=apsw.SQLITE_OPEN_READONLY, statementcachesize=STATEMENTS
    )
    connection.set_busy_timeout(round(patience * 1000))
    _tune(connection, READER_CACHE_KB)
    return connection


def _tune(connection: apsw.Connection, cache_kb: int) -> None:
    packer = Packer()
    functions: dict[str, Any] = {"packed": packer.packed, "plain": packer.plain}
    for name, function in functions.items():
        connection.create_scalar_function(name, function, 1, deterministic=True)
    connection.execute(f"PRAGMA mmap_size = {MAPPED_BYTES}").fetchall()
    connection.execute(f"PRAGMA cache_size = -{cache_kb}")
    connection.execute("PRAGMA temp_store = MEMORY")
