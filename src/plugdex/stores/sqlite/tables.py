"""The embedded store as tables."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import apsw

from plugdex.directory.ports import WORDS_TABLE, Progress, Row
from plugdex.stores.tables import TABLES

PACKED: Final = frozenset(
    {
        ("record", "document"),
        ("location", "prepared"),
        ("evse_status", "statuses"),
        ("evse_status", "live"),
    }
)
"""Columns that are packed."""

STEP: Final = 2_000
"""Pages copied at a time (16 MB)."""


class SqliteSnapshot:
    """All tables as they were when the connection began to read; implements ``Snapshot``."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def count(self, table: str) -> int:
        """How many rows a table has."""
        ((count,),) = self._rows(f"SELECT count(*) FROM {table}")
        return int(count)

    def rows(self, table: str, skip: int = 0) -> Iterator[Row]:
        """The rows in their order; the words cannot be had."""
        if table == WORDS_TABLE:
            raise ValueError(table)
        order = TABLES[table].order or "rowid"
        rows: Iterator[Row] = self._connection.execute(
            f"SELECT {_plain(table)} FROM {table} ORDER BY {order} LIMIT -1 OFFSET ?", (skip,)
        )
        yield from rows

    def copy_into(self, target: apsw.Connection, progress: Progress) -> None:
        """Copy the whole file into an empty one."""
        with target.backup("main", self._connection, "main") as copy:
            done = 0
            while not copy.done:
                copy.step(STEP)
                progress.advance(copy.page_count - copy.remaining - done)
                done = copy.page_count - copy.remaining

    def _rows(self, statement: str) -> list[Any]:
        return self._connection.execute(statement).fetchall()


def load(connection: apsw.Connection, table: str, rows: Sequence[Row], *, instead: bool) -> None:
    """Append rows to a table, or put them in place of all that it has."""
    if instead:
        connection.execute(f"DELETE FROM {table}")
    names = "rowid, words" if table == WORDS_TABLE else TABLES[table].names
    values = ", ".join(
        "packed(?)" if (table, name) in PACKED else "?" for name, _ in TABLES[table].columns
    )
    connection.executemany(f"INSERT INTO {table} ({names}) VALUES ({values})", rows)


def _plain(table: str) -> str:
    """The columns of a table as the statement reads them."""
    return ", ".join(
        f"plain({name})" if (table, name) in PACKED else name for name, _ in TABLES[table].columns
    )
