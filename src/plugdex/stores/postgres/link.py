"""The session of a reader: prepared statements asked in binary, and little else around them.

A cursor of psycopg costs more than most of our questions: it looks up how to write each value,
waits for the server in Python, and keeps what a caller might want to know. Here libpq is called
at once, and only rows come back. When the server was away, it is asked once more.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from re import compile as pattern
from select import POLLIN, poll
from typing import Any, Final, NamedTuple
from weakref import finalize

import psycopg
from psycopg.adapt import Transformer
from psycopg.errors import error_from_result
from psycopg.pq import DiagnosticField, ExecStatus, Format
from psycopg.pq.abc import PGresult

from plugdex.stores.postgres.connection import READER, SNAPSHOT, Address
from plugdex.stores.postgres.errors import explaining
from plugdex.stores.postgres.values import encoded

MOST_PREPARED: Final = 200
"""Statements that a session keeps: each combination of filters is another one."""

PLACE: Final = pattern("%s")


DONE: Final = (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK)

_Bound = tuple[bytes, list[bytes], list[Format]]


class Statement(NamedTuple):
    """A statement with its values, which stand in it as ``%s``."""

    text: str
    values: Sequence[Any] = ()


class Link:
    """A session that reads."""

    _comes_back = True

    def __init__(self, address: Address, session: Mapping[str, str] = READER) -> None:
        self._address = address
        self._session = session
        self._connect()

    def rows(self, text: str, values: Sequence[Any] = ()) -> list[Any]:
        """All rows of a statement; raises ``StoreError``."""
        (rows,) = self.rows_of_all((Statement(text, values),))
        return rows

    def rows_of_all(self, statements: Sequence[Statement]) -> list[list[Any]]:
        """All rows of each statement, of one way to the server and back."""
        with explaining(self._address.name):
            try:
                return self._ask(statements)
            except (psycopg.OperationalError, psycopg.InterfaceError):
                if not self._connection.closed or not self._comes_back:
                    raise
            self.close()
            self._connect()
            return self._ask(statements)

    def close(self) -> None:
        """End the session."""
        self._end()

    def _connect(self) -> None:
        self._connection = self._address.connect(self._session)
        self._server = self._connection.pgconn
        self._loader = Transformer(self._connection)
        self._readable = poll()
        self._readable.register(self._server.socket, POLLIN)
        self._names: dict[tuple[str, tuple[int, ...]], bytes] = {}
        self._end = finalize(self, self._connection.close)

    def _ask(self, statements: Sequence[Statement]) -> list[list[Any]]:
        asked = [self._bound(statement) for statement in statements]
        if len(asked) == 1:
            (bound,) = asked
            return [self._rows_in(self._server.exec_prepared(*bound, Format.BINARY))]
        return self._ask_together(asked)

    def _ask_together(self, asked: Sequence[_Bound]) -> list[list[Any]]:
        """Send all, then read all; after an error the rest is read and thrown away."""
        server = self._server
        server.enter_pipeline_mode()
        try:
            for bound in asked:
                server.send_query_prepared(*bound, Format.BINARY)
            server.pipeline_sync()
            results = list(self._results())
        finally:
            server.exit_pipeline_mode()
        return [self._rows_in(result) for result in results]

    def _results(self) -> Iterator[PGresult]:
        """What comes until everything was answered; waits without holding up other threads."""
        while True:
            while self._server.is_busy():
                self._readable.poll()
                self._server.consume_input()
            result = self._server.get_result()
            if result is None:
                continue
            if result.status == ExecStatus.PIPELINE_SYNC:
                return
            yield result
            if self._connection.closed:
                return

    def _bound(self, statement: Statement) -> _Bound:
        """The name of a prepared statement, and its values with their formats."""
        values = [encoded(value) for value in statement.values]
        types = tuple(value.type for value in values)
        name = self._names.get((statement.text, types))
        if name is None:
            name = self._prepare(statement.text, types)
        return name, [value.data for value in values], [value.format for value in values]

    def _prepare(self, text: str, types: tuple[int, ...]) -> bytes:
        if len(self._names) >= MOST_PREPARED:
            self._connection.execute("DEALLOCATE ALL", prepare=False)
            self._names.clear()
        name = b"p%d" % len(self._names)
        places = count(1)
        numbered = PLACE.sub(lambda _: f"${next(places)}", text)
        self._check(self._server.prepare(name, numbered.encode(), types))
        self._names[text, types] = name
        return name

    def _rows_in(self, result: PGresult) -> list[Any]:
        self._check(result)
        self._loader.set_pgresult(result)
        return self._loader.load_rows(0, result.ntuples, tuple)

    def _check(self, result: PGresult) -> None:
        if result.status in DONE:
            return
        if self._connection.closed and not result.error_field(DiagnosticField.SQLSTATE):
            raise psycopg.OperationalError(result.get_error_message())
        raise error_from_result(result)


class Moment(Link):
    """A session whose questions are all about the moment in which it began."""

    _comes_back = False

    def _connect(self) -> None:
        super()._connect()
        self._connection.execute(SNAPSHOT)
