"""Statements on one connection: prepared, in binary, and several on one way to the server.

A cursor of psycopg costs more than most of our statements: it looks up how to write each value,
waits in Python, and keeps what a caller might want to know. Here libpq is called at once. What
answers with nothing waits until something is asked, and travels with the question.
"""

from collections.abc import Iterator, Sequence
from itertools import count
from re import compile as pattern
from selectors import EVENT_READ, EVENT_WRITE, DefaultSelector
from typing import Any, Final, NamedTuple

import psycopg
from psycopg.adapt import Transformer
from psycopg.errors import error_from_result
from psycopg.pq import DiagnosticField, ExecStatus, Format, TransactionStatus
from psycopg.pq.abc import PGresult

from plugdex.stores.postgres.values import encoded

MOST_PREPARED: Final = 200
"""Statements that a session keeps: each combination of filters is another one."""

PLACE: Final = pattern("%s")
DONE: Final = (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK)
UNDER_WAY: Final = (TransactionStatus.INTRANS, TransactionStatus.INERROR)


class Statement(NamedTuple):
    """A statement with its values, which stand in it as ``%s``."""

    text: str
    values: Sequence[Any] = ()


class _Bound(NamedTuple):
    """The name of a prepared statement, and its values with their formats."""

    name: bytes
    values: list[bytes]
    formats: list[Format]


class Session:
    """For one thread at a time; raises errors of ``psycopg``."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection
        self._server = connection.pgconn
        self._loader = Transformer(connection)
        self._selector = DefaultSelector()
        self._socket = self._selector.register(self._server.socket, EVENT_READ)
        self._names: dict[tuple[str, tuple[int, ...]], bytes] = {}
        self._waiting: list[_Bound] = []

    def rows(self, text: str, values: Sequence[Any] = ()) -> list[Any]:
        """All rows of a statement."""
        return self.ask((Statement(text, values),))[0]

    def ask(self, statements: Sequence[Statement]) -> list[list[Any]]:
        """All rows of each statement."""
        return [self._rows_in(result) for result in self._results_of(statements)]

    def later(self, text: str, values: Sequence[Any] = ()) -> None:
        """Run a statement before the next one that is asked; its errors come then."""
        self._waiting.append(self._bound(Statement(text, values)))

    def run(self, text: str) -> str:
        """Run what waits, then a statement; what the server says that it did."""
        (result,) = self._results_of((Statement(text),))
        return (result.command_status or b"").decode()

    def roll_back(self) -> None:
        """Undo the transaction under way, and run nothing of what waits.

        Not by the connection: that would forget the prepared statements. One that was
        interrupted while it waited for the server is closed.
        """
        self._waiting.clear()
        status = self._server.transaction_status
        if self._server.pipeline_status or status == TransactionStatus.ACTIVE:
            self.connection.close()
        elif status in UNDER_WAY:
            self._check(self._server.exec_(b"ROLLBACK"))

    def _results_of(self, statements: Sequence[Statement]) -> list[PGresult]:
        """The results of some statements, without those of what was waiting."""
        if len(self._names) > MOST_PREPARED and not self._waiting:
            self.connection.execute("DEALLOCATE ALL", prepare=False)
            self._names.clear()
        before, self._waiting = self._waiting, []
        asked = [*before, *map(self._bound, statements)]
        if len(asked) == 1:
            results = [self._server.exec_prepared(*asked[0], Format.BINARY)]
        else:
            results = self._together(asked)
        for result in results:
            self._check(result)
        return results[len(before) :]

    def _together(self, asked: Sequence[_Bound]) -> list[PGresult]:
        """Send all, then read all; after one that fails the rest is not run."""
        server = self._server
        server.enter_pipeline_mode()
        for bound in asked:
            server.send_query_prepared(*bound, Format.BINARY)
        server.pipeline_sync()
        results = list(self._results())
        if not self.connection.closed:
            server.exit_pipeline_mode()
        return results

    def _results(self) -> Iterator[PGresult]:
        """What comes until everything was answered; waits without holding up other threads."""
        while True:
            self._await()
            result = self._server.get_result()
            if result is None:
                continue
            if result.status == ExecStatus.PIPELINE_SYNC:
                return
            yield result
            if self.connection.closed:
                return

    def _await(self) -> None:
        """Wait for a result; what is still to be sent goes out meanwhile."""
        while self._server.is_busy():
            wanted = EVENT_READ | EVENT_WRITE if self._server.flush() else EVENT_READ
            if wanted != self._socket.events:
                self._socket = self._selector.modify(self._server.socket, wanted)
            self._selector.select()
            self._server.consume_input()

    def _bound(self, statement: Statement) -> _Bound:
        values = [encoded(value) for value in statement.values]
        types = tuple(value.type for value in values)
        name = self._names.get((statement.text, types))
        if name is None:
            name = self._prepare(statement.text, types)
        return _Bound(name, [value.data for value in values], [value.format for value in values])

    def _prepare(self, text: str, types: tuple[int, ...]) -> bytes:
        name = b"p%d" % len(self._names)
        places = count(1)
        numbered = PLACE.sub(lambda _: f"${next(places)}", text)
        self._check(self._server.prepare(name, numbered.encode(), types))
        self._names[text, types] = name
        return name

    def _rows_in(self, result: PGresult) -> list[Any]:
        self._loader.set_pgresult(result)
        return self._loader.load_rows(0, result.ntuples, tuple)

    def _check(self, result: PGresult) -> None:
        if result.status in DONE:
            return
        if self.connection.closed and not result.error_field(DiagnosticField.SQLSTATE):
            raise psycopg.OperationalError(result.get_error_message())
        raise error_from_result(result)
