"""Whether a store is whole, for tests."""

from plugdex.api.prepared import Prepared
from plugdex.directory import checking
from plugdex.wiring import open_store


class Silent:
    """No display."""

    def start(self, label, total):
        pass

    def advance(self, amount):
        pass

    def done(self, summary):
        pass


def faults(url: str) -> list[str]:
    """What is wrong with a store."""
    store = open_store(url)
    try:
        return list(checking.faults(store, Prepared(), Silent()))
    finally:
        store.close()
