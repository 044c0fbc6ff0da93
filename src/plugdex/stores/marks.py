"""What one transaction changes, gathered to be logged when it ends: one change for each thing."""

import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

import msgspec

from plugdex.directory.ports import ChangeKind, Ended, Published, Record
from plugdex.model.ids import object_row_id

CHANGES: Final = """
    SELECT number, rid, content, live, kind, state, id, at, ended FROM change WHERE number > """

KEEP: Final = ""
"""In place of a state or an id: it stays what it is."""

LOAD: Final = "load"
"""The kind of small documents whose changes are logged."""


class MarkRow(NamedTuple):
    """What is logged of one thing; ``content`` and ``live`` are 1 for what changed, else 0."""

    rid: int
    content: int
    live: int
    kind: ChangeKind
    state: str
    id: str
    at: int
    ended: bytes


class _Mark:
    """What happened to one thing."""

    def __init__(self, kind: ChangeKind) -> None:
        self.kind = kind
        self.content = self.live = False
        self.state = self.id = KEEP
        self.ended: dict[str, str] = {}


class Marks:
    """Gathers what a transaction does."""

    def __init__(self) -> None:
        self._marks: dict[int, _Mark] = {}
        self._rest: dict[int, None] = {}
        """What is logged only where it was logged before."""

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

    def refreshed(self, rids: Iterable[int]) -> None:
        """Locations have new statuses."""
        for rid in rids:
            self._mark(rid, "location").live = True

    def ended(self, ended: Iterable[Ended]) -> None:
        """Statuses ended; what they are of is marked already."""
        for each in ended:
            if each.rid in self._marks:
                self._marks[each.rid].ended[each.uid] = each.status

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

    def rows(self) -> tuple[Sequence[MarkRow], Sequence[MarkRow]]:
        """What is to be logged, and what is so only where it was logged before."""
        now = time.time_ns() // 1_000_000
        rest = [(rid, self._marks.pop(rid)) for rid in self._rest]
        return list(_rows(self._marks.items(), now)), list(_rows(rest, now))

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


def _rows(marks: Iterable[tuple[int, _Mark]], now: int) -> Iterator[MarkRow]:
    for rid, mark in marks:
        yield MarkRow(
            rid=rid,
            content=int(mark.content),
            live=int(mark.live),
            kind=mark.kind,
            state=mark.state,
            id=mark.id,
            at=now,
            ended=msgspec.json.encode(mark.ended) if mark.ended else b"",
        )


def numbered(rows: Iterable[MarkRow], last: int) -> Iterator[tuple[Any, ...]]:
    """Rows with their numbers behind the last one: number, rid, content, live, and the rest."""
    for number, row in enumerate(rows, start=last + 1):
        yield (number, row.rid, number * row.content, number * row.live, *row[3:])
