"""Looking at a store without changing it: nothing is created, migrated or written."""

import shutil
from pathlib import Path
from typing import Final

import apsw

from plugdex.directory.condition import StoreFacts
from plugdex.stores.migrate import migrations
from plugdex.stores.sqlite.connection import explaining, open_reader
from plugdex.stores.sqlite.files import file_sizes
from plugdex.stores.sqlite.reads import SqliteReads
from plugdex.stores.sqlite.schema import SqliteSchema
from plugdex.stores.sqlite.store import PATIENCE, WORDS

MOST_PROBLEMS: Final = 5
UNPREPARED_COUNT: Final = "SELECT count(*) FROM location WHERE form <> ?"
WELL: Final = "ok"


def read_file(path: Path) -> SqliteReads:
    """A reader of a store that is there; raises ``StoreError``."""
    with explaining(path):
        return SqliteReads(open_reader(path, PATIENCE), path)


def inspect_file(path: Path, form: int) -> StoreFacts:
    """The facts of a store; reads all of the file. Raises ``StoreError``."""
    with explaining(path):
        connection = open_reader(path, PATIENCE)
        schema = SqliteSchema(connection).version()
        newest = migrations(WORDS)[-1].number
        sizes = file_sizes(path)
        facts = StoreFacts(
            schema=schema,
            newest_schema=newest,
            unprepared=_count(connection, form) if schema == newest else 0,
            problems=_problems(connection),
            database_bytes=sizes["database"],
            wal_bytes=sizes["wal"],
            free_bytes=shutil.disk_usage(path.absolute().parent).free,
        )
        connection.close()
    return facts


def _count(connection: apsw.Connection, form: int) -> int:
    ((count,),) = connection.execute(UNPREPARED_COUNT, (form,)).fetchall()
    return int(str(count))


def _problems(connection: apsw.Connection) -> tuple[str, ...]:
    """What SQLite's quick check finds; a page that cannot even be read is a problem, too."""
    try:
        rows = connection.execute(f"PRAGMA quick_check({MOST_PROBLEMS})").fetchall()
    except apsw.CorruptError as error:
        return (str(error),)
    return tuple(str(text) for (text,) in rows if text != WELL)
