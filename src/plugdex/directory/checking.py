"""Whether a store is whole: everything in it is what its records say it must be."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Final, Protocol

from msgspec.structs import replace

from plugdex.directory.copying import check_whole
from plugdex.directory.kept import Answer, Published, Stored
from plugdex.directory.ports import Progress, Reads, Store, Tables
from plugdex.directory.publish import Dialect, shown, to_published
from plugdex.directory.records import to_location, to_record, to_statuses
from plugdex.model.errors import StoreError

BATCH: Final = 500


class Checkable(Store, Tables, Protocol):
    """A store that can be checked."""


def faults(store: Checkable, dialect: Dialect, progress: Progress) -> Iterator[str]:
    """What is wrong with a store; others may go on writing.

    What looks wrong is looked at again: it may have changed between two reads.
    """
    try:
        check_whole(store)
    except StoreError as error:
        yield str(error)
        return
    yield from store.contradictions()
    reads = store.reads()
    progress.start("check", None)
    count = 0
    for source in reads.sources("location"):
        rids = (head.rid for head in store.scan("location", source))
        while batch := list(islice(rids, BATCH)):
            found = list(_faults(reads, dialect, batch))
            if found:
                yield from set(found) & set(_faults(reads, dialect, batch))
            count += len(batch)
            progress.advance(len(batch))
    progress.done(f"{count:,} locations checked")


def _faults(reads: Reads, dialect: Dialect, rids: Sequence[int]) -> Iterator[str]:
    answers = {answer.rid: answer for answer in reads.answers(rids)}
    published = reads.published(rids)
    for stored in reads.stored(rids).values():
        yield from _faults_of(stored, dialect, answers, published)


def _faults_of(
    stored: Stored,
    dialect: Dialect,
    answers: Mapping[int, Answer],
    published: Mapping[int, Published],
) -> Iterator[str]:
    """A location against its record: the answer, the live part, the index, the card."""
    rid, location, statuses = stored.rid, to_location(stored), to_statuses(stored)
    if to_record(location).hash != stored.hash:
        yield f"{location.id}: the hash is of another document"
    if [each.uid for each in statuses] != [each.uid for each in location.evses]:
        yield f"{location.id}: statuses are of other EVSEs"
    place = shown(location, statuses)
    answer = answers.get(rid)
    if place is None or answer is None:
        if (place is None) != (answer is None):
            yield f"{location.id}: {'shown' if answer else 'not shown'}, which is wrong"
        return
    expected, live = to_published(dialect, rid, place, statuses)
    if (answer.prepared, answer.live) != (expected.prepared, live):
        yield f"{location.id}: the answer is not that of the record"
    wanted, found = _comparable(expected), published.get(rid)
    if found is None or found.entries != wanted.entries:
        yield f"{location.id}: the index is not that of the record"
    elif found.card != wanted.card:
        yield f"{location.id}: the card is not that of the record"
    elif _comparable(found) != wanted:
        yield f"{location.id}: what finds it is not that of the record"


def _comparable(location: Published) -> Published:
    """What a store gives back; a new status moves no time stamp of what was published."""
    emsps = tuple(sorted(set(location.emsps)))
    return replace(location, words="", emsps=emsps, updated=0)
