"""A mirror: a store that follows the changes of another one.

1. What is taken over and the cursor behind it are stored in one transaction: after a crash of
   either side it goes on where it was, nothing is lost and nothing comes twice.
2. It begins with all that is there. A snapshot that was interrupted goes on.
3. When the origin has forgotten what went behind the cursor, everything is read again, and what
   did not come is removed at the end.
4. It writes only into an empty store, or one that is a mirror of the same origin.
5. A source is heard while the origin is, and hears it. When nothing comes from the origin for
   long, no status is believed any more.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Final, Protocol

from msgspec.structs import replace

from plugdex.directory.changes import TooOld
from plugdex.directory.kept import Kind, Record, Stored
from plugdex.directory.loads import LOAD
from plugdex.directory.mirrored import Mirrored, MirrorPage, to_record
from plugdex.directory.news import note_news
from plugdex.directory.origin import STALE_AFTER, Origin, origin_of, put_origin
from plugdex.directory.ports import Store, Transaction
from plugdex.directory.publish import Dialect, Subject, publish, refresh, shown, withdraw
from plugdex.directory.records import STATUSES, to_location, to_statuses
from plugdex.model.errors import StoreError
from plugdex.model.location import Location

NOTE_EVERY: Final = 30_000
"""Milliseconds between two notes that all sources are still heard, through the origin."""

MIRRORED: Final[tuple[Kind, ...]] = ("location", "tariff")
BATCH: Final = 100
"""Removals in one transaction."""


class Fetch(Protocol):
    """Asks the origin."""

    def __call__(self, cursor: str, wait: int) -> MirrorPage:
        """The page behind a cursor, if need be after so many seconds.

        Raises ``FetchFailed`` when it does not come, and ``TooOld``.
        """
        ...


class Mirror:
    """Brings a store in step with its origin, page by page."""

    def __init__(
        self,
        store: Store,
        dialect: Dialect,
        url: str,
        clock: Callable[[], int],
        stale_after: int = STALE_AFTER,
    ) -> None:
        self._store = store
        self._dialect = dialect
        self._clock = clock
        self._origin = self._begin(Origin(url=url, stale_after=stale_after))
        self._seen: set[int] = set()
        self._noted = 0

    def step(self, fetch: Fetch, wait: int) -> MirrorPage | None:
        """Take one page over; ``None`` where everything has to be read again."""
        try:
            page = fetch(self._origin.cursor, wait)
        except TooOld:
            self._start_again()
            return None
        self._take(page)
        if self._origin.again and not page.more:
            self._sweep()
        return page

    def _begin(self, origin: Origin) -> Origin:
        """The state of the store; raises ``StoreError`` for one that is no mirror of the URL."""
        reads = self._store.reads()
        known = origin_of(reads)
        if known is None and reads.last_change():
            raise StoreError(
                "The store has data of its own, which a mirror would mix up. Choose a new store."
            )
        if known and known.url != origin.url:
            raise StoreError(
                f"The store is a mirror of {known.url}. Choose another store for {origin.url}."
            )
        if known:
            cursor = "0" if known.again else known.cursor
            origin = replace(known, cursor=cursor, stale_after=origin.stale_after)
        with self._store.transaction() as tx:
            put_origin(tx, origin)
        return origin

    def _start_again(self) -> None:
        self._seen.clear()
        with self._store.transaction() as tx:
            self._remember(tx, replace(self._origin, cursor="0", again=True))

    def _take(self, page: MirrorPage) -> None:
        origin = replace(self._origin, cursor=page.next)
        now = self._clock()
        is_due = now - self._noted >= NOTE_EVERY
        if origin == self._origin and not page.changes and not is_due:
            return
        sources = {each.record.source for each in page.changes if each.record}
        if is_due:
            sources.update(self._store.reads().sources("location"))
            self._noted = now
        with self._store.transaction() as tx:
            take_over(tx, self._dialect, page.changes)
            for source in sorted(sources.difference(page.silent)):
                note_news(tx, source, now, 0)
            self._remember(tx, origin)
        if origin.again:
            self._seen.update(each.rid for each in page.changes)

    def _remember(self, tx: Transaction, origin: Origin) -> None:
        put_origin(tx, origin)
        self._origin = origin

    def _sweep(self) -> None:
        """Remove what the origin no longer has."""
        reads = self._store.reads()
        for kind in MIRRORED:
            for source in reads.sources(kind):
                heads = self._store.scan(kind, source)
                gone = [head.rid for head in heads if head.rid not in self._seen]
                for start in range(0, len(gone), BATCH):
                    with self._store.transaction() as tx:
                        _remove(tx, gone[start : start + BATCH])
        with self._store.transaction() as tx:
            self._remember(tx, replace(self._origin, again=False))
        self._seen.clear()


def take_over(tx: Transaction, dialect: Dialect, changes: Sequence[Mirrored]) -> None:
    """Make true what some changes say."""
    changes = once_each(changes)
    known = tx.records([each.rid for each in changes])
    stored = tx.stored([each.rid for each in changes])
    there = [(each, each.record) for each in changes if each.record]
    records = [to_record(change, record) for change, record in there]
    others = {each.rid for each in records if known.get(each.rid) != each}
    tx.put_records([each for each in records if each.rid in others])
    _remove(tx, [each.rid for each in changes if not each.record and each.kind != LOAD])
    contents: list[Subject] = []
    statuses: list[Subject] = []
    for change, record in zip((change for change, _ in there), records, strict=True):
        if record.kind == "location":
            is_content = change.content or record.rid in others
            subject = _subject(change, record, stored.get(record.rid))
            (contents if is_content else statuses).append(subject)
    publish(tx, dialect, contents)
    refresh(tx, dialect, [each for each in statuses if _is_other(each, stored[each.rid])])
    _put_issues(tx, [change for change, _ in there])
    for change in changes:
        if change.load:
            tx.register(LOAD, change.load.source, bytes(change.load.document))


def once_each(changes: Sequence[Mirrored]) -> Sequence[Mirrored]:
    """One change for each thing: two of a page tell the same state of it."""
    found: dict[int, Mirrored] = {}
    for change in changes:
        before = found.pop(change.rid, None)
        found[change.rid] = replace(change, content=True) if before and before.content else change
    return list(found.values())


def _subject(change: Mirrored, record: Record, row: Stored | None) -> Subject:
    """A location as the origin published it."""
    live = change.live
    statuses = STATUSES.decode(live.statuses) if live else ()
    before = to_statuses(row) if row else ()
    now = Stored(
        rid=record.rid,
        document=record.document,
        statuses=b"",
        hash=record.hash,
        updated=live.published if live else record.updated,
    )
    return Subject(
        rid=record.rid,
        location=to_location(now),
        statuses=statuses,
        before=shown(to_location(row), before) if row else None,
        known=before,
        stamp=live.updated if live else None,
    )


def _is_other(subject: Subject, row: Stored) -> bool:
    """Whether the live part is not what is stored."""
    return subject.statuses != subject.known or subject.stamp != row.updated


def _remove(tx: Transaction, rids: Sequence[int]) -> None:
    if not rids:
        return
    before: dict[int, Location | None] = {}
    for rid, row in tx.stored(rids).items():
        before[rid] = shown(to_location(row), to_statuses(row))
    withdraw(tx, before)
    tx.remove(rids)


def _put_issues(tx: Transaction, changes: Iterable[Mirrored]) -> None:
    there = {each.rid: (each.record.source, each.issues) for each in changes if each.record}
    known = tx.issues(list(there))
    for rid, (source, issues) in there.items():
        if tuple(known.get(rid, ())) != issues:
            tx.put_issues(source, {rid: issues})
