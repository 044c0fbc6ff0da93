"""Schema migrations: numbered SQL files, each run in one transaction, in every SQL store.

The files are plain SQL with a few words to fill in (see ``Words``). The number of the last one
that ran stands in the database.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from importlib.resources import files
from string import Template
from typing import Protocol

from msgspec.structs import asdict

from plugdex.model.errors import StoreError
from plugdex.model.value import Value


class Words(Value, frozen=True, kw_only=True):
    """How a database calls what the databases call differently."""

    rowkey: str
    bytes: str
    text: str
    """Ordered by its bytes."""
    clustered: str
    """What makes a table lie in the order of its primary key."""
    appended: str
    """A column that keeps the order in which rows were appended, where rows have none."""
    words: str
    """The table of words, made for the full text search of the database."""
    history_key: str
    """What finds the rows of a location in the table of what was appended."""


class Migration(Value, frozen=True, kw_only=True):
    """One numbered file."""

    number: int
    script: str


class Database(Protocol):
    """A database that can be migrated."""

    def version(self) -> int:
        """Number of the last migration that ran; 0 when none did."""
        ...

    def change(self) -> AbstractContextManager[None]:
        """One transaction that no other migration can run beside."""
        ...

    def run(self, script: str, number: int) -> None:
        """Run statements and remember the number."""
        ...


def migrations(words: Words) -> Sequence[Migration]:
    """All migrations in order, written for one database."""
    folder = files("plugdex.stores").joinpath("migrations")
    scripts = sorted(
        (file for file in folder.iterdir() if file.name.endswith(".sql")), key=lambda f: f.name
    )
    return [
        Migration(
            number=int(file.name.partition("_")[0]),
            script=Template(file.read_text("utf-8")).substitute(asdict(words)),
        )
        for file in scripts
    ]


def migrate(database: Database, pending: Sequence[Migration]) -> None:
    """Bring a database to the last migration.

    Raises ``StoreError`` when the database is newer than this program.
    """
    newest = pending[-1].number
    version = database.version()
    if version > newest:
        raise StoreError(
            f"The store has schema {version}, this version of plugdex knows {newest}. "
            "Use the newer plugdex that wrote it, or another file (PLUGDEX_STORE)."
        )
    for migration in pending[version:]:
        with database.change():
            if database.version() < migration.number:
                database.run(migration.script, migration.number)
