"""A fresh store of each kind."""

import pytest

from plugdex.stores.memory import MemoryStore
from plugdex.stores.sqlite import open_sqlite


@pytest.fixture(params=["memory", "sqlite"])
def store(request, tmp_path):
    """An empty store."""
    if request.param == "memory":
        yield MemoryStore()
        return
    opened = open_sqlite(tmp_path / "test.db")
    yield opened
    opened.close()
