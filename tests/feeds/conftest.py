"""A peer that runs, and a store to pull into."""

import pytest

from plugdex.stores.memory import MemoryStore
from tests.feeds.peer import Peer, running
from tests.feeds.pulling import Puller


@pytest.fixture
def peer():
    """A peer with nothing yet."""
    with running(Peer()) as found:
        yield found


@pytest.fixture
def pull(peer):
    """Pulls into an empty store."""
    with Puller(MemoryStore()) as found:
        yield found
