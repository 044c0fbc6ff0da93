"""What the clock does to the memory of stale sources."""

from plugdex.directory.staleness import Staleness
from plugdex.stores.memory import MemoryStore

DAY = 86_400.0


def test_a_clock_that_is_set_back():
    """What is remembered from the future is asked for again."""
    times = iter([10 * DAY, 9 * DAY])
    asked = []
    store = MemoryStore()

    def reads():
        asked.append(True)
        return store.reads()

    stale = Staleness(reads, lambda: next(times))
    stale(), stale()

    assert len(asked) == 2
