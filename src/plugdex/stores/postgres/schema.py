"""The schema of a database, for ``stores.migrate``."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import psycopg

from plugdex.stores.migrate import Database, Words

TURN: Final = 0x706C7567
"""The advisory lock that a writer holds: writers get it in the order in which they ask."""

BEGIN: Final = f"BEGIN; SELECT pg_advisory_xact_lock({TURN})"

WORDS: Final = Words(
    rowkey="BIGINT",
    bytes="BYTEA",
    text='TEXT COLLATE "C"',
    clustered="",
    appended=", place BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
    words="CREATE TABLE location_words (rid BIGINT PRIMARY KEY, words TSVECTOR NOT NULL); "
    "CREATE INDEX location_words_word ON location_words USING gin (words)",
    history_key="ALTER TABLE status_history DROP CONSTRAINT status_history_pkey, "
    "ADD PRIMARY KEY (rid, place); "
    "CREATE INDEX status_history_place ON status_history (place)",
)


class PostgresSchema(Database):
    """The version stands in a table of its own, as in every SQL store."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    def version(self) -> int:
        """Number of the last migration that ran; 0 for an empty database."""
        execute = self._connection.execute
        if execute("SELECT to_regclass('schema_version')").fetchall() == [(None,)]:
            return 0
        ((version,),) = execute("SELECT max(number) FROM schema_version").fetchall()
        return int(version or 0)

    @contextmanager
    def change(self) -> Iterator[None]:
        """A transaction that excludes every other writer; readers go on until it ends."""
        with self._connection.transaction():
            self._connection.execute(f"SELECT pg_advisory_xact_lock({TURN})")
            yield

    def run(self, script: str, number: int) -> None:
        """Run statements and remember the number."""
        self._connection.execute(script.encode(), prepare=False)
        self._connection.execute("INSERT INTO schema_version (number) VALUES (%s)", (number,))
