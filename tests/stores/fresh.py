"""Stores for tests that want many of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from plugdex.stores.sqlite import SqliteStore, open_sqlite


@contextmanager
def fresh_sqlite() -> Iterator[SqliteStore]:
    """A store that is gone afterwards, for tests that want many."""
    with TemporaryDirectory() as folder:
        store = open_sqlite(Path(folder) / "plugdex.db")
        try:
            yield store
        finally:
            store.close()
