"""Reads OICP EVSE data and EVSE statuses."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import BinaryIO, Final, NamedTuple

import msgspec

from plugdex.formats.json_list import Piece, Splitter
from plugdex.formats.notes import Notes
from plugdex.formats.oicp.blocks import pieces_of
from plugdex.formats.oicp.flat import FlatReader
from plugdex.formats.oicp.locations import LocationReader, refusal
from plugdex.formats.oicp.records import Members
from plugdex.formats.oicp.scalars import text_of
from plugdex.formats.oicp.wire import Block, Record
from plugdex.formats.port import Reading, ReadOptions
from plugdex.formats.source import load_source
from plugdex.formats.unpack import PlainText
from plugdex.model.errors import UnreadableSource
from plugdex.model.issues import Issue

UNREADABLE: Final = (
    msgspec.MsgspecError, UnicodeDecodeError, RecursionError, AttributeError, TypeError, ValueError
)  # fmt: skip
MARKS: Final = {
    "block": frozenset(
        {"EVSEDataRecord", "EvseDataRecord", "EVSEStatusRecord", "EvseStatusRecord"}
    ),
    "record": frozenset({"EvseID"}),
    "feature": frozenset({"properties"}),
}
"""Members that only whole objects have, none of their parts."""

ADVICE: Final = "Expected OICP: EVSEData or EVSEStatuses with lists of records of operators."
STATUSES_AT_ONCE: Final = 1000


class Shape(NamedTuple):
    """How a file is recognised, and where its objects are."""

    mark: re.Pattern[bytes]
    path: tuple[str, ...]
    kind: str


SHAPES: Final = (
    Shape(re.compile(rb'"EVSEData"\s*:\s*\['), ("EVSEData",), "block"),
    Shape(re.compile(rb'"EvseData"\s*:\s*\{'), ("EvseData", "OperatorEvseData"), "block"),
    Shape(re.compile(rb'"OperatorEvseData"\s*:'), ("OperatorEvseData",), "block"),
    Shape(re.compile(rb'"EVSEStatuses"\s*:\s*\['), ("EVSEStatuses",), "block"),
    Shape(re.compile(rb'"EvseStatuses"\s*:\s*\{'), ("EvseStatuses", "OperatorEvseStatus"), "block"),
    Shape(re.compile(rb'"OperatorEvseStatus"\s*:'), ("OperatorEvseStatus",), "block"),
    Shape(
        re.compile(rb'"EVSEStatusRecords"\s*:\s*\{', re.IGNORECASE), ("EVSEStatusRecords",), "block"
    ),
    Shape(re.compile(rb'"FeatureCollection"'), ("features",), "feature"),
    Shape(re.compile(rb'"content"\s*:\s*\['), ("content",), "record"),
)
"""Switzerland, OICP 2.2 and 2.3 (pull and push), and the flat GeoJSON of 2019."""


class OicpFormat:
    """OICP 2.x as JSON: EVSE data, EVSE statuses, and the flat GeoJSON of 2019."""

    name = "oicp"
    info = load_source(__file__)

    def read(self, stream: BinaryIO, options: ReadOptions) -> Iterator[Reading]:
        """Read locations in the order of their first EVSEs, or statuses without locations."""
        text = PlainText(stream)
        chunks = iter(text)
        first = next(chunks, b"")
        shape = _shape(first, options)
        marks = MARKS[shape.kind]
        whole = chain((first,), chunks)
        if shape.kind == "block":
            pieces = pieces_of(whole, shape.path, marks, options.largest_object)
        else:
            pieces = Splitter(whole, options.largest_object, marks, shape.path).pieces()
        members = Members(self.info.ignored)
        try:
            yield from _Run(self, members, options).read(pieces, shape.kind)
        except UnicodeDecodeError:
            raise UnreadableSource("Found bytes that are not UTF-8", advice=ADVICE) from None
        if text.damage:
            yield _of_file("source_truncated", text.damage)
        yield from (Reading(issues=(issue,)) for issue in members.issues())


class _Run:
    """One reading of one file."""

    def __init__(self, format_: OicpFormat, members: Members, options: ReadOptions) -> None:
        self._members = members
        self._locations = LocationReader(format_.info, members, options)
        self._flat = FlatReader(format_.info, members)
        self._waiting: list[Reading] = []

    def read(self, pieces: Iterable[Piece], kind: str) -> Iterator[Reading]:
        if kind == "block":
            for piece in pieces:
                yield from self._block(piece)
            return
        yield from self._locations.read(self._records(pieces, kind))
        yield from self._waiting

    def _block(self, piece: Piece) -> Iterator[Reading]:
        """All of one operator: only then are its locations complete."""
        try:
            block = self._members.block(piece.raw) if not piece.fault else Block()
        except UNREADABLE as error:
            yield refusal("object_broken", f"#{piece.number}", "$", f"{error}")
            return
        if piece.fault:
            yield _fault(piece)
        yield from self._locations.read(self._of_block(block))
        yield from self._statuses(block)
        yield from self._waiting
        self._waiting.clear()

    def _of_block(self, block: Block) -> Iterator[Record]:
        for index, raw in enumerate(block.records):
            try:
                record = self._members.record(raw)
            except UNREADABLE as error:
                self._wait(f"{block.operator_id}#{index + 1}", error)
                continue
            record.OperatorID = record.OperatorID or block.operator_id
            record.OperatorName = record.OperatorName or block.operator_name
            yield record

    def _statuses(self, block: Block) -> Iterator[Reading]:
        """Statuses, some hundred at once: they name EVSEs and no locations."""
        for start in range(0, len(block.statuses), STATUSES_AT_ONCE):
            notes = Notes()
            found = []
            for raw in block.statuses[start : start + STATUSES_AT_ONCE]:
                try:
                    record = self._members.record(raw)
                    uid = text_of(record.EvseID)
                except UNREADABLE as error:
                    notes.add("object_broken", "rejected", "$", f"{error}")
                    continue
                if uid is None:
                    notes.add("id_missing", "rejected", "$.EvseID", "")
                    continue
                found.append(self._locations.status(record, uid, notes))
            key = text_of(block.operator_id) or ""
            yield Reading(of="", statuses=tuple(found), issues=notes.issues(key))

    def _records(self, pieces: Iterable[Piece], kind: str) -> Iterator[Record]:
        for piece in pieces:
            if piece.fault:
                self._waiting.append(_fault(piece))
                continue
            try:
                if kind == "record":
                    yield self._members.record(piece.raw)
                else:
                    yield self._flat.record(msgspec.json.decode(piece.raw, type=dict))
            except UNREADABLE as error:
                self._wait(f"#{piece.number}", error)

    def _wait(self, key: str, error: Exception) -> None:
        """Keep a refusal until the locations are read."""
        self._waiting.append(refusal("object_broken", key, "$", f"{type(error).__name__}: {error}"))


def _shape(start: bytes, options: ReadOptions) -> Shape:
    if options.path:
        return Shape(SHAPES[0].mark, options.path, "record")
    head = start[: 1 << 20]
    for shape in SHAPES:
        if shape.mark.search(head):
            return shape
    shown = head[:60].decode(errors="replace").split("\n")[0]
    found = f"text that begins with {shown!r}" if head else "nothing"
    raise UnreadableSource(f"Found {found} and neither EVSE data nor statuses", advice=ADVICE)


def _of_file(code: str, was: str) -> Reading:
    return Reading(issues=(Issue(code=code, outcome="noted", object="", path="$", was=was),))


def _fault(piece: Piece) -> Reading:
    outcome = "noted" if piece.fault == "source_truncated" else "rejected"
    return Reading(
        issues=(
            Issue(
                code=piece.fault,
                outcome=outcome,  # type: ignore[arg-type]
                object=f"#{piece.number}",
                path="$",
                was=f"byte {piece.offset:,}",
            ),
        )
    )
