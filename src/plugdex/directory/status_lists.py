"""Lists that have statuses only: locations without coordinates, EVSEs without connectors.

They change the statuses of what is known and nothing else; taken as whole locations they would
erase everything (wild 1.9). What they name and nobody knows is left out.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from plugdex.directory.entries import Entry
from plugdex.directory.ports import Store, Stored, Transaction
from plugdex.directory.publish import Dialect, Subject, refresh, shown
from plugdex.directory.records import to_location, to_statuses
from plugdex.formats.port import Reading
from plugdex.model.status import EvseStatus

BATCH: Final = 400
"""Locations in one transaction."""


class StatusList:
    """Takes statuses into a store; ``changes`` counts those that became others."""

    def __init__(self, store: Store, dialect: Dialect, source: str) -> None:
        self._store = store
        self._dialect = dialect
        self._source = source
        self._rids: dict[str, int] | None = None
        self.changes = 0

    def take(self, entries: Sequence[Entry], pause: Callable[[], None]) -> None:
        """Take some partial locations in."""
        for start in range(0, len(entries), BATCH):
            with self._store.transaction() as tx:
                self._take(tx, entries[start : start + BATCH])
            pause()

    def _take(self, tx: Transaction, entries: Sequence[Entry]) -> None:
        readings = dict(self._known(entries))
        subjects = []
        for rid, row in tx.stored(list(readings)).items():
            before = to_statuses(row)
            now = patched(before, readings[rid].statuses)
            if now == before:
                continue
            self.changes += sum(a.status != b.status for a, b in zip(before, now, strict=True))
            subjects.append(_subject(row, before, now))
        refresh(tx, self._dialect, subjects)

    def _known(self, entries: Sequence[Entry]) -> Iterator[tuple[int, Reading]]:
        if self._rids is None:
            self._rids = self._by_key()
        for entry in entries:
            location = entry.reading.location
            rid = self._rids.get(location.id) if location else None
            if rid is not None:
                yield rid, entry.reading

    def _by_key(self) -> dict[str, int]:
        """Row ids by the source's own ids; an id that two owners have tells nothing."""
        found: dict[str, int] = {}
        twice: set[str] = set()
        for head in self._store.scan("location", self._source):
            if head.key in found:
                twice.add(head.key)
            found[head.key] = head.rid
        return {key: rid for key, rid in found.items() if key not in twice}


def patched(before: Sequence[EvseStatus], news: Sequence[EvseStatus]) -> tuple[EvseStatus, ...]:
    """The statuses with those that are newer put in the place of the old."""
    new = {status.uid: status for status in news}
    return tuple(_newer(status, new.get(status.uid)) for status in before)


def _newer(before: EvseStatus, now: EvseStatus | None) -> EvseStatus:
    if now is None or now.status == before.status or now.modified < before.modified:
        return before
    return now


def _subject(row: Stored, before: tuple[EvseStatus, ...], now: tuple[EvseStatus, ...]) -> Subject:
    location = to_location(row)
    return Subject(
        rid=row.rid,
        location=location,
        statuses=now,
        before=shown(location, before),
        known=before,
    )
