"""The condition of a directory: what is well, what is not, and what to do about it."""

from collections.abc import Iterator
from typing import Final, Literal

from plugdex.directory.feeds import FeedOverview, overview
from plugdex.directory.loads import all_loads
from plugdex.directory.ports import Reads
from plugdex.model.value import Value

Verdict = Literal["ok", "warning", "failure"]

GIGABYTE: Final = 1_000_000_000
LEAST_FREE: Final = GIGABYTE // 10
"""Bytes on the disk below which writing may fail at any time."""
LONG_LOG: Final = GIGABYTE // 4
"""Bytes of the log that tell of a reader that never ends."""
BUILT: Final = 1_767_225_600_000
"""The start of 2026: no clock is right that is behind it. Milliseconds since 1970."""
SKEW: Final = 60_000
"""Milliseconds by which a time stamp may be ahead."""


class Finding(Value, frozen=True, kw_only=True, omit_defaults=False):
    """What a check found."""

    check: str
    verdict: Verdict
    found: str
    advice: str = ""


class StoreFacts(Value, frozen=True, kw_only=True):
    """What a store tells of itself without being changed."""

    schema: int
    newest_schema: int
    unprepared: int
    """Locations that another version prepared."""
    problems: tuple[str, ...]
    """What the check of integrity found."""
    database_bytes: int
    wal_bytes: int
    free_bytes: int
    """Space on the disk."""


def store_findings(facts: StoreFacts) -> Iterator[Finding]:
    """Schema, prepared form, integrity, log and disk."""
    yield _schema(facts)
    if facts.unprepared:
        found = f"{facts.unprepared:,} locations were prepared by another version"
        yield _failure("prepared form", found, "run: plugdex reindex")
    else:
        yield _ok("prepared form", "all locations are prepared")
    if facts.problems:
        advice = "restore a backup, or move the file away and import again"
        yield _failure("integrity", "; ".join(facts.problems), advice)
    else:
        yield _ok("integrity", "no damaged page")
    found = f"{facts.database_bytes / 1e6:,.0f} MB, log {facts.wal_bytes / 1e6:,.0f} MB"
    if facts.wal_bytes > LONG_LOG:
        yield _warning("files", found, "look for a process that reads for hours, and restart it")
    else:
        yield _ok("files", found)
    yield _disk(facts)


def _schema(facts: StoreFacts) -> Finding:
    found = f"{facts.schema}, this program knows {facts.newest_schema}"
    if facts.schema > facts.newest_schema:
        return _failure("schema", found, "use the newer plugdex that wrote it")
    if facts.schema < facts.newest_schema:
        return _warning("schema", found, "the next command that opens the store migrates it")
    return _ok("schema", str(facts.schema))


def _disk(facts: StoreFacts) -> Finding:
    found = f"{facts.free_bytes / 1e9:,.1f} GB free"
    if facts.free_bytes < LEAST_FREE:
        return _failure("disk", found, "free some space now: writes will fail")
    if facts.free_bytes < facts.database_bytes:
        return _warning("disk", found, "keep as much free as the store has, for a copy of it")
    return _ok("disk", found)


def feed_findings(reads: Reads, now: int) -> Iterator[Finding]:
    """A finding for each feed; ``now`` is milliseconds since 1970."""
    found = overview(reads, now)
    if not found:
        yield _ok("feeds", "there are none")
    yield from map(_feed, found)


def _feed(feed: FeedOverview) -> Finding:
    check = f"feed {feed.name}"
    if feed.state == "ok":
        return _ok(check, feed.reason or "ok")
    return _warning(check, f"{feed.state}: {feed.reason}", feed.advice)


def clock_finding(reads: Reads, now: int) -> Finding:
    """Whether the clock can be right: nothing that we stored may come from the future."""
    heard = (feed.heard or 0 for feed in overview(reads, now))
    newest = max((*heard, *(load.finished for load in all_loads(reads).values())), default=0)
    advice = "set the clock, and keep it right with NTP"
    if now < BUILT:
        return _failure("clock", "it is before 2026", advice)
    if newest > now + SKEW:
        seconds = (newest - now) // 1000
        return _failure("clock", f"it is {seconds:,} s behind what is in the store", advice)
    return _ok("clock", "not behind what is in the store")


def _ok(check: str, found: str) -> Finding:
    return Finding(check=check, verdict="ok", found=found)


def _warning(check: str, found: str, advice: str) -> Finding:
    return Finding(check=check, verdict="warning", found=found, advice=advice)


def _failure(check: str, found: str, advice: str) -> Finding:
    return Finding(check=check, verdict="failure", found=found, advice=advice)
