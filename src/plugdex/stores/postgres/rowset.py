"""Many rows in one statement, as arrays; or appended by COPY."""

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

from psycopg import Cursor

from plugdex.model.value import Value
from plugdex.stores.postgres.session import Session
from plugdex.stores.postgres.values import array


class RowSet(Value, frozen=True, kw_only=True):
    """Rows of one shape and the statement that takes them, which calls them ``{rows}``.

    ``{rows}`` has the columns by their names, and ``place``, the number of the row. Each column
    travels as an array, which is quicker than COPY into a table in between, also for thousands.
    """

    columns: tuple[tuple[str, str], ...]
    """Names and types."""
    statement: str

    def run(self, session: Session, rows: Iterable[tuple[Any, ...]]) -> bool:
        """Let the statement run once for all rows; False without any."""
        columns = [list(column) for column in zip(*rows, strict=True)]
        if not columns:
            return False
        kinds = (kind for _, kind in self.columns)
        session.later(_text(self), list(map(array, kinds, columns)))
        return True


@cache
def _text(rowset: RowSet) -> str:
    """The statement with its rows."""
    names = ", ".join(name for name, _ in rowset.columns)
    arrays = ", ".join(f"%s::{kind}[]" for _, kind in rowset.columns)
    given = f"unnest({arrays}) WITH ORDINALITY AS n ({names}, place)"
    return rowset.statement.format(rows=given)


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
