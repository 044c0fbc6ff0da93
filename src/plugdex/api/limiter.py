"""Counts requests and says who has to wait.

In the memory of a worker process: each of ``workers`` counts on its own, and a restart forgets.
"""

import math
import time
from collections.abc import Sequence
from functools import cache

from limits import RateLimitItem, parse
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter


class Limiter:
    """Counts by name over a sliding window, with two numbers for each name and rate."""

    def __init__(self) -> None:
        self._counts = SlidingWindowCounterRateLimiter(MemoryStorage())

    def wait(self, who: str, rates: Sequence[str]) -> int:
        """Count a request; seconds to wait (at least 1) when it is one too many, else 0.

        A request that is refused by one of the rates is counted by none.
        """
        items = [_item(rate) for rate in rates]
        spent = [item for item in items if not self._counts.test(item, who)]
        if spent:
            return max(self._seconds(item, who) for item in spent)
        for item in items:
            self._counts.hit(item, who)
        return 0

    def _seconds(self, item: RateLimitItem, who: str) -> int:
        moment = self._counts.get_window_stats(item, who).reset_time
        return max(1, math.ceil(moment - time.time()))


@cache
def _item(rate: str) -> RateLimitItem:
    return parse(rate)
