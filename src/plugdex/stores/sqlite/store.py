"""The embedded store: opening, changing, ending."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock, local
from typing import Final
from weakref import WeakSet

import apsw

from plugdex.directory.kept import KeyRow, Kind, RecordHead
from plugdex.directory.ports import Heard, Progress, Row, Transaction
from plugdex.model.errors import StoreError
from plugdex.stores.keys import COLUMNS, SELECT, from_row, to_row
from plugdex.stores.migrate import Words, migrate, migrations
from plugdex.stores.sqlite.checkpoints import Checkpoints
from plugdex.stores.sqlite.connection import explaining, open_reader, open_writer
from plugdex.stores.sqlite.reads import UNPREPARED, SqliteReads
from plugdex.stores.sqlite.schema import SqliteSchema
from plugdex.stores.sqlite.tables import SqliteSnapshot, load
from plugdex.stores.sqlite.transaction import SqliteTransaction
from plugdex.stores.sqlite.watching import count_up, watching
from plugdex.stores.tables import TABLES, contradictory
from plugdex.stores.turns import Turns

WORDS: Final = Words(
    rowkey="INTEGER",
    bytes="BLOB",
    text="TEXT",
    clustered="WITHOUT ROWID",
    appended="",
    words="CREATE VIRTUAL TABLE location_words "
    "USING fts5(words, content = '', contentless_delete = 1, tokenize = 'ascii')",
    history_key="CREATE INDEX status_history_rid ON status_history (rid)",
)
PATIENCE: Final = 10.0
"""Seconds to wait for a writer in another process."""


def open_sqlite(path: Path, *, patience: float = PATIENCE) -> "SqliteStore":
    """Open or create a store and bring its schema up to date.

    A writer of another process is waited for ``patience`` seconds. Raises ``StoreError`` when
    the folder is missing, the file is none of ours, damaged, not writable, or newer than this
    program.
    """
    if not path.absolute().parent.is_dir():
        raise StoreError(
            f"There is no folder {path.absolute().parent} for the store {path.name}. "
            "Create it, or set PLUGDEX_STORE to another place."
        )
    with explaining(path):
        writer = open_writer(path, patience)
        migrate(SqliteSchema(writer), migrations(WORDS))
    return SqliteStore(path, writer, patience)


class SqliteStore:
    """An open store; implements ``Store`` and ``Keys``. Threads may share it."""

    def __init__(self, path: Path, writer: apsw.Connection, patience: float) -> None:
        self.path = path
        self._writer = writer
        self._patience = patience
        self._turns = Turns(path.with_name(path.name + "-turn"))
        self._checkpoints = Checkpoints(path, self._turns)
        self._checkpoints.watch(writer)
        self._of_thread = local()
        self._readers: WeakSet[apsw.Connection] = WeakSet()
        self._guard = Lock()

    def reads(self) -> SqliteReads:
        """The reader of this thread."""
        try:
            reads: SqliteReads = self._of_thread.reads
        except AttributeError:
            reads = self._of_thread.reads = self._new_reads()
        return reads

    @contextmanager
    def moment(self) -> Iterator[SqliteReads]:
        """A reader of everything as of now, on a connection of its own."""
        with self._reading() as connection:
            yield SqliteReads(connection, self.path)

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Begin a change: durable when the block ends, undone when it raises."""
        with self._change():
            change = SqliteTransaction(self._writer)
            yield change
            change.log()
            if change.is_of_registry:
                count_up(self._writer)

    def scan(self, kind: Kind, source: str) -> Iterator[RecordHead]:
        """The heads of all records of a source, ordered by (key, row id)."""
        return self.reads().scan(kind, source)

    def unprepared(self, form: int) -> Iterator[int]:
        """Row ids of published locations whose form is another, ascending, as of now."""
        return iter([rid for (rid,) in self.reads().rows(UNPREPARED, (form,))])

    @contextmanager
    def watch(self, heard: Heard) -> Iterator[None]:
        """Call ``heard`` soon after each change of any process."""
        with watching(self.path, heard):
            yield

    def close(self) -> None:
        """Release files and connections, of all threads."""
        self._checkpoints.close()
        with self._guard, explaining(self.path):
            for reader in list(self._readers):
                reader.close()
            self._writer.close()
            self._turns.close()

    def all_keys(self) -> Sequence[KeyRow]:
        """All keys, oldest first."""
        return [from_row(row) for row in self.reads().rows(SELECT)]

    def put_key(self, key: KeyRow) -> None:
        """Add a key; raises ``StoreError`` when the name is taken."""
        row = to_row(key)
        with self._change():
            taken = self._writer.execute("SELECT 1 FROM api_key WHERE name = ?", row[:1])
            if taken.fetchall():
                raise StoreError(f"There is a key {key.name!r} already; choose another name.")
            places = ",".join("?" * len(row))
            self._writer.execute(f"INSERT INTO api_key ({COLUMNS}) VALUES ({places})", row)
            count_up(self._writer)

    def revoke_key(self, name: str) -> bool:
        """Delete a key; False when there is none of this name."""
        with self._change():
            self._writer.execute("DELETE FROM api_key WHERE name = ?", (name,))
            was_there = self._writer.changes() > 0
            count_up(self._writer)
            return was_there

    def tables(self) -> Sequence[str]:
        """The names of all tables but that of the schema."""
        return tuple(TABLES)

    @contextmanager
    def snapshot(self) -> Iterator[SqliteSnapshot]:
        """See everything as of now, on a connection of its own."""
        with self._reading() as connection:
            yield SqliteSnapshot(connection)

    def load(self, table: str, rows: Sequence[Row], *, instead: bool = False) -> None:
        """Append rows to a table, or put them in place of all that it has."""
        with self._change():
            load(self._writer, table, rows, instead=instead)
            count_up(self._writer)

    def contradictions(self) -> Iterator[str]:
        """What is wrong with the tables, and with the file."""
        for (state,) in self.reads().rows("PRAGMA integrity_check(20)"):
            if state != "ok":
                yield f"the file is damaged: {state}"
        for fault, statement in contradictory():
            ((count,),) = self.reads().rows(statement)
            if count:
                yield f"{count:,} {fault}"

    def backup(self, target: Path, progress: Progress) -> None:
        """Copy the file while it is used; the copy has its name when it is whole.

        One snapshot is held meanwhile: otherwise every change would let the copy start over.
        """
        unfinished = target.with_name(target.name + ".part")
        unfinished.unlink(missing_ok=True)
        with self.snapshot() as source, explaining(target):
            connection = apsw.Connection(str(unfinished))
            source.copy_into(connection, progress)
            connection.close()
        unfinished.rename(target)

    @contextmanager
    def _reading(self) -> Iterator[apsw.Connection]:
        """A connection that sees everything as of now."""
        with self._guard, explaining(self.path):
            connection = open_reader(self.path, self._patience)
        try:
            with explaining(self.path):
                connection.execute("BEGIN")
                connection.execute("SELECT count(*) FROM schema_version").fetchall()
                yield connection
        finally:
            connection.close()

    @contextmanager
    def _change(self) -> Iterator[None]:
        with explaining(self.path), self._turns.turn():
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._writer.execute("COMMIT")
            except BaseException:
                if self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")
                raise

    def _new_reads(self) -> SqliteReads:
        with self._guard, explaining(self.path):
            connection = open_reader(self.path, self._patience)
            self._readers.add(connection)
        return SqliteReads(connection, self.path)
