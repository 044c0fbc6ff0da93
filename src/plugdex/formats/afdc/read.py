"""Reads the stations of the AFDC: the table of the download, or the answer of the API."""

from collections.abc import Iterator
from operator import itemgetter
from typing import BinaryIO, Final

import msgspec

from plugdex.formats.afdc.stations import INFO, read_station
from plugdex.formats.afdc.wire import FIELDS, MEMBERS, Station, decode, field_of
from plugdex.formats.csv_table import Table
from plugdex.formats.json_list import Piece, Splitter
from plugdex.formats.notes import Notes
from plugdex.formats.port import Reading, ReadOptions
from plugdex.formats.unpack import PlainText
from plugdex.model.errors import UnreadableSource
from plugdex.model.issues import Issue, Outcome

VALUE_FAULTS: Final = (ArithmeticError, LookupError, RecursionError, TypeError, ValueError)
"""What values can do to us that we did not think of: the record is refused, and it alone."""

LIST: Final = ("fuel_stations",)
MARKS: Final = frozenset({"fuel_type_code", "station_name"})
UNITS_TITLE: Final = "EV J1772 Connector Count"
"""A column that only the other table has: a row for each charging unit."""

IGNORED: Final = frozenset(INFO.ignored)
ADVICE: Final = f"Is it {INFO.title} ({INFO.url})?"


class AfdcFormat:
    """Alternative fuel stations of the United States and Canada."""

    name = "afdc"
    info = INFO

    def read(self, stream: BinaryIO, options: ReadOptions) -> Iterator[Reading]:
        """Read the stations in the order in which they come."""
        text = _Plain(stream)
        try:
            if text.starts_with(b"{["):
                yield from _read_json(text, options)
            else:
                yield from _read_table(text, options)
        except UnicodeDecodeError:
            raise UnreadableSource(
                "Found an end in the middle of a letter", advice=ADVICE
            ) from None
        if text.damage:
            yield _of_file("source_truncated", "noted", "$", text.damage)


class _Plain:
    """Unpacked bytes as a stream whose beginning can be looked at."""

    def __init__(self, stream: BinaryIO) -> None:
        self._text = PlainText(stream)
        self._chunks = iter(self._text)
        self._first = next(self._chunks, b"")

    @property
    def damage(self) -> str:
        return self._text.damage

    def starts_with(self, bytes_: bytes) -> bool:
        start = self._first[:4096].lstrip()
        return bool(start) and start[0] in bytes_

    def read(self, size: int = -1, /) -> bytes:
        """The next chunk, of any size."""
        chunk, self._first = self._first, b""
        return chunk or next(self._chunks, b"")

    def __iter__(self) -> Iterator[bytes]:
        while chunk := self.read():
            yield chunk


def _of_file(code: str, outcome: Outcome, path: str, was: str = "") -> Reading:
    return Reading(issues=(Issue(code=code, outcome=outcome, object="", path=path, was=was),))


def _read_table(text: _Plain, options: ReadOptions) -> Iterator[Reading]:
    table = Table(text, INFO, ())  # type: ignore[arg-type]  # it is only read from
    if UNITS_TITLE in table.columns:
        raise UnreadableSource(
            "Found a row for each charging unit, expected stations", advice=ADVICE
        )
    fields = {field_of(title): at for title, at in table.columns.items()}
    table.unread = tuple(
        title
        for title in table.header
        if title and (field := field_of(title)) not in IGNORED and field not in FIELDS
    )
    for issue in table.issues():
        yield Reading(issues=(issue,))
    pick = itemgetter(*(fields.get(name, -1) for name in FIELDS))
    width = len(table.header)
    for number, row in table.rows():
        del row[width:]
        row.append("")
        yield _guarded(Station._make(pick(row)), options, number)


def _guarded(station: Station, options: ReadOptions, number: int) -> Reading:
    try:
        return read_station(station, (), options, Notes())
    except VALUE_FAULTS as error:
        return _broken(number, f"{type(error).__name__}: {error}")


def _broken(number: int, was: str) -> Reading:
    issue = Issue(code="object_broken", outcome="rejected", object=f"#{number}", path="$", was=was)
    return Reading(issues=(issue,))


def _read_json(text: _Plain, options: ReadOptions) -> Iterator[Reading]:
    splitter = Splitter(text, options.largest_object, MARKS, options.path or LIST)
    known = MEMBERS | IGNORED
    unread: set[str] = set()
    started = False
    for piece in splitter.pieces():
        if not started and piece.fault:
            raise UnreadableSource(
                "Found JSON that ends or breaks before any station", advice=ADVICE
            )
        started = True
        reading, members = _read_piece(piece, options)
        for name in sorted(members - known - unread):
            yield _of_file("column_unread", "noted", name)
        unread |= members - known
        yield reading
    if not started and not splitter.found_list:
        raise UnreadableSource("Expected the member fuel_stations, found none", advice=ADVICE)


def _read_piece(piece: Piece, options: ReadOptions) -> tuple[Reading, frozenset[str]]:
    nothing: frozenset[str] = frozenset()
    if piece.fault:
        outcome: Outcome = "noted" if piece.fault == "source_truncated" else "rejected"
        was = f"byte {piece.offset:,}"
        return _of_file(piece.fault, outcome, "$", was), nothing
    try:
        found = decode(piece.raw)
        if MARKS.isdisjoint(found.members):
            return _unknown(piece.number, found.members), nothing
        return read_station(found.station, found.units, options, Notes()), found.members
    except (msgspec.MsgspecError, *VALUE_FAULTS) as error:
        return _broken(piece.number, f"{type(error).__name__}: {error}"), nothing


def _unknown(number: int, members: frozenset[str]) -> Reading:
    was = ", ".join(sorted(members))[:200]
    key = f"#{number}"
    issue = Issue(code="object_unknown", outcome="rejected", object=key, path="$", was=was)
    return Reading(issues=(issue,))
