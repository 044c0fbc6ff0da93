"""A store for exports."""

import pytest

from plugdex.stores.sqlite import open_sqlite


@pytest.fixture
def store(tmp_path):
    """An empty store."""
    opened = open_sqlite(tmp_path / "test.db")
    yield opened
    opened.close()
