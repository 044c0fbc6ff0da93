"""The stores under test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from plugdex.stores.memory import MemoryStore
from plugdex.stores.postgres import PostgresStore, open_postgres
from plugdex.stores.sqlite import SqliteStore, open_sqlite
from tests.stores.cluster import empty


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def store(
    request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[MemoryStore | SqliteStore | PostgresStore]:
    """Each store in turn, empty."""
    if request.param == "postgres":
        yield request.getfixturevalue("postgres")
        return
    opened = MemoryStore() if request.param == "memory" else open_sqlite(tmp_path / "plugdex.db")
    yield opened
    opened.close()


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[SqliteStore]:
    """The embedded store alone."""
    opened = open_sqlite(tmp_path / "plugdex.db")
    yield opened
    opened.close()


@pytest.fixture
def postgres(postgres_url: str) -> Iterator[PostgresStore]:
    """The server store alone."""
    opened = open_postgres(postgres_url)
    empty(postgres_url)
    yield opened
    opened.close()
