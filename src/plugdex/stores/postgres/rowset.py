"""Many rows in one statement: as arrays when they are few, through COPY when they are many."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from psycopg import Cursor

from plugdex.model.value import Value

MANY: Final = 200
"""From so many rows on a table of their own, filled by COPY, is cheaper than arrays."""


class RowSet(Value, frozen=True, kw_only=True):
    """Rows of one shape and the statement that takes them, which calls them ``{rows}``.

    ``{rows}`` has the columns by their names, and ``place``, the number of the row.
    """

    name: str
    columns: tuple[tuple[str, str], ...]
    """Names and types."""
    statement: str

    def run(self, cursor: Cursor[Any], rows: Iterable[tuple[Any, ...]]) -> None:
        """Run the statement once for all rows."""
        given = rows if isinstance(rows, Sequence) else list(rows)
        if len(given) >= MANY:
            self._copy(cursor, given)
            cursor.execute(self._from_table, prepare=True)
        elif given:
            columns = [list(column) for column in zip(*given, strict=True)]
            cursor.execute(self._from_arrays, columns, prepare=True)

    @property
    def _names(self) -> str:
        return ", ".join(name for name, _ in self.columns)

    @property
    def _from_arrays(self) -> str:
        arrays = ", ".join(f"%s::{kind}[]" for _, kind in self.columns)
        rows = f"unnest({arrays}) WITH ORDINALITY AS n ({self._names}, place)"
        return self.statement.format(rows=rows)

    @property
    def _from_table(self) -> str:
        return self.statement.format(rows=f"staged_{self.name} AS n")

    def _copy(self, cursor: Cursor[Any], rows: Sequence[tuple[Any, ...]]) -> None:
        columns = ", ".join(f"{name} {kind}" for name, kind in self.columns)
        cursor.execute(
            f"CREATE TEMPORARY TABLE IF NOT EXISTS staged_{self.name} "
            f"({columns}, place BIGSERIAL) ON COMMIT DELETE ROWS"
        )
        cursor.execute(f"TRUNCATE staged_{self.name}")
        copy_rows(cursor, f"staged_{self.name}", self.columns, rows)


def copy_rows(
    cursor: Cursor[Any],
    table: str,
    columns: Sequence[tuple[str, str]],
    rows: Iterable[tuple[Any, ...]],
) -> None:
    """Append rows to a table by COPY in binary."""
    names = ", ".join(name for name, _ in columns)
    with cursor.copy(f"COPY {table} ({names}) FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types([kind for _, kind in columns])
        for row in rows:
            copy.write_row(row)
