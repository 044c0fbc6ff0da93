"""The server store: opening, changing, ending."""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from threading import Lock, local
from typing import Final
from weakref import WeakSet

import psycopg
from psycopg.errors import ReadOnlySqlTransaction
from psycopg.pq import TransactionStatus

from plugdex.directory.kept import KeyRow, Kind, RecordHead
from plugdex.directory.ports import TOPICS, Heard, Row, Topic, Transaction
from plugdex.model.errors import StoreError
from plugdex.stores.keys import COLUMNS, SELECT, from_row, to_row
from plugdex.stores.migrate import migrate, migrations
from plugdex.stores.postgres.connection import SNAPSHOT, WRITER, Address
from plugdex.stores.postgres.errors import UNREPLICATED, UNSURE, explaining
from plugdex.stores.postgres.link import Link, Moment
from plugdex.stores.postgres.listening import listening, saying
from plugdex.stores.postgres.reads import UNPREPARED, PostgresReads
from plugdex.stores.postgres.schema import BEGIN, WORDS, PostgresSchema
from plugdex.stores.postgres.session import Session
from plugdex.stores.postgres.tables import PostgresSnapshot, load
from plugdex.stores.postgres.transaction import PostgresTransaction
from plugdex.stores.tables import TABLES, contradictory
from plugdex.stores.turns import Turns

PATIENCE: Final = 60.0
"""Seconds to wait for a writer in another process."""

DURABLE: Final = """
    SELECT set_config('synchronous_commit', 'on', false)
    WHERE current_setting('synchronous_commit') IN ('off', 'local', 'remote_write')"""
"""What is acknowledged is on the disk, whatever the server's default; stricter ones stay."""


def open_postgres(url: str, *, read_url: str = "", patience: float = PATIENCE) -> "PostgresStore":
    """Open a store and bring its schema up to date.

    What requests ask is read from ``read_url`` if there is one: a standby of the same database.
    A writer of another process is waited for ``patience`` seconds. Raises ``StoreError`` when
    the server cannot be reached, refuses us, or its database is newer than this program.
    """
    address = Address(url)
    connection = address.connect({})
    try:
        with explaining(address.name):
            migrate(PostgresSchema(connection), migrations(WORDS))
    finally:
        connection.close()
    return PostgresStore(address, Address(read_url) if read_url else address, patience)


