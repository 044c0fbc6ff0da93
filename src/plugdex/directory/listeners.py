"""Who wants to hear of changes: one watch of the store tells all of them."""

from collections import defaultdict
from collections.abc import Callable

from plugdex.directory.ports import Topic


class Listeners:
    """What to call when something changes; implements ``Heard``."""

    def __init__(self) -> None:
        self._of_topic: defaultdict[Topic, list[Callable[[], None]]] = defaultdict(list)

    def on(self, topic: Topic, call: Callable[[], None]) -> None:
        """Call this on changes; it comes in a thread of the store and has to be quick."""
        self._of_topic[topic].append(call)

    def __call__(self, topics: frozenset[Topic]) -> None:
        """Tell those who wait for one of the topics."""
        for topic in topics:
            for call in self._of_topic[topic]:
                call()
