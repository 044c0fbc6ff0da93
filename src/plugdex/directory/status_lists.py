"""Lists that have statuses only: locations without coordinates, EVSEs without connectors.

They change the statuses of what is known and nothing else; taken as whole locations they would
erase everything (wild 1.9). What they name and nobody knows is left out.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from msgspec.structs import replace

from plugdex.directory.entries import Entry
from plugdex.directory.ports import Store, Transaction
from plugdex.directory.publish import Dialect, Subject, refresh, shown
from plugdex.directory.records import to_location, to_statuses
from plugdex.formats.port import Reading
from plugdex.model.location import Location
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
        self._uids: dict[str, int] | None = None
        self.changes = 0
        self.unknown = 0
        """Statuses of EVSEs that nobody knows."""

    def take(self, entries: Sequence[Entry], pause: Callable[[], None]) -> None:
        """Take some partial locations, or lists of statuses, in."""
        news = self._by_location(entries)
        rids = sorted(news)
        for start in range(0, len(rids), BATCH):
            with self._store.transaction() as tx:
                self._take(tx, {rid: news[rid] for rid in rids[start : start + BATCH]})
            pause()

    def _take(self, tx: Transaction, news: Mapping[int, Sequence[EvseStatus]]) -> None:
        subjects = []
        for rid, row in tx.stored(list(news)).items():
            location, before = to_location(row), to_statuses(row)
            now = patched(location, before, news[rid])
            if now == before:
                continue
            self.changes += len(
                {s.uid: s.status for s in now}.items() - {s.uid: s.status for s in before}.items()
            )
            subjects.append(
                Subject(
                    rid=rid,
                    location=location,
                    statuses=now,
                    before=shown(location, before),
                    known=before,
                )
            )
        refresh(tx, self._dialect, subjects)

    def _by_location(self, entries: Sequence[Entry]) -> dict[int, list[EvseStatus]]:
        """The statuses of known locations, by row id."""
        found: dict[int, list[EvseStatus]] = {}
        for entry in entries:
            reading = entry.reading
            key = reading.location.id if reading.location else reading.of
            for status in reading.statuses:
                rid = self._rid(key, status.uid)
                if rid is None:
                    self.unknown += 1
                else:
                    found.setdefault(rid, []).append(status)
        return found

    def _rid(self, key: str | None, uid: str) -> int | None:
        if key:
            if self._rids is None:
                self._rids = self._by_key()
            return self._rids.get(key)
        if self._uids is None:
            self._uids = self._by_uid()
        return self._uids.get(uid.casefold())

    def _by_key(self) -> dict[str, int]:
        """Row ids by the source's own ids; an id that two owners have tells nothing."""
        heads = self._store.scan("location", self._source)
        return _unambiguous((head.key, head.rid) for head in heads)

    def _by_uid(self) -> dict[str, int]:
        """Row ids by EVSE uid; a uid that two locations have tells nothing."""
        return _unambiguous(
            (evse.uid.casefold(), rid) for rid, location in self._all() for evse in location.evses
        )

    def _all(self) -> Iterator[tuple[int, Location]]:
        heads = self._store.scan("location", self._source)
        while batch := [head.rid for head in islice(heads, BATCH)]:
            for rid, row in self._store.reads().stored(batch).items():
                yield rid, to_location(row)


def is_status_list(reading: Reading) -> bool:
    """Whether a reading has statuses and no location that they stand in."""
    return reading.location is None and reading.of is not None


def _unambiguous(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Row ids by name, without names that several have."""
    found: dict[str, int] = {}
    twice: set[str] = set()
    for name, rid in pairs:
        if found.setdefault(name, rid) != rid:
            twice.add(name)
    return {name: rid for name, rid in found.items() if name not in twice}


def patched(
    location: Location, before: Sequence[EvseStatus], news: Sequence[EvseStatus]
) -> tuple[EvseStatus, ...]:
    """The statuses with those that are newer put in the place of the old, or added."""
    new = {status.uid.casefold(): status for status in news}
    known = {status.uid: status for status in before}
    found = []
    for evse in location.evses:
        old, fresh = known.get(evse.uid), new.get(evse.uid.casefold())
        if old is not None:
            found.append(_newer(old, fresh))
        elif fresh is not None:
            found.append(replace(fresh, uid=evse.uid))
    return tuple(found)


def _newer(before: EvseStatus, now: EvseStatus | None) -> EvseStatus:
    if now is None or now.status == before.status or now.modified < before.modified:
        return before
    return replace(now, uid=before.uid, twin=before.twin)
