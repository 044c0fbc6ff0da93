"""Reads the German register: CSV and XLSX of any edition since 2018, and the JSON form.

Which of them it is, the first bytes say.
"""

import io
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO, Final, cast

from plugdex.formats import json_list
from plugdex.formats.bnetza import api, xlsx
from plugdex.formats.bnetza.device import Device
from plugdex.formats.bnetza.locations import Locations
from plugdex.formats.bnetza.table import Columns, edition_of, known_columns
from plugdex.formats.csv_table import Table
from plugdex.formats.port import Reading, ReadOptions
from plugdex.formats.source import load_source
from plugdex.formats.unpack import PlainText
from plugdex.model.errors import UnreadableSource
from plugdex.model.issues import Issue, Outcome

VALUE_FAULTS: Final = (ArithmeticError, LookupError, RecursionError, TypeError, ValueError)
"""What values can do to us that we did not think of: the device is refused, and it alone."""

CHUNK: Final = 1 << 20
LIST: Final = ("chargingStations",)


class BnetzaFormat:
    """Ladesäulenregister der Bundesnetzagentur (Germany)."""

    name = "bnetza"
    info = load_source(__file__)

    def read(self, stream: BinaryIO, options: ReadOptions) -> Iterator[Reading]:
        """A location for each device."""
        whole = _Joined(iter(lambda: stream.read(CHUNK), b""))
        if whole.peek(len(xlsx.MAGIC)).startswith(xlsx.MAGIC):
            yield from self._csv(_Joined(xlsx.as_csv(whole.as_file())), options)
            return
        text = PlainText(whole.as_file())
        joined = _Joined(iter(text))
        if joined.peek().lstrip()[:1] in (b"{", b"["):
            yield from self._json(joined, options)
        else:
            yield from self._csv(joined, options)
        if text.damage:
            yield _of_file("source_truncated", "noted", "$", text.damage)

    def _csv(self, stream: "_Joined", options: ReadOptions) -> Iterator[Reading]:
        stamp = edition_of(stream.peek())
        table = Table(stream.as_file(), self.info, known_columns(self.info.codes))
        columns = Columns(table, self.info.codes)
        locations = Locations(self.info.codes, options)
        if stamp is None or stamp > options.received:
            yield _of_file("last_updated_missing", "normalised", "$")
            stamp = None
        for line, row in table.rows():
            if len(row) != columns.width and any(row[columns.width :]):
                yield _broken(f"#{line}", f"{len(row)} fields, not {columns.width}")
                continue
            yield _read(locations, columns.device(row), stamp, f"#{line}")
        if issues := table.issues():
            yield Reading(issues=issues)

    def _json(self, stream: "_Joined", options: ReadOptions) -> Iterator[Reading]:
        locations = Locations(self.info.codes, options)
        path = options.path or LIST
        splitter = json_list.Splitter(
            iter(lambda: stream.read(CHUNK), b""),
            options.largest_object,
            api.MARKS,
            path if stream.peek().lstrip()[:1] == b"{" else (),
        )
        unread: set[str] = set()
        started = False
        for piece in splitter.pieces():
            if piece.fault:
                outcome: Outcome = "noted" if piece.fault == "source_truncated" else "rejected"
                where = f"byte {piece.offset:,}"
                yield _of_file(piece.fault, outcome, "$", where, f"#{piece.number}")
                continue
            if not started:
                api.check(piece)
                started = True
                yield _of_file("last_updated_missing", "normalised", "$")
            try:
                device = api.read_device(piece, unread)
            except VALUE_FAULTS as error:
                yield _broken(f"#{piece.number}", f"{type(error).__name__}: {error}")
                continue
            yield _read(locations, device, None, f"#{piece.number}")
        if not started and not splitter.found_list:
            raise UnreadableSource(
                f"Found no list of {'.'.join(path)}", advice="Is it the Ladesäulenregister?"
            )
        for name in sorted(unread):
            yield _of_file("column_unread", "noted", name)


def _read(locations: Locations, device: Device, stamp: datetime | None, number: str) -> Reading:
    try:
        return locations.read(device, stamp)
    except VALUE_FAULTS as error:
        return _broken(device.id or number, f"{type(error).__name__}: {error}")


def _broken(key: str, why: str) -> Reading:
    return _of_file("object_broken", "rejected", "$", why, key)


def _of_file(code: str, outcome: Outcome, path: str, was: str = "", key: str = "") -> Reading:
    return Reading(issues=(Issue(code=code, outcome=outcome, object=key, path=path, was=was),))


class _Joined(io.RawIOBase):
    """Chunks as a stream, with a look at what comes."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = b""

    def as_file(self) -> BinaryIO:
        """The stream for those who want a file: they only read."""
        return cast(BinaryIO, self)

    def peek(self, size: int = 1) -> bytes:
        """What comes next, at least so many bytes; fewer at the end."""
        while len(self._rest) < size and (chunk := next(self._chunks, None)) is not None:
            self._rest += chunk
        return self._rest

    def read(self, size: int = -1) -> bytes:
        """At most so many bytes, and fewer where a chunk ends; without a size, all."""
        if size < 0:
            found, self._rest = b"".join((self._rest, *self._chunks)), b""
            return found
        self.peek()
        found, self._rest = self._rest[:size], self._rest[size:]
        return found