class PostgresStore:
    """An open store; implements ``Store`` and ``Keys``. Threads may share it."""

    def __init__(self, address: Address, read_address: Address, patience: float) -> None:
        self.address = address
        self._read_address = read_address
        self._settings = {**WRITER, "lock_timeout": f"{round(patience * 1000)}ms"}
        self._turns = Turns()
        self._writer: Session | None = None
        self._warnings: list[str] = []
        self._of_thread = local()
        self._links: WeakSet[Link] = WeakSet()
        self._guard = Lock()

    def reads(self) -> PostgresReads:
        """The reader of this thread, which may read a standby."""
        try:
            reads: PostgresReads = self._of_thread.reads
        except AttributeError:
            reads = self._of_thread.reads = self._new_reads(self._read_address)
        return reads

    @contextmanager
    def moment(self) -> Iterator[PostgresReads]:
        """A reader of everything as of now, on a connection of its own."""
        moment = Moment(self.address)
        try:
            yield PostgresReads(moment)
        finally:
            moment.close()

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Begin a change: durable when the block ends, undone when it raises."""
        with self._change() as (session, topics):
            change = PostgresTransaction(session)
            yield change
            change.log()
            topics |= change.topics

    def scan(self, kind: Kind, source: str) -> Iterator[RecordHead]:
        """The heads of all records of a source, ordered by (key, row id)."""
        return self._current().scan(kind, source)

    def unprepared(self, form: int) -> Iterator[int]:
        """Row ids of published locations whose form is another, ascending, as of now."""
        return iter([rid for (rid,) in self._current().rows(UNPREPARED, (form,))])

    @contextmanager
    def watch(self, heard: Heard) -> Iterator[None]:
        """Call ``heard`` soon after each change of any process."""
        with listening(self.address, self._read_address, heard):
            yield

    def close(self) -> None:
        """Release connections, of all threads."""
        with self._guard:
            for link in list(self._links):
                link.close()
            self._drop_writer()

    def all_keys(self) -> Sequence[KeyRow]:
        """All keys, oldest first."""
        return [from_row(row) for row in self.reads().rows(SELECT)]

    def put_key(self, key: KeyRow) -> None:
        """Add a key; raises ``StoreError`` when the name is taken."""
        row = to_row(key)
        places = ",".join(["%s"] * len(row))
        with self._change() as (session, topics):
            topics.add("registry")
            done = session.connection.execute(
                f"INSERT INTO api_key ({COLUMNS}) VALUES ({places}) ON CONFLICT DO NOTHING", row
            )
            if not done.rowcount:
                raise StoreError(f"There is a key {key.name!r} already; choose another name.")

    def revoke_key(self, name: str) -> bool:
        """Delete a key; False when there is none of this name."""
        with self._change() as (session, topics):
            topics.add("registry")
            done = session.connection.execute("DELETE FROM api_key WHERE name = %s", (name,))
            return done.rowcount > 0

    def tables(self) -> Sequence[str]:
        """The names of all tables but that of the schema."""
        return tuple(TABLES)

    @contextmanager
    def snapshot(self) -> Iterator[PostgresSnapshot]:
        """See everything as of now, on a connection of its own."""
        connection = self.address.connect({})
        try:
            with explaining(self.address.name):
                connection.execute(SNAPSHOT)
                yield PostgresSnapshot(connection)
        finally:
            connection.close()

    def load(self, table: str, rows: Sequence[Row], *, instead: bool = False) -> None:
        """Append rows to a table, or put them in place of all that it has."""
        with self._change() as (session, topics):
            topics |= TOPICS
            load(session, table, rows, instead=instead)

    def contradictions(self) -> Iterator[str]:
        """What is wrong with the tables, as of now."""
        with self.snapshot() as snapshot:
            for fault, statement in contradictory():
                count = snapshot.number(statement)
                if count:
                    yield f"{count:,} {fault}"

    @contextmanager
    def _change(self) -> Iterator[tuple[Session, set[Topic]]]:
        """A transaction whose turn it is, and what it is about, to be filled in."""
        topics: set[Topic] = set()
        with explaining(self.address.name), self._turns.turn():
            session = self._begun()
            try:
                yield session, topics
                self._commit(session, topics)
            except BaseException as error:
                if session.connection.closed or isinstance(error, ReadOnlySqlTransaction):
                    self._drop_writer()  # the leader is another one now
                else:
                    session.roll_back()
                raise

    def _begun(self) -> Session:
        """The session that writes, in a transaction; made again where it was lost before."""
        if self._writer is not None and not self._writer.connection.closed:
            try:
                return self._begin(self._writer)
            except (psycopg.OperationalError, psycopg.InterfaceError):
                if not self._writer.connection.closed:
                    raise
        self._writer = Session(self.address.connect(self._settings))
        self._writer.connection.add_notice_handler(self._noticed)
        self._writer.connection.execute(DURABLE)
        return self._begin(self._writer)

    def _begin(self, session: Session) -> Session:
        try:
            session.connection.execute(BEGIN, prepare=False)
        except psycopg.Error:
            session.roll_back()
            raise
        return session

    def _noticed(self, notice: psycopg.errors.Diagnostic) -> None:
        if notice.severity_nonlocalized == "WARNING":
            self._warnings.append(notice.message_primary or "")

    def _commit(self, session: Session, topics: Collection[Topic]) -> None:
        """End the change; what waited is done first, and it is told, on the same way.

        Raises ``StoreError`` unless the change is where it has to be: a server that gives up
        waiting for its synchronous standby says ``COMMIT`` all the same, with a warning, and the
        change would be gone with this server.
        """
        self._warnings.clear()
        is_whole = session.connection.info.transaction_status == TransactionStatus.INTRANS
        if topics and is_whole:
            session.later(saying(topics))
        try:
            done = session.run("COMMIT")
        except psycopg.OperationalError as error:
            if not session.connection.closed:
                raise
            raise StoreError(
                f"The store {self.address.name}: {UNSURE}; send it again. ({error})"
            ) from error
        if done != "COMMIT":
            raise StoreError(f"The store {self.address.name} undid a change. Send it again.")
        if self._warnings:
            warned = "; ".join(self._warnings)
            raise StoreError(f"The store {self.address.name}: {UNREPLICATED} ({warned})")

    def _drop_writer(self) -> None:
        if self._writer is not None:
            self._writer.connection.close()
            self._writer = None

    def _current(self) -> PostgresReads:
        """A reader of this thread that sees what was just written."""
        if self._read_address is self.address:
            return self.reads()
        try:
            reads: PostgresReads = self._of_thread.current
        except AttributeError:
            reads = self._of_thread.current = self._new_reads(self.address)
        return reads

    def _new_reads(self, address: Address) -> PostgresReads:
        with self._guard:
            link = Link(address)
            self._links.add(link)
        return PostgresReads(link)
