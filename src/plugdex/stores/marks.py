"""What one transaction changes, gathered to be logged when it ends: one change for each thing."""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

import msgspec

from plugdex.directory.changes import CHANGED
from plugdex.directory.kept import ChangeKind, Counted, LiveRow, Published, Record
from plugdex.model.ids import object_row_id

REST: Final = "rid, content, live, kind, state, id, at, changed"
CHANGES: Final = f"""
    SELECT * FROM (
        SELECT content AS number, {REST} FROM change
        WHERE content > {{after}} AND content < number ORDER BY content LIMIT {{most}}
    ) AS contents UNION ALL SELECT * FROM (
        SELECT number, {REST} FROM change WHERE number > {{after}} ORDER BY number LIMIT {{most}}
    ) AS latest ORDER BY number LIMIT {{most}}"""
"""The last change of content of each thing, and what came after it, together in their order."""

KEEP: Final = ""
"""In place of a state or an id: it stays what it is."""

LOAD: Final = "load"
"""The kind of small documents whose changes are logged."""


class MarkRow(NamedTuple):
    """What is logged of one thing; ``content`` and ``live`` are 0 where they stay as they are."""

    number: int
    rid: int
    content: int
    live: int
    kind: ChangeKind
    state: str
    id: str
    at: int
    changed: bytes


class _Mark:
    """What happened to one thing."""

    def __init__(self, kind: ChangeKind) -> None:
        self.kind = kind
        self.content = self.live = False
        self.state = self.id = KEEP
        self.before: dict[str, str] = {}


class Marks:
    """Gathers what a transaction does."""

    def __init__(self) -> None:
        self._marks: dict[int, _Mark] = {}
        self._rest: dict[int, None] = {}
        """What is logged only where it was logged before."""

    def __bool__(self) -> bool:
        """Whether there is anything to log."""
        return bool(self._marks)

    def records(self, records: Iterable[Record]) -> None:
        """Records were written; those of locations are published, too, and logged then."""
        for record in records:
            if record.kind == "tariff":
                self._content(record.rid, "tariff", "shown")

    def published(self, published: Iterable[Published], withdrawn: Iterable[int]) -> None:
        """Locations were shown and withdrawn."""
        for rid in withdrawn:
            self._content(rid, "location", "hidden")
        for each in published:
            self._content(each.rid, "location", "shown").id = each.id

    def refreshed(self, rows: Iterable[LiveRow], counted: Mapping[int, Counted]) -> None:
        """Locations have new statuses, or new time stamps of the same ones."""
        for row in rows:
            mark = self._mark(row.rid, "location")
            if row.rid in counted:
                mark.before.update(counted[row.rid].before)
                mark.live = bool(mark.before)

    def removed(self, rids: Iterable[int]) -> None:
        """Records are no more; what was never logged, such as a session, is not logged now."""
        for rid in rids:
            self._content(rid, "location", "gone")
            self._rest[rid] = None

    def issues(self, rids: Iterable[int]) -> None:
        """Records have other issues; those of what is not logged are not, either."""
        for rid in rids:
            if rid not in self._marks:
                self._mark(rid, "location")
                self._rest[rid] = None

    def registered(self, kind: str, name: str) -> None:
        """A small document was written."""
        if kind == LOAD:
            self._content(object_row_id(LOAD, name), LOAD, "shown").id = name

    def refreshed_only(self) -> Sequence[int]:
        """What has the same content: the statuses that changed before still count."""
        return [rid for rid, mark in self._marks.items() if not mark.content]

    def rows(
        self, last: int, changed: Mapping[int, bytes]
    ) -> tuple[Sequence[MarkRow], Sequence[MarkRow]]:
        """What is to be logged, and what is so only where it was logged before.

        Numbers go on behind ``last``; ``changed`` is what the log says of ``refreshed_only``.
        """
        now = time.time_ns() // 1_000_000
        rest = [(rid, self._marks.pop(rid)) for rid in self._rest]
        rows = list(_rows(self._marks.items(), last, now, changed))
        return rows, list(_rows(rest, last + len(rows), now, changed))

    def _content(self, rid: int, kind: ChangeKind, state: str) -> _Mark:
        mark = self._mark(rid, kind)
        mark.content, mark.state = True, state
        return mark

    def _mark(self, rid: int, kind: ChangeKind) -> _Mark:
        found = self._marks.get(rid)
        if found is None:
            found = self._marks[rid] = _Mark(kind)
        elif found.kind != kind or rid in self._rest:
            found.kind = kind
            self._rest.pop(rid, None)
        return found


def _rows(
    marks: Iterable[tuple[int, _Mark]], last: int, now: int, changed: Mapping[int, bytes]
) -> Iterator[MarkRow]:
    for number, (rid, mark) in enumerate(marks, start=last + 1):
        yield MarkRow(
            number=number,
            rid=rid,
            content=number * mark.content,
            live=number * mark.live,
            kind=mark.kind,
            state=mark.state,
            id=mark.id,
            at=now,
            changed=b"" if mark.content else _changed(changed.get(rid), mark.before, number),
        )


def _changed(known: bytes | None, before: Mapping[str, str], number: int) -> bytes:
    """The EVSEs that changed since the content did."""
    found = CHANGED.decode(known) if known else {}
    found.update((uid, (number, status)) for uid, status in before.items())
    return msgspec.json.encode(found) if found else b""
