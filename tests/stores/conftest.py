"""The stores under test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from plugdex.stores.memory import MemoryStore
from plugdex.stores.sqlite import SqliteStore, open_sqlite


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[MemoryStore | SqliteStore]:
    """Each store in turn, empty."""
    opened = MemoryStore() if request.param == "memory" else open_sqlite(tmp_path / "plugdex.db")
    yield opened
    opened.close()


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[SqliteStore]:
    """The embedded store alone."""
    opened = open_sqlite(tmp_path / "plugdex.db")
    yield opened
    opened.close()
