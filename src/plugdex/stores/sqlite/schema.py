"""The schema of a SQLite file, for ``stores.migrate``."""

from collections.abc import Iterator
from contextlib import contextmanager

import apsw

from plugdex.stores.migrate import Database


class SqliteSchema(Database):
    """The version stands in a table of its own, as in every SQL store."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection

    def version(self) -> int:
        """Number of the last migration that ran; 0 for an empty file."""
        execute = self._connection.execute
        if not execute("SELECT 1 FROM sqlite_schema WHERE name = 'schema_version'").fetchall():
            return 0
        ((version,),) = execute("SELECT max(number) FROM schema_version").fetchall()
        return int(version or 0)

    @contextmanager
    def change(self) -> Iterator[None]:
        """A transaction that excludes every other writer."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    def run(self, script: str, number: int) -> None:
        """Run statements and remember the number."""
        self._connection.execute(script)
        self._connection.execute("INSERT INTO schema_version (number) VALUES (?)", (number,))
