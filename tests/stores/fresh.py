"""Stores for tests that want many of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from plugdex.stores.postgres import PostgresStore, open_postgres
from plugdex.stores.sqlite import SqliteStore, open_sqlite
from tests.stores.cluster import empty


@contextmanager
def fresh_sqlite() -> Iterator[SqliteStore]:
    """A store that is gone afterwards, for tests that want many."""
    with TemporaryDirectory() as folder:
        store = open_sqlite(Path(folder) / "plugdex.db")
        try:
            yield store
        finally:
            store.close()


@contextmanager
def fresh_postgres(url: str) -> Iterator[PostgresStore]:
    """The same in a database that is there already."""
    store = open_postgres(url)
    try:
        empty(url)
        yield store
    finally:
        store.close()
