"""Local time during a session, in whole microseconds.

Instants are microseconds since the session's start. Where a clock is changed the session is cut,
so inside a piece local time is plain arithmetic, and elapsed time is never wall time.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

MICROSECOND: Final = timedelta(microseconds=1)
SECOND: Final = 1_000_000
MINUTE: Final = 60 * SECOND
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR
LOOK: Final = 6 * HOUR
"""No place changes its clock twice within this time."""


class Offset(NamedTuple):
    """From an instant on, local time is the instant plus ``local`` (since 0001-01-00)."""

    begin: int
    end: int
    local: int


@lru_cache(maxsize=1024)
def offsets(start: datetime, length: int, zone: tzinfo) -> tuple[Offset, ...]:
    """The pieces of a stay in which the clock runs evenly; at least one."""
    origin = start.astimezone(UTC)
    cuts = [0, *_changes(origin, length, zone), max(length, 1)]
    return tuple(
        Offset(begin, end, _local(origin, begin, zone) - begin) for begin, end in pairwise(cuts)
    )


def _changes(origin: datetime, length: int, zone: tzinfo) -> Iterator[int]:
    before, offset = 0, _offset(origin, 0, zone)
    while before < length:
        after = min(before + LOOK, length)
        changed = _offset(origin, after, zone)
        if changed != offset:
            yield _bisect(origin, before, after, zone)
            offset = changed
        before = after


def _bisect(origin: datetime, before: int, after: int, zone: tzinfo) -> int:
    """The instant at which the clock changes."""
    offset = _offset(origin, before, zone)
    while after - before > 1:
        middle = (before + after) // 2
        if _offset(origin, middle, zone) == offset:
            before = middle
        else:
            after = middle
    return after


def _offset(origin: datetime, instant: int, zone: tzinfo) -> timedelta | None:
    return (origin + timedelta(microseconds=instant)).astimezone(zone).utcoffset()


def _local(origin: datetime, instant: int, zone: tzinfo) -> int:
    at = (origin + timedelta(microseconds=instant)).astimezone(zone)
    of_day = ((at.hour * 60 + at.minute) * 60 + at.second) * SECOND + at.microsecond
    return at.toordinal() * DAY + of_day


def midnights(offset: Offset) -> range:
    """Local midnights (as local microseconds) that matter for a piece: one before it, too."""
    first = (offset.begin + offset.local) // DAY * DAY
    return range(first, offset.end + offset.local + DAY, DAY)
