"""The server store as tables."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from psycopg import Connection

from plugdex.directory.ports import WORDS_TABLE, Row
from plugdex.stores.postgres.rowset import copy_rows
from plugdex.stores.postgres.session import Session
from plugdex.stores.postgres.transaction import put_words
from plugdex.stores.tables import TABLES

AHEAD: Final = 2_000
"""Rows that come at a time."""

WORDS: Final = "rid, array_to_string(tsvector_to_array(words), ' ')"


class PostgresSnapshot:
    """All tables as they were when the transaction began; implements ``Snapshot``."""

    def __init__(self, connection: Connection[Any]) -> None:
        self._connection = connection

    def count(self, table: str) -> int:
        """How many rows a table has."""
        return self.number(f"SELECT count(*) FROM {table}")

    def number(self, statement: str) -> int:
        """The one number that a statement finds."""
        ((count,),) = self._connection.execute(statement).fetchall()
        return int(count)

    def rows(self, table: str, skip: int = 0) -> Iterator[Row]:
        """The rows in their order."""
        names = WORDS if table == WORDS_TABLE else TABLES[table].names
        order = TABLES[table].order or "place"
        with self._connection.cursor(f"rows_of_{table}", binary=True) as cursor:
            cursor.itersize = AHEAD
            cursor.execute(f"SELECT {names} FROM {table} ORDER BY {order} OFFSET %s", (skip,))
            yield from cursor


def load(session: Session, table: str, rows: Sequence[Row], *, instead: bool) -> None:
    """Append rows to a table, or put them in place of all that it has."""
    if instead:
        session.connection.execute(f"DELETE FROM {table}")
    if table == WORDS_TABLE:
        put_words(session, rows)
    else:
        copy_rows(session.connection.cursor(), table, TABLES[table].columns, rows)
