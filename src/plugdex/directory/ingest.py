"""Ingest: readings of a source become records, and what changed is published.

1. Equal content costs a read and no write; a time stamp alone is not a change.
2. Records are written in small transactions: an interrupted load is finished by the next one.
3. What a source no longer has is removed last, and only when the load came to its end.
4. A file speaks for the owners that it contains; for a whole source only when told so.
5. Nothing is removed when more than half of the objects that it speaks for would go at once:
   it is then a page, or another file.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from plugdex.directory.entries import Entry
from plugdex.directory.ports import Kind, Record, RecordHead, Store, Stored, Transaction
from plugdex.directory.publish import Dialect, Subject, publish, refresh, shown, withdraw
from plugdex.directory.records import to_location, to_statuses
from plugdex.directory.report import Tally
from plugdex.formats.port import Reading
from plugdex.model.issues import Issue
from plugdex.model.location import Location
from plugdex.model.status import EvseStatus
from plugdex.model.value import Value

BATCH: Final = 400
"""Objects in one transaction: long enough to be fast, short enough to let pushes in."""

FIRST_BATCH: Final = 4000
"""As long as nothing is published nobody waits, and a page is written for many objects."""

UNIDENTIFIED: Final = frozenset(
    {"source_truncated", "object_broken", "object_too_large", "id_missing"}
)
"""After one of these nobody knows which objects were meant, so nothing can be called gone."""


class Scope(Value, frozen=True, kw_only=True):
    """Whom a load speaks for."""

    source: str
    whole_source: bool = False
    """Objects of owners that the load does not contain are gone, too."""
    force: bool = False
    """Remove however much is gone."""


class _Item(Value, frozen=True, kw_only=True):
    """A reading that has a value, and whether an earlier batch had the same object."""

    record: Record
    reading: Reading
    repeated: bool

    @property
    def location(self) -> Location:
        if self.reading.location is None:
            raise ValueError(self.record.key)
        return self.reading.location


class Ingest:
    """One load of one source into a store."""

    def __init__(self, store: Store, dialect: Dialect, scope: Scope, tally: Tally) -> None:
        self._store = store
        self._dialect = dialect
        self._scope = scope
        self._tally = tally
        self._known: dict[Kind, dict[int, RecordHead]] = {}
        self._seen: dict[int, int] = {}
        self._added: set[int] = set()
        self._parties: set[tuple[Kind, str]] = set()

    def run(self, entries: Iterable[Entry]) -> None:
        """Take all entries in, then remove what is gone.

        Raises what the reader raises; what was read before stays.
        """
        complete = True
        size = BATCH if self._store.reads().location_count() else FIRST_BATCH
        for batch in in_batches(entries, size):
            complete &= not any(map(_is_unidentified, batch))
            self._take(batch)
        if complete:
            self._remove_gone()

    def _take(self, entries: Sequence[Entry]) -> None:
        items = self._items(entries)
        if not items:
            return
        changed = [item for item in items if self._is_changed(item.record)]
        touched = {item.record.rid for item in changed}
        locations = [item for item in items if item.reading.location]
        with self._store.transaction() as tx:
            stored = tx.stored([item.record.rid for item in locations])
            tx.put_records([item.record for item in changed])
            self._publish(tx, [i for i in locations if i.record.rid in touched], stored)
            self._refresh(tx, [i for i in locations if i.record.rid not in touched], stored)
            moved = _other_issues(tx, [i for i in items if i.record.rid not in touched])
            issues = {item.record.rid: item.reading.issues for item in (*changed, *moved)}
            if issues:
                tx.put_issues(self._scope.source, issues)
        self._count_tariffs(items)
        for item in changed:
            heads = self._heads(item.record.kind)
            if item.record.rid not in heads:
                self._added.add(item.record.rid)
            heads[item.record.rid] = _head(item.record)

    def _items(self, entries: Sequence[Entry]) -> list[_Item]:
        """What is to be looked at: the freshest reading of each object, by row id.

        The store then finds each of its pages once in a batch.
        """
        items: dict[int, _Item] = {}
        for entry in entries:
            reading, record = entry.reading, entry.record
            self._tally.note(reading.issues)
            if record is None:
                continue
            self._parties.add((record.kind, record.party))
            before = self._seen.get(record.rid)
            if before is not None:
                self._tally.note([_duplicate(record)])
                if record.updated < before:
                    continue
            repeated = before is not None and record.rid not in items
            self._seen[record.rid] = record.updated
            items[record.rid] = _Item(record=record, reading=reading, repeated=repeated)
        return sorted(items.values(), key=lambda item: item.record.rid)

    def _is_changed(self, record: Record) -> bool:
        head = self._heads(record.kind).get(record.rid)
        return head is None or head.hash != record.hash

    def _heads(self, kind: Kind) -> dict[int, RecordHead]:
        if kind not in self._known:
            heads = self._store.scan(kind, self._scope.source)
            self._known[kind] = {head.rid: head for head in heads}
        return self._known[kind]

    def _publish(
        self, tx: Transaction, items: Sequence[_Item], stored: Mapping[int, Stored]
    ) -> None:
        subjects = []
        for item in items:
            row = stored.get(item.record.rid)
            before = to_location(row) if row else None
            statuses = to_statuses(row) if row else ()
            if not item.repeated:
                self._count(item, before, statuses)
            subjects.append(
                Subject(
                    location=item.location,
                    statuses=freshest(statuses, item.reading.statuses, restamp=True),
                    before=shown(before, statuses) if before else None,
                    known=statuses,
                )
            )
        publish(tx, self._dialect, subjects)

    def _count(self, item: _Item, before: Location | None, statuses: Sequence[EvseStatus]) -> None:
        if before is None:
            self._tally.whole("new", item.location)
            return
        self._tally.add("locations", "changed")
        self._tally.difference(before, item.location, statuses, item.reading.statuses)

    def _refresh(
        self, tx: Transaction, items: Sequence[_Item], stored: Mapping[int, Stored]
    ) -> None:
        subjects = []
        for item in items:
            location, row = item.location, stored[item.record.rid]
            before = to_statuses(row)
            now = freshest(before, item.reading.statuses)
            if now == before:
                if not item.repeated:
                    self._tally.whole("same", location)
                continue
            if not item.repeated:
                self._tally.add("locations", "same")
                self._tally.difference(location, location, before, now)
            subjects.append(
                Subject(
                    location=location, statuses=now, before=shown(location, before), known=before
                )
            )
        refresh(tx, self._dialect, subjects)

    def _count_tariffs(self, items: Sequence[_Item]) -> None:
        for item in items:
            if item.reading.tariff and not item.repeated:
                head = self._heads("tariff").get(item.record.rid)
                same = head is not None and head.hash == item.record.hash
                self._tally.add("tariffs", "same" if same else "changed" if head else "new")

    def _remove_gone(self) -> None:
        for kind in self._known:
            gone = self._gone(kind)
            for start in range(0, len(gone), BATCH):
                self._remove(kind, gone[start : start + BATCH])

    def _gone(self, kind: Kind) -> list[int]:
        """Row ids of records that the load should have contained and did not."""
        expected = [
            rid
            for rid, head in self._known[kind].items()
            if rid not in self._added
            and (self._scope.whole_source or (kind, head.party) in self._parties)
        ]
        gone = [rid for rid in expected if rid not in self._seen]
        if self._scope.force or 2 * len(gone) <= len(expected):
            return gone
        self._tally.note([_withheld(self._scope.source, len(gone), len(expected))])
        return []

    def _remove(self, kind: Kind, rids: Sequence[int]) -> None:
        with self._store.transaction() as tx:
            if kind == "tariff":
                self._tally.add("tariffs", "removed", len(rids))
            else:
                self._withdraw(tx, tx.stored(rids))
            tx.remove(rids)

    def _withdraw(self, tx: Transaction, stored: Mapping[int, Stored]) -> None:
        before = {}
        for rid, row in stored.items():
            location = to_location(row)
            self._tally.whole("removed", location)
            before[rid] = shown(location, to_statuses(row))
        withdraw(tx, before)


def in_batches(entries: Iterable[Entry], size: int) -> Iterator[list[Entry]]:
    """Cut a stream into lists; when it fails, what came before is handed over first."""
    batch: list[Entry] = []
    failure: Exception | None = None
    try:
        for entry in entries:
            batch.append(entry)
            if len(batch) == size:
                yield batch
                batch = []
    except Exception as error:  # raised again below
        failure = error
    if batch:
        yield batch
    if failure:
        raise failure


def freshest(
    before: Sequence[EvseStatus], now: Sequence[EvseStatus], *, restamp: bool = False
) -> tuple[EvseStatus, ...]:
    """The statuses to serve: what is said now, unless it is the same or older than what we know.

    The same status keeps the time since when it holds. The other time stamps are taken over
    only with ``restamp``: alone they are no change.
    """
    known = {status.uid: status for status in before}
    return tuple(_fresher(known.get(status.uid), status, restamp) for status in now)


def _fresher(before: EvseStatus | None, now: EvseStatus, restamp: bool) -> EvseStatus:
    if before is None or (before.status != now.status and before.modified <= now.modified):
        return now
    if not restamp or now.freshness <= before.freshness:
        return before
    kept = replace(before, updated=now.freshness, connectors=now.connectors)
    return replace(kept, updated=None) if now.freshness == before.modified else kept


def _other_issues(tx: Transaction, items: Sequence[_Item]) -> list[_Item]:
    """Objects that read the same as before, but have other things wrong."""
    known = tx.issue_codes([item.record.rid for item in items])
    return [
        item
        for item in items
        if sorted(issue.code for issue in item.reading.issues) != known.get(item.record.rid, [])
    ]


def _is_unidentified(entry: Entry) -> bool:
    """Whether something was there that nobody can name."""
    if entry.record:
        return False
    return any(issue.code in UNIDENTIFIED for issue in entry.reading.issues)


def _head(record: Record) -> RecordHead:
    return RecordHead(rid=record.rid, party=record.party, key=record.key, hash=record.hash)


def _duplicate(record: Record) -> Issue:
    key = f"{record.party}/{record.key}".replace("*", "/")
    return Issue(code="duplicate_object", outcome="normalised", object=key, path="$")


def _withheld(source: str, gone: int, expected: int) -> Issue:
    return Issue(
        code="removal_withheld",
        outcome="noted",
        object=source,
        path="$",
        was=f"{gone} of {expected} objects are not in this load",
        became="kept; give the file a source of its own, or remove with --force",
    )
