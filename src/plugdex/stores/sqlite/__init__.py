"""The embedded store: one SQLite file, many readers, one writer at a time."""

from plugdex.stores.sqlite.store import SqliteStore, open_sqlite

__all__ = ["SqliteStore", "open_sqlite"]
