"""What a mirror needs of a change: the record behind it with all that hangs on it, as it is now."""

from collections.abc import Sequence
from typing import Final

import msgspec

from plugdex.directory.changes import Cursor, Page, read_page
from plugdex.directory.kept import Change, ChangeKind, Kind, Record
from plugdex.directory.loads import LOAD
from plugdex.directory.ports import Reads
from plugdex.directory.staleness import stale_sources
from plugdex.model.issues import Issue
from plugdex.model.value import Value


class MirroredRecord(Value, frozen=True, kw_only=True):
    """A record (see ``kept.Record``)."""

    source: str
    party: str
    key: str
    hash: bytes
    updated: int
    document: msgspec.Raw


class MirroredLive(Value, frozen=True, kw_only=True):
    """The live part of a location."""

    updated: int
    statuses: msgspec.Raw
    published: int
    """The time stamp with which the location was published; that of the record where it is not."""


class MirroredLoad(Value, frozen=True, kw_only=True):
    """The report of a load."""

    source: str
    document: msgspec.Raw


class Mirrored(Value, frozen=True, kw_only=True):
    """A change with what is there now; nothing of what is gone."""

    number: int
    rid: int
    kind: ChangeKind
    content: bool = False
    """Whether more than statuses and issues may have changed."""
    record: MirroredRecord | None = None
    live: MirroredLive | None = None
    issues: tuple[Issue, ...] = ()
    load: MirroredLoad | None = None


class MirrorPage(Value, frozen=True, kw_only=True, omit_defaults=False):
    """A page of changes for a mirror."""

    changes: tuple[Mirrored, ...]
    next: str
    more: bool
    silent: tuple[str, ...]
    """Sources whose statuses are not believed any more."""
    total: int
    """About how many changes there are from the beginning."""


ENCODER: Final = msgspec.json.Encoder()
DECODER: Final = msgspec.json.Decoder(MirrorPage)


def mirror_page(reads: Reads, cursor: Cursor, limit: int, now: int) -> bytes:
    """A page behind a cursor as JSON; raises ``TooOld``. ``now`` is milliseconds since 1970."""
    page = read_page(reads, cursor, limit)
    total = reads.location_count() if not page.since else 0
    return ENCODER.encode(
        MirrorPage(
            changes=tuple(mirrored(reads, page)),
            next=str(page.next),
            more=page.more,
            silent=tuple(sorted(stale_sources(reads, now))),
            total=total,
        )
    )


def mirrored(reads: Reads, page: Page) -> Sequence[Mirrored]:
    """The changes of a page, in their order.

    What is read may be newer than the change: a later change then tells it again.
    """
    rids = [each.rid for each in page.changes if each.kind != LOAD]
    known = reads.records(rids)
    stored, published, issues = reads.stored(rids), reads.published(rids), reads.issues(rids)
    loads = reads.registered(LOAD) if len(rids) < len(page.changes) else {}
    found = []
    for change in page.changes:
        if change.kind == LOAD:
            found.append(_load(change, loads.get(change.id, b"")))
            continue
        record, row = known.get(change.rid), stored.get(change.rid)
        shown = published.get(change.rid)
        live = None
        if record and row and record.kind == "location":
            live = MirroredLive(
                updated=row.updated,
                statuses=msgspec.Raw(row.statuses or b"[]"),
                published=shown.updated if shown else record.updated,
            )
        found.append(
            Mirrored(
                number=change.number,
                rid=change.rid,
                kind=change.kind,
                content=not change.is_live,
                record=_record(record) if record else None,
                live=live,
                issues=tuple(issues.get(change.rid, ())) if record else (),
            )
        )
    return found


def to_record(change: Mirrored, record: MirroredRecord) -> Record:
    """The record of a change."""
    kind: Kind = "tariff" if change.kind == "tariff" else "location"
    return Record(
        rid=change.rid,
        kind=kind,
        source=record.source,
        party=record.party,
        key=record.key,
        hash=record.hash,
        document=bytes(record.document),
        updated=record.updated,
    )


def _record(record: Record) -> MirroredRecord:
    return MirroredRecord(
        source=record.source,
        party=record.party,
        key=record.key,
        hash=record.hash,
        updated=record.updated,
        document=msgspec.Raw(record.document),
    )


def _load(change: Change, document: bytes) -> Mirrored:
    load = MirroredLoad(source=change.id, document=msgspec.Raw(document)) if document else None
    return Mirrored(number=change.number, rid=change.rid, kind=LOAD, load=load)
