"""The embedded store: one SQLite file, many readers, one writer at a time."""

from plugdex.stores.sqlite.files import file_sizes
from plugdex.stores.sqlite.inspect import inspect_file, read_file
from plugdex.stores.sqlite.store import SqliteStore, open_sqlite

__all__ = ["SqliteStore", "file_sizes", "inspect_file", "open_sqlite", "read_file"]
