"""Counts requests and how long they took, by dialect, for less than a look-up can feel."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Final, NamedTuple

from plugdex.observe.slots import Slots

CLASSES: Final = ("1xx", "2xx", "3xx", "4xx", "5xx")
BOUNDS: Final = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
"""Upper bounds in seconds of the steps of the histogram."""
SECOND: Final = 1_000_000_000
STEPS: Final = [round(bound * SECOND) for bound in BOUNDS]
SUM_AT: Final = len(CLASSES)
STEPS_AT: Final = SUM_AT + 1
WIDTH: Final = STEPS_AT + len(BOUNDS) + 1
"""Slots of a dialect: status classes, the sum of nanoseconds, the steps and what is above."""


class Total(NamedTuple):
    """What all processes counted of a dialect."""

    dialect: str
    by_class: Mapping[str, int]
    steps: Sequence[int]
    """Requests up to each bound, and at last all of them."""
    seconds: float


class Meter:
    """Counts for one process; ``dialects`` has their names by the first part of the path."""

    def __init__(
        self, dialects: Mapping[str, str], others: str, folder: Path | None = None
    ) -> None:
        self.dialects: Sequence[str] = list(dict.fromkeys([*dialects.values(), others]))
        places = {name: place * WIDTH for place, name in enumerate(self.dialects)}
        self._places = {head: places[name] for head, name in dialects.items()}
        self._others = places[others]
        self.slots = Slots(WIDTH * len(self.dialects), folder)
        self._own = self.slots.own

    def count(self, path: str, status: int, nanoseconds: int) -> None:
        """Count one request."""
        own = self._own
        place = self._places.get(path.split("/", 2)[1] if "/" in path else "", self._others)
        own[place + status // 100 - 1] += 1
        own[place + SUM_AT] += nanoseconds
        own[place + STEPS_AT + bisect_left(STEPS, nanoseconds)] += 1

    def totals(self) -> Iterator[Total]:
        """The sums over all processes of the server."""
        parts = [part.counts for part in self.slots.parts()]
        sums = [sum(each) for each in zip(*parts, strict=True)]
        for place, dialect in enumerate(self.dialects):
            counts = sums[place * WIDTH : (place + 1) * WIDTH]
            yield Total(
                dialect=dialect,
                by_class=dict(zip(CLASSES, counts, strict=False)),
                steps=list(accumulate(counts[STEPS_AT:])),
                seconds=counts[SUM_AT] / SECOND,
            )
