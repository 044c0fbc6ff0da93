"""Which sources are silent for longer than they promised, as of now."""

from collections.abc import Callable
from typing import Final

from plugdex.directory.feeds import promises
from plugdex.directory.news import all_news, is_stale
from plugdex.directory.ports import Reads
from plugdex.model.ids import source_key

RELOAD_SECONDS: Final = 2.0
"""News of another process count after so long, a promise as soon as it is heard of."""


class Staleness:
    """Tells the stale sources; asks the store at most every other second."""

    def __init__(self, reads: Callable[[], Reads], clock: Callable[[], float]) -> None:
        self._reads = reads
        self._clock = clock
        self._loaded = float("-inf")
        self._stale: frozenset[int] = frozenset()

    def forget(self) -> None:
        """Ask the store again before the next answer; for any thread."""
        self._loaded = float("-inf")

    def __call__(self) -> frozenset[int]:
        """The keys of the stale sources (see ``model.ids.source_key``)."""
        now = self._clock()
        if not 0 <= now - self._loaded <= RELOAD_SECONDS:  # a clock that was set back counts, too
            self._loaded = now
            names = stale_sources(self._reads(), int(now * 1000))
            self._stale = frozenset(map(source_key, names))
        return self._stale


def stale_sources(reads: Reads, now: int) -> frozenset[str]:
    """The names of the sources that are stale at a time (milliseconds since 1970)."""
    promised = promises(reads)
    if not promised:
        return frozenset()
    news = all_news(reads)
    return frozenset(
        source for source, after in promised.items() if is_stale(news.get(source), after, now)
    )
