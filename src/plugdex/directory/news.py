"""News of a source: when it was last heard, and how often its statuses change.

1. A source is stale when nothing was heard of it for longer than it promised: its statuses are
   then no longer believed, because a dead feed would say "available" for ever.
2. A source is frozen when it still answers but no status has changed for far longer than its own
   history makes likely.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec
from msgspec.structs import replace

from plugdex.directory.changes import forget
from plugdex.directory.ports import Reads, Transaction
from plugdex.model.status import EvseStatus
from plugdex.model.value import Value
from plugdex.model.vocabulary import Status

NEWS: Final = "news"

ENOUGH: Final = 10
"""Arrivals with changes before anything is said about what is likely."""

UNLIKELY: Final = 20
"""Times the mean gap: with gaps at random, e⁻²⁰."""

LONGER: Final = 4
"""Times the longest gap ever seen, for nights and weekends."""

WORKING: Final = frozenset({"AVAILABLE", "BLOCKED", "CHARGING", "RESERVED", "OPERATIONAL"})
SET_BACK: Final = 300_000
"""Milliseconds: nothing that is noted late is noted later."""
GONE: Final = frozenset({"PLANNED", "REMOVED"})


class News(Value, frozen=True, kw_only=True):
    """What was heard of a source; times are milliseconds since 1970."""

    heard: int
    began: int
    changed: int
    """The last arrival that changed a status."""
    arrivals: int = 0
    """How many arrivals changed a status."""
    longest: int = 0
    """The longest time between two of them."""


def noted(before: News | None, now: int, changes: int) -> News:
    """The news after something arrived that changed so many statuses."""
    if before is None:
        return News(heard=now, began=now, changed=now)
    if not changes:
        return replace(before, heard=_latest(before.heard, now))
    return replace(
        before,
        heard=_latest(before.heard, now),
        changed=_latest(before.changed, now),
        arrivals=before.arrivals + 1,
        longest=max(before.longest, now - before.changed),
    )


def _latest(before: int, now: int) -> int:
    """The later of two times, unless the first is from before the clock was set back."""
    return now if before > now + SET_BACK else max(before, now)


def is_frozen(news: News) -> bool:
    """Whether a source that is still heard has not changed for too long."""
    if news.arrivals < ENOUGH:
        return False
    mean = (news.changed - news.began) / news.arrivals
    return news.heard - news.changed > max(UNLIKELY * mean, LONGER * news.longest)


def is_stale(news: News | None, stale_after: int | None, now: int) -> bool:
    """Whether a source was silent for longer than it promised (seconds)."""
    return stale_after is not None and (news is None or now - news.heard > stale_after * 1000)


def decayed(status: Status) -> Status:
    """What is left of a status that nobody confirms any more."""
    if status in GONE:
        return status
    return "OPERATIONAL" if status in WORKING else "UNKNOWN"


def decayed_all(statuses: Sequence[EvseStatus]) -> tuple[EvseStatus, ...]:
    """The statuses of a location whose source is stale."""
    return tuple(replace(each, status=decayed(each.status)) for each in statuses)


def all_news(reads: Reads) -> Mapping[str, News]:
    """The news by source."""
    found = reads.registered(NEWS).items()
    return {name: msgspec.json.decode(document, type=News) for name, document in found}


def note_news(tx: Transaction, source: str, now: int, changes: int) -> None:
    """Remember that something arrived from a source, and forget what is gone for long."""
    forget(tx, now)
    known = tx.registered(NEWS).get(source)
    before = msgspec.json.decode(known, type=News) if known else None
    tx.register(NEWS, source, msgspec.json.encode(noted(before, now, changes)))
