"""Ingest: readings of a source become records, and what changed is published.

1. Equal content costs a read and no write; a time stamp alone is not a change.
2. Records are written in small transactions: an interrupted load is finished by the next one.
3. What a source no longer has is removed last, and only when the load came to its end.
4. A file speaks for the owners that it contains; for a whole source only when told so.
5. Nothing is removed when more than half of the objects that it speaks for would go at once:
   it is then a page, or another file.
6. What is compared is what the store has at that moment, because peers push meanwhile.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from plugdex.directory.entries import Entry, restored, to_entry
from plugdex.directory.glance import Glance
from plugdex.directory.kept import Kind, Record, Stored
from plugdex.directory.missing_tariffs import NamedTariffs
from plugdex.directory.news import note_news
from plugdex.directory.ports import Store, Transaction
from plugdex.directory.publish import (
    Dialect,
    Publication,
    Subject,
    refresh,
    shown,
    to_publication,
    withdraw,
    write,
)
from plugdex.directory.records import to_location, to_statuses
from plugdex.directory.report import Fate, Tally
from plugdex.directory.status_lists import StatusList, is_status_list
from plugdex.directory.twins import Twins, twin_issue, uids_of, with_twins
from plugdex.formats.port import Reading
from plugdex.model.issues import Issue
from plugdex.model.location import Location
from plugdex.model.status import EvseStatus
from plugdex.model.value import Value

BATCH: Final = 100
"""Objects in one transaction: long enough to be fast, short enough to let pushes in."""

FIRST_BATCH: Final = 4000
"""As long as nothing is published nobody waits, and a page is written for many objects."""

SHARE_OF_SEEN: Final = 16
"""A first load goes on in ever longer transactions, of a sixteenth of what it had: whatever the
order of a table, each of its pages is then written some twenty times, not for every object."""

LONGEST_BATCH: Final = 50_000
"""Objects whose bytes fit into some hundred megabytes."""

UNIDENTIFIED: Final = frozenset(
    {"source_truncated", "object_broken", "object_too_large", "id_missing"}
)
"""After one of these nobody knows which objects were meant, so nothing can be called gone."""

Inside = Callable[[Transaction], None]
"""Something to write in the same transaction."""


class Scope(Value, frozen=True, kw_only=True):
    """Whom a load speaks for."""

    source: str
    whole_source: bool = False
    """Objects of owners that the load does not contain are gone, too."""
    force: bool = False
    """Remove however much is gone."""
    newest_wins: bool = False
    """What is older than what the store has is not applied: a push was faster."""


class _Item(Value, frozen=True, kw_only=True):
    """A reading that has a value, and whether an earlier batch had the same object."""

    record: Record
    entry: Entry
    repeated: bool

    @property
    def reading(self) -> Reading:
        """As it was read, whole."""
        return restored(self.entry)

    @property
    def location(self) -> Location:
        location = self.reading.location
        if location is None:
            raise ValueError(self.record.key)
        return location

    @property
    def is_location(self) -> bool:
        return self.record.kind == "location"

    @property
    def issues(self) -> Sequence[Issue]:
        return self.entry.reading.issues


class _Known(Value, frozen=True, kw_only=True):
    """What the store has of the objects of a batch, by row id."""

    stored: Mapping[int, Stored]
    hashes: Mapping[int, bytes]
    updated: Mapping[int, int]


class Ingest:
    """One load of one source into a store.

    ``pause`` is called between transactions, so that others can write, too.
    """

    def __init__(
        self,
        store: Store,
        dialect: Dialect,
        scope: Scope,
        tally: Tally,
        pause: Callable[[], None] = lambda: None,
    ) -> None:
        self._store = store
        self._dialect = dialect
        self._scope = scope
        self._tally = tally
        self._pause = pause
        self._seen: dict[int, int] = {}
        self._kinds: dict[Kind, None] = {}
        self._parties: set[tuple[Kind, str]] = set()
        self._twins: Twins | None = Twins()
        self._lists = StatusList(store, dialect, scope.source)
        self._named = NamedTariffs(scope.source)
        self._marked: set[int] = set()
        """Locations that have EVSEs which are withheld as twins."""
        self.batch = BATCH if store.reads().location_count() else FIRST_BATCH
        self.added: Counter[Kind] = Counter()
        """Objects that this load brought in."""
        self.changes = 0
        """Statuses of known EVSEs that this load changed."""
        self.compared = 0
        """Objects that the store had, too."""
        self.oldest: int | None = None
        """The oldest time stamp that they have now."""
        self.identified = True
        """Whether it is known of all objects which they are."""

    def run(self, entries: Iterable[Entry]) -> None:
        """Take all entries in, then remove what is gone.

        Raises what the reader raises; what was read before stays.
        """
        for batch in in_batches(entries, self._next_batch):
            self._take(batch)
        self.end(identified=self.identified)

    def end(self, *, identified: bool) -> None:
        """Remove what is gone, unless nobody knows which objects were meant."""
        if identified:
            self.finish()
        else:
            self._named.settle(self._store, lambda _: False)

    def _next_batch(self) -> int:
        """How many objects the next transaction takes."""
        if self.batch < FIRST_BATCH:
            return self.batch
        return max(self.batch, min(len(self._seen) // SHARE_OF_SEEN, LONGEST_BATCH))

    def take(
        self, entries: Sequence[Entry], inside: Inside | None = None, *, again: bool = False
    ) -> None:
        """Take some entries in; ``inside`` writes in the last transaction.

        ``again`` says that they are changes of what came before: objects that came before are
        no duplicates, and EVSEs that are missing stay (see ``_completed``).
        """
        batches = list(in_batches(entries, lambda: self.batch)) or [[]]
        for batch in batches[:-1]:
            self._take(batch, None, again)
        self._take(batches[-1], inside, again)

    def remember(self, seen: Mapping[int, int], added: Mapping[Kind, int]) -> None:
        """Take over what an interrupted load had seen: time stamps by row id."""
        self._seen.update(seen)
        self.added.update(added)
        self._twins = None

    def note(self, now: int) -> None:
        """Remember that the source was heard, and how many statuses changed."""
        with self._store.transaction() as tx:
            note_news(tx, self._scope.source, now, self.changes + self._lists.changes)

    def finish(self, kinds: Collection[Kind] | None = None, since: int | None = None) -> None:
        """Remove what the load should have contained and did not.

        Of the kinds that occurred, or of some kinds; never what has a time stamp after ``since``,
        which was pushed meanwhile.
        """
        for kind in self._kinds if kinds is None else kinds:
            gone = self._gone(kind)
            for start in range(0, len(gone), BATCH):
                self._remove(kind, gone[start : start + BATCH], since)
                self._pause()
        self._withhold_twins()
        all_seen = self._twins is not None
        complete = all_seen and "location" in (self._kinds if kinds is None else kinds)
        self._named.settle(self._store, lambda party: complete and self._speaks_for(party))

    def _speaks_for(self, party: str) -> bool:
        return self._scope.whole_source or ("location", party) in self._parties

    def _withhold_twins(self) -> None:
        """Show of each EVSE that is at several locations the one that was updated last."""
        if self._twins is None:
            return
        withheld = self._twins.withheld()
        rids = sorted({*withheld, *self._marked})
        for start in range(0, len(rids), BATCH):
            with self._store.transaction() as tx:
                self._mark(tx, tx.stored(rids[start : start + BATCH]), withheld)
            self._pause()

    def _mark(
        self, tx: Transaction, rows: Mapping[int, Stored], withheld: Mapping[int, frozenset[int]]
    ) -> None:
        subjects = []
        for rid, row in rows.items():
            location, before = to_location(row), to_statuses(row)
            uids = uids_of(location, before, withheld.get(rid, frozenset()))
            self._tally.note(twin_issue(location, uid) for uid in sorted(uids))
            now = with_twins(before, uids)
            if now != before:
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

    def _take(
        self, entries: Sequence[Entry], inside: Inside | None = None, again: bool = False
    ) -> None:
        self.identified &= not any(map(_is_unidentified, entries))
        lists = [entry for entry in entries if is_status_list(entry.reading)]
        if lists:
            self._lists.take(lists, self._pause)
        items = self._items(entries, again)
        if not items and inside is None:
            return
        with self._store.transaction() as tx:
            self._apply(tx, items, again)
            if inside is not None:
                inside(tx)
        self._pause()

    def _apply(self, tx: Transaction, all_items: Sequence[_Item], again: bool) -> None:
        known = _known(tx, all_items)
        items = all_items
        if self._scope.newest_wins:
            items = [item for item in all_items if not _is_older(item.record, known)]
            self._count_older(all_items, known)
        if again:
            items = [self._completed(item, known) for item in items]
        changed = [i for i in items if known.hashes.get(i.record.rid) != i.record.hash]
        touched = {item.record.rid for item in changed}
        locations = [item for item in items if item.is_location]
        tx.put_records([item.record for item in changed])
        self._publish(tx, [i for i in locations if i.record.rid in touched], known.stored)
        self._refresh(tx, [i for i in locations if i.record.rid not in touched], known.stored)
        moved = _other_issues(tx, [i for i in items if i.record.rid not in touched])
        issues = {item.record.rid: item.issues for item in (*changed, *moved)}
        if issues:
            tx.put_issues(self._scope.source, issues)
        self._count_tariffs(items, known)
        for item in items:
            self._compare(item, known)

    def _completed(self, item: _Item, known: _Known) -> _Item:
        found = _completed(item, known)
        if found is not item:
            self._tally.note(found.issues[-1:])
        return found

    def _compare(self, item: _Item, known: _Known) -> None:
        if item.repeated:
            return
        before = known.updated.get(item.record.rid)
        if before is None:
            self.added[item.record.kind] += 1
            return
        self.compared += 1
        now = item.record.updated
        self.oldest = now if self.oldest is None else min(self.oldest, now)

    def _items(self, entries: Sequence[Entry], again: bool) -> list[_Item]:
        """What is to be looked at: the freshest reading of each object, by row id.

        The store then finds each of its pages once in a batch.
        """
        items: dict[int, _Item] = {}
        for entry in entries:
            record = entry.record
            self._tally.note(entry.reading.issues)
            if record is None:
                continue
            self._kinds[record.kind] = None
            self._parties.add((record.kind, record.party))
            before = self._seen.get(record.rid)
            if before is not None:
                if not again or record.rid in items:
                    self._tally.note([_duplicate(record)])
                if record.updated < before:
                    continue
            if entry.glance:
                self._named.see(entry.glance.tariffs)
                if self._twins is not None and not again:
                    self._twins.see(record.rid, entry.glance.sightings)
            repeated = before is not None and record.rid not in items
            self._seen[record.rid] = record.updated
            items[record.rid] = _Item(record=record, entry=entry, repeated=repeated)
        return sorted(items.values(), key=lambda item: item.record.rid)

    def _count_older(self, items: Sequence[_Item], known: _Known) -> None:
        for item in items:
            if item.repeated or not _is_older(item.record, known):
                continue
            if item.entry.glance:
                self._count_whole("same", item.entry.glance)
            else:
                self._tally.add("tariffs", "same")

    def _publish(
        self, tx: Transaction, items: Sequence[_Item], stored: Mapping[int, Stored]
    ) -> None:
        write(tx, [self._publication(item, stored.get(item.record.rid)) for item in items])

    def _publication(self, item: _Item, row: Stored | None) -> Publication:
        """What a location writes that is new, or not what it was."""
        if row is None and item.entry.publication and item.entry.glance:
            if not item.repeated:
                self._count_whole("new", item.entry.glance)
            return item.entry.publication
        location, reading = item.location, item.reading
        before = to_location(row) if row else None
        statuses = to_statuses(row) if row else ()
        self._note_marks(item, statuses)
        if not item.repeated:
            self._count(item, before, statuses)
        now = freshest(statuses, reading.statuses, restamp=True)
        self.changes += _changes(statuses, now)
        subject = Subject(
            rid=item.record.rid,
            location=location,
            statuses=now,
            before=shown(before, statuses) if before else None,
            known=statuses,
        )
        return to_publication(self._dialect, subject)

    def _note_marks(self, item: _Item, statuses: Sequence[EvseStatus]) -> None:
        if any(status.twin for status in statuses):
            self._marked.add(item.record.rid)

    def _count(self, item: _Item, before: Location | None, statuses: Sequence[EvseStatus]) -> None:
        reading = item.reading
        if before is None:
            self._count_all("new", item.location)
            return
        self._tally.add("locations", "changed")
        self._tally.difference(before, item.location, statuses, reading.statuses)

    def _count_whole(self, fate: Fate, glance: Glance) -> None:
        self._tally.whole(fate, glance.evses, glance.connectors)

    def _count_all(self, fate: Fate, location: Location) -> None:
        connectors = sum(len(evse.connectors) for evse in location.evses)
        self._tally.whole(fate, len(location.evses), connectors)

    def _refresh(
        self, tx: Transaction, items: Sequence[_Item], stored: Mapping[int, Stored]
    ) -> None:
        subjects = []
        for item in items:
            location, row = item.location, stored[item.record.rid]
            before = to_statuses(row)
            self._note_marks(item, before)
            now = freshest(before, item.reading.statuses)
            if now == before:
                if not item.repeated:
                    self._count_all("same", location)
                continue
            if not item.repeated:
                self._tally.add("locations", "same")
                self._tally.difference(location, location, before, now)
            self.changes += _changes(before, now)
            subjects.append(
                Subject(
                    rid=item.record.rid,
                    location=location,
                    statuses=now,
                    before=shown(location, before),
                    known=before,
                )
            )
        refresh(tx, self._dialect, subjects)

    def _count_tariffs(self, items: Sequence[_Item], known: _Known) -> None:
        for item in items:
            if item.record.kind == "tariff" and not item.repeated:
                before = known.hashes.get(item.record.rid)
                same = before == item.record.hash
                self._tally.add("tariffs", "same" if same else "changed" if before else "new")

    def _gone(self, kind: Kind) -> list[int]:
        """Row ids of records that the load should have contained and did not."""
        there, rids = 0, []
        for head in self._store.scan(kind, self._scope.source):
            if self._scope.whole_source or (kind, head.party) in self._parties:
                there += 1
                if head.rid not in self._seen:
                    rids.append(head.rid)
        gone, expected = len(rids), there - self.added[kind]
        if self._scope.force or 2 * gone <= expected:
            return rids
        self._tally.note([_withheld(self._scope.source, gone, expected)])
        return []

    def _remove(self, kind: Kind, rids: Sequence[int], since: int | None) -> None:
        with self._store.transaction() as tx:
            if since is not None:
                found = tx.stored(rids) if kind == "location" else tx.records(rids)
                rids = [rid for rid, row in found.items() if row.updated <= since]
            if kind == "tariff":
                self._tally.add("tariffs", "removed", len(rids))
            else:
                self._withdraw(tx, tx.stored(rids))
            tx.remove(rids)

    def _withdraw(self, tx: Transaction, stored: Mapping[int, Stored]) -> None:
        before = {}
        for rid, row in stored.items():
            location = to_location(row)
            self._count_all("removed", location)
            before[rid] = shown(location, to_statuses(row))
        withdraw(tx, before)


def in_batches(entries: Iterable[Entry], size: Callable[[], int]) -> Iterator[list[Entry]]:
    """Cut a stream into lists; when it fails, what came before is handed over first."""
    wanted = size()
    batch: list[Entry] = []
    failure: Exception | None = None
    try:
        for entry in entries:
            batch.append(entry)
            if len(batch) == wanted:
                yield batch
                batch, wanted = [], size()
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
        if sorted(issue.code for issue in item.issues) != known.get(item.record.rid, [])
    ]


def _is_unidentified(entry: Entry) -> bool:
    """Whether something was there that nobody can name."""
    if entry.record:
        return False
    return any(issue.code in UNIDENTIFIED for issue in entry.reading.issues)


def _known(tx: Transaction, items: Sequence[_Item]) -> _Known:
    stored = tx.stored([item.record.rid for item in items if item.is_location])
    others = tx.records([item.record.rid for item in items if not item.is_location])
    rows: dict[int, Stored | Record] = {**stored, **others}
    return _Known(
        stored=stored,
        hashes={rid: row.hash for rid, row in rows.items()},
        updated={rid: row.updated for rid, row in rows.items()},
    )


def _is_older(record: Record, known: _Known) -> bool:
    return record.updated < known.updated.get(record.rid, record.updated)


def _completed(item: _Item, known: _Known) -> _Item:
    """A change with the EVSEs that it lacks: some senders leave out those that are the same.

    OCPI wants the whole location (ocpi issue 432), so a complete load may still remove them
    (wild 2.16).
    """
    row = known.stored.get(item.record.rid)
    if row is None or row.hash == item.record.hash:
        return item
    there = {evse.uid for evse in item.location.evses}
    kept = tuple(evse for evse in to_location(row).evses if evse.uid not in there)
    if not kept:
        return item
    uids = {evse.uid for evse in kept}
    old = tuple(status for status in to_statuses(row) if status.uid in uids)
    reading = item.reading
    entry = to_entry(
        replace(
            reading,
            location=replace(item.location, evses=(*item.location.evses, *kept)),
            statuses=(*reading.statuses, *old),
            issues=(*reading.issues, _kept(item.record, sorted(uids))),
        )
    )
    return _Item(record=entry.record or item.record, entry=entry, repeated=item.repeated)


def _changes(before: Sequence[EvseStatus], now: Sequence[EvseStatus]) -> int:
    """How many statuses of known EVSEs are no longer the same."""
    known = {status.uid: status.status for status in before}
    return sum(known.get(status.uid, status.status) != status.status for status in now)


def _kept(record: Record, uids: Sequence[str]) -> Issue:
    return Issue(
        code="evses_kept",
        outcome="normalised",
        object=_shown_key(record),
        path="$.evses",
        was=f"without {', '.join(uids)}",
        became="kept until a complete load confirms it",
    )


def _shown_key(record: Record) -> str:
    return f"{record.party}/{record.key}".replace("*", "/", 1)


def _duplicate(record: Record) -> Issue:
    key = _shown_key(record)
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
