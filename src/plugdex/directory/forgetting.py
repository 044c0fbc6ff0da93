"""Forget what nobody asks for any more: statuses that ended long ago."""

from collections.abc import Callable
from typing import Final

from plugdex.directory.ports import Progress, Store

BATCH: Final = 10_000
"""Rows in one transaction: a push waits for it."""


def forget_history(
    store: Store, before: int, progress: Progress, pause: Callable[[], None] = lambda: None
) -> int:
    """Forget statuses that ended before a time (milliseconds since 1970); returns how many.

    They are forgotten in the order in which they came, up to the first ``BATCH`` of which all
    ended later. ``pause`` is called between transactions, so that others can write, too.
    """
    count = 0
    progress.start("forget", None)
    while True:
        with store.transaction() as tx:
            gone = tx.forget_history(before, BATCH)
        count += gone
        progress.advance(gone)
        if not gone:
            break
        pause()
    progress.done(f"{count:,} ended statuses forgotten")
    return count
