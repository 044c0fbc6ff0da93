"""Moving everything from one store into another, of whatever kind.

1. The source is read as of one moment; others may go on writing to it.
2. Rows arrive in order, so many in each change. A copy that ended early goes on behind the rows
   that are there.
3. At the end every table is compared by its number of rows and the sum of their hashes. One that
   differs is copied again, which happens when the source changed after a copy that ended early.
4. The register is copied last: until then it has a mark that says that the store is not whole.
"""

from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import islice
from typing import Final, Protocol

import msgspec

from plugdex.directory.ports import WORDS_TABLE, Progress, Row, Snapshot, Store, Tables
from plugdex.directory.records import to_location
from plugdex.model.errors import StoreError
from plugdex.model.filters import location_words
from plugdex.model.value import Value

BATCH: Final = 5_000
"""Rows in one change."""

REGISTER: Final = "register"
MARK: Final = "copy"
"""The kind of document that says that a copy is under way."""

ENCODER: Final = msgspec.msgpack.Encoder()
LIMIT: Final = 1 << 128


class Whole(Store, Tables, Protocol):
    """A store that can be moved."""


class Digest(Value, frozen=True):
    """What two tables of the same rows have in common, in whatever order they are."""

    rows: int
    hashes: int


def copy_store(source: Whole, target: Whole, progress: Progress) -> dict[str, int]:
    """Copy everything; returns the number of rows of each table.

    Raises ``StoreError`` when the target has data that is not of a copy that ended early.
    """
    _begin(target)
    counts: dict[str, int] = {}
    with source.snapshot() as snapshot:
        for table in source.tables():
            if table == REGISTER:
                continue
            progress.start(table, snapshot.count(table))
            if table == WORDS_TABLE:
                counts[table] = _copy_words(source, snapshot, target, progress)
            else:
                counts[table] = _copy_table(snapshot, target, table, progress)
            progress.done(f"{table}: {counts[table]:,} rows, the same in both")
        rows = [row for row in snapshot.rows(REGISTER) if row[0] != MARK]
        target.load(REGISTER, rows, instead=True)
        counts[REGISTER] = len(rows)
    return counts


def check_whole(store: Store) -> None:
    """Raises ``StoreError`` for a store into which a copy has not ended."""
    if store.reads().registered(MARK):
        raise StoreError("A copy into this store has not ended; run the same copy again.")


def digest(rows: Iterable[Row]) -> Digest:
    """Number and sum of the hashes of rows."""
    count = total = 0
    for row in rows:
        count += 1
        total += int.from_bytes(blake2b(ENCODER.encode(row), digest_size=16).digest(), "big")
    return Digest(count, total % LIMIT)


def _begin(target: Whole) -> None:
    """Mark an empty store; one with the mark is gone on with."""
    if target.reads().registered(MARK):
        return
    with target.snapshot() as there:
        for table in target.tables():
            if there.count(table):
                raise StoreError(
                    f"The store to copy into is not empty (it has a {table}). Choose a new one."
                )
    with target.transaction() as tx:
        tx.register(MARK, "under way", b"{}")


def _copy_table(source: Snapshot, target: Whole, table: str, progress: Progress) -> int:
    with target.snapshot() as there:
        known = there.count(table)
    progress.advance(min(known, source.count(table)))
    _append(source.rows(table, known), target, table, progress)
    wanted = digest(source.rows(table))
    if _digest_of(target, table) == wanted:
        return wanted.rows
    target.load(table, [], instead=True)
    _append(source.rows(table), target, table, progress)
    if _digest_of(target, table) != wanted:
        raise StoreError(f"The copy of {table} is not what the source has. Run it again.")
    return wanted.rows


def _copy_words(source: Whole, snapshot: Snapshot, target: Whole, progress: Progress) -> int:
    """Words are made from the documents: not every store gives them back."""
    target.load(WORDS_TABLE, [], instead=True)
    rids = (int(row[0]) for row in snapshot.rows("location"))
    while batch := list(islice(rids, BATCH)):
        found = _words(target, batch)
        target.load(WORDS_TABLE, found)
        progress.advance(len(found))
    wanted = snapshot.count(WORDS_TABLE)
    with target.snapshot() as there:
        if there.count(WORDS_TABLE) != wanted:
            raise StoreError(
                "The words of the source are not those of its locations. "
                "Run plugdex reindex --all on it, then copy again."
            )
    return wanted


def _words(store: Store, rids: Sequence[int]) -> list[Row]:
    found: list[Row] = []
    for rid, stored in store.reads().documents(rids).items():
        words = " ".join(sorted(location_words(to_location(stored))))
        if words:
            found.append((rid, words))
    return found


def _append(rows: Iterator[Row], target: Whole, table: str, progress: Progress) -> None:
    while batch := list(islice(rows, BATCH)):
        target.load(table, batch)
        progress.advance(len(batch))


def _digest_of(store: Whole, table: str) -> Digest:
    with store.snapshot() as there:
        return digest(there.rows(table))
