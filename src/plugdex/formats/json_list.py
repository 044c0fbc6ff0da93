"""A JSON text of any size split into the objects of its list, in bounded memory.

1. The list may stand bare, in an envelope or nested in one; objects may also stand one a line.
   Where it stands elsewhere the caller says the path.
2. Most bytes go through the JSON parser a mebibyte at a time; only where it fails are they
   scanned one object at a time.
3. A broken object costs itself: the objects before and behind it are found.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import msgspec

from plugdex.formats.json_scan import (
    ANY_KEY,
    LIST_KEY,
    LIST_KEYS,
    LONGEST_KEY,
    Found,
    Scanner,
    key_pattern,
)
from plugdex.formats.json_text import Buffer
from plugdex.model.errors import UnreadableSource
from plugdex.model.value import Value

AHEAD: Final = 256 * 1024
"""Bytes that the buffer should hold before the fast lane is tried."""

FREE_EFFORT: Final = 4_000_000
EFFORT: Final = 8
"""Bytes that are looked at to find sound objects behind broken ones, in all and for each byte."""

CANDIDATE_EFFORT: Final = 100
BRACE_EFFORT: Final = 10
SEARCHED: Final = 4
"""What a candidate costs beside its bytes, and a brace; and how much cheaper it is to search."""

SEPARATOR: Final = re.compile(rb"\s*,\s*\{")
SCALAR: Final = re.compile(rb'"(?:[^"\\]|\\.)*+(?:"|\Z|\\)|[^,\]\[{"]+', re.DOTALL)
IN_STEP: Final = re.compile(rb"\s*(?:,\s*\{|\]|\}|\Z)")
EMPTY: Final = re.compile(rb"\{\s*\}")
CANDIDATE: Final = re.compile(rb"(?:[,\[]\s*+|\n[ \t\r]*+)(\{)")
ENVELOPE: Final = re.compile(rb'"(?:%b)"\s*:\s*[\[{]' % "|".join(LIST_KEYS).encode())

NESTING: Final = {0x5B: 1, 0x5D: -1}
"""What a bracket adds to the depth of a list."""

_raw_list = msgspec.json.Decoder(list[msgspec.Raw])
_raw = msgspec.json.Decoder(msgspec.Raw)
_members = msgspec.json.Decoder(dict[str, msgspec.Raw])


OWN_KEY: Final = re.compile(rb'"(?:id|uid|country_code|party_id)"\s*:')
"""Members that an object has before its lists, and an envelope has not: a CDR is none."""

UNREADABLE: Final = (msgspec.DecodeError, RecursionError, UnicodeDecodeError)
"""How JSON that is broken, or nested too deep, shows."""


class Piece(Value, frozen=True, kw_only=True):
    """One object of a list, or what is wrong where one should be."""

    number: int
    """Position in the source, from 1."""
    raw: msgspec.Raw | bytes = b""
    fault: str = ""
    """Issue code; empty for an object."""
    offset: int = -1
    """Byte of the plain text where a fault begins."""
    bare: bool = False
    """Whether the object stands alone, in no list."""


class Splitter:
    """Walks one text; ``marks`` are members that only objects of the list have.

    ``path`` names the members that lead to the list, from the outside in; ``*`` is every member,
    and lists on the way are passed through. An empty path finds the list in the usual places.
    """

    def __init__(
        self,
        chunks: Iterable[bytes],
        largest: int,
        marks: frozenset[str],
        path: Sequence[str] = (),
    ) -> None:
        self._buffer = Buffer(chunks)
        self._largest = largest
        self._marks = marks
        self._path = tuple(key_pattern(name) for name in path)
        self._number = 0
        self._slow_until = 0
        self._effort = 0
        self._truncated = False
        self.bare_list = False
        """Whether a list stood outside of any envelope."""
        self.found_list = False
        """Whether there was any list, empty or not."""
        self.found_object = False
        """Whether anything began like an object."""

    def pieces(self) -> Iterator[Piece]:
        """All objects in order; raises ``UnreadableSource`` where the text is no JSON at all."""
        buffer = self._buffer
        while (byte := buffer.peek()) >= 0:
            if self._path and byte in b"{[":
                yield from self._at(self._path)
            elif byte == 0x7B:
                yield from self._document()
            elif byte == 0x5B:
                self.bare_list = True
                buffer.at += 1
                yield from self._list()
            elif byte in b",\x1e":
                buffer.at += 1
            elif self._number == 0:
                raise _no_json(buffer.data[buffer.at : buffer.at + 60])
            else:
                yield self._fault("object_broken", buffer.offset)
                return

    def _document(self) -> Iterator[Piece]:
        """An object that stands alone: an envelope, or an object of the list itself."""
        self.found_object = True
        line = self._buffer.line()
        if line and not ENVELOPE.search(line) and _is_json(line):
            self._buffer.at += len(line)
            yield self._object(line, bare=True)
            return
        yield from self._one(seeks_list=True)

    def _envelope(self) -> Iterator[Piece]:
        """The rest of an envelope, from the opening bracket of a list on."""
        buffer = self._buffer
        while True:
            if buffer.data[buffer.at] == 0x5B:
                buffer.at += 1
                yield from self._list()
            else:
                yield from self._one(seeks_list=True)
            if self._seek(Scanner(buffer.at, depth=1, key=LIST_KEY)) is not Found.LIST:
                return

    def _seek(self, scanner: Scanner) -> Found:
        """Go to what the scanner finds, and give up what lies before it."""
        buffer = self._buffer
        while (found := scanner.scan(buffer.data)) is Found.MORE:
            kept = max(buffer.at, scanner.at - LONGEST_KEY)
            ahead = scanner.at - kept
            buffer.at = kept
            if not buffer.more():
                buffer.at = len(buffer.data)
                return found
            scanner.at = ahead
        buffer.at = scanner.at
        return found

    def _at(self, path: tuple[re.Pattern[bytes], ...]) -> Iterator[Piece]:
        """The objects at the end of a path that begins with the value at the current place.

        What is mostly a map may come as a list (PHP writes them so): its items are its members.
        """
        buffer = self._buffer
        is_list = buffer.data[buffer.at] == 0x5B
        if path and path[0] is ANY_KEY:
            self.found_list = self.found_list or EMPTY.match(buffer.data, buffer.at) is not None
            path = path[is_list:]
        if path:
            yield from self._through(path) if is_list else self._into(path)
            return
        self.found_object = self.found_list = True
        if is_list:
            buffer.at += 1
            yield from self._list()
        else:
            yield from self._one()

    def _into(self, path: tuple[re.Pattern[bytes], ...]) -> Iterator[Piece]:
        """Follow a path into an object: on to each of its members that have the next name."""
        buffer = self._buffer
        offset = buffer.offset
        scanner = Scanner(buffer.at, key=path[0])
        while (found := self._seek(scanner)) is Found.LIST:
            yield from self._at(path[1:])
            scanner = Scanner(buffer.at, depth=1, key=path[0])
        if found is Found.MORE and not self._truncated:
            yield self._fault("source_truncated", offset)

    def _through(self, path: tuple[re.Pattern[bytes], ...]) -> Iterator[Piece]:
        """Follow a path through a list: into each of its objects."""
        buffer = self._buffer
        depth = 0
        while (byte := buffer.peek()) >= 0:
            if byte == 0x7B:
                yield from self._into(path)
                continue
            depth += NESTING.get(byte, 0)
            buffer.fill(AHEAD)
            scalar = None if byte in b"[]," else SCALAR.match(buffer.data, buffer.at)
            buffer.at = scalar.end() if scalar else buffer.at + 1
            if depth == 0:
                return

    def _list(self) -> Iterator[Piece]:
        self.found_list = True
        buffer = self._buffer
        depth = 1
        while (byte := buffer.peek()) >= 0:
            if byte == 0x7B:
                yield from self._many()
            elif byte == 0x5D:
                buffer.at += 1
                depth -= 1
                if depth == 0:
                    return
            elif byte == 0x5B:
                buffer.at += 1
                depth += 1
            elif byte == 0x2C:
                buffer.at += 1
            else:
                yield self._no_object()
        if not self._truncated:
            yield self._fault("source_truncated", buffer.offset)

    def _many(self) -> Iterator[Piece]:
        """As many objects as the buffer holds in full, or one."""
        self.found_object = True
        buffer = self._buffer
        buffer.fill(AHEAD)
        raws: list[msgspec.Raw] = []
        cut = self._boundary() if buffer.offset >= self._slow_until else 0
        if not cut:
            self._slow_until = max(self._slow_until, buffer.base + len(buffer.data))
        else:
            try:
                raws = _raw_list.decode(b"[" + buffer.data[buffer.at : cut] + b"]")
            except UNREADABLE:
                self._slow_until = buffer.base + cut
        if not raws:
            yield from self._one()
            return
        start = buffer.offset
        small = cut - buffer.at <= self._largest
        buffer.at = cut
        for raw in raws:
            view = memoryview(raw)
            if view[0] != 0x7B:
                yield self._fault("object_broken", start)
            elif small or view.nbytes <= self._largest:
                yield self._object(raw)
            else:
                yield self._fault("object_too_large", start)

    def _boundary(self) -> int:
        """Behind the last object of the buffer that another follows; 0 when there is none."""
        data, start = self._buffer.data, self._buffer.at
        depth = data.count(b"{", start) - data.count(b"}", start)
        end = len(data)
        while (brace := data.rfind(b"}", start, end)) >= 0 and self._may_look():
            self._effort += BRACE_EFFORT
            depth += data.count(b"}", brace + 1, end) - data.count(b"{", brace + 1, end)
            if depth == 0 and SEPARATOR.match(data, brace + 1):
                return brace + 1
            depth += 1
            end = brace
        return 0

    def _one(self, seeks_list: bool = False) -> Iterator[Piece]:
        """The object at the current place, by the exact scanner."""
        buffer = self._buffer
        offset = buffer.offset
        scanner = Scanner(buffer.at, key=LIST_KEY if seeks_list else None)
        while (found := scanner.scan(buffer.data)) is Found.MORE:
            held = len(buffer.data) - buffer.at
            if held > self._largest:
                yield self._skipped(scanner, offset)
                return
            if (held > AHEAD or buffer.ended) and self._resume(len(buffer.data), True):
                yield self._fault("object_broken", offset)
                return
            scanner.at -= buffer.at
            if not buffer.more(held):
                buffer.at = len(buffer.data)
                yield self._fault("source_truncated", offset)
                return
        if found is Found.LIST and OWN_KEY.search(buffer.data, buffer.at, scanner.at):
            yield from self._one()
            return
        if found is Found.LIST:
            buffer.at = scanner.at
            yield from self._envelope()
            return
        yield self._scanned(scanner.at, offset, seeks_list)

    def _scanned(self, end: int, offset: int, bare: bool) -> Piece:
        buffer = self._buffer
        text = buffer.data[buffer.at : end]
        if len(text) > self._largest:
            buffer.at = end
            return self._fault("object_too_large", offset)
        if _is_json(text):
            buffer.at = end
            return self._object(text, bare=bare)
        if not self._resume(end, IN_STEP.match(buffer.data, end) is not None):
            buffer.at = end
        return self._fault("object_broken", offset)

    def _resume(self, end: int, in_step: bool) -> bool:
        """Go to the next sound object behind a broken one; False when there is none.

        When the scanner is in step again after the broken object, only objects that it has
        swallowed are looked for.
        """
        buffer = self._buffer
        if not self._may_look():
            return False
        last = buffer.at
        for candidate in CANDIDATE.finditer(buffer.data, buffer.at + 1):
            start = candidate.start(1)
            if (in_step and start >= end) or not self._may_look():
                return False
            self._effort += (start - last) // SEARCHED + CANDIDATE_EFFORT
            last = start
            if self._is_marked(start):
                buffer.at = start
                return True
        self._effort += (len(buffer.data) - last) // SEARCHED
        return False

    def _may_look(self) -> bool:
        """Whether there was not more looking ahead than what was read is worth.

        A hostile text would make us look at the same bytes again and again.
        """
        return self._effort <= FREE_EFFORT + EFFORT * self._buffer.offset

    def _is_marked(self, start: int) -> bool:
        scanner = Scanner(start)
        data = self._buffer.data
        found = scanner.scan(data)
        self._effort += scanner.at - start
        if found is not Found.END:
            return False
        try:
            members = _members.decode(data[start : scanner.at])
        except UNREADABLE:
            return False
        return not self._marks.isdisjoint(members)

    def _skipped(self, scanner: Scanner, offset: int) -> Piece:
        """Pass over an object that is too large, without keeping it."""
        buffer = self._buffer
        while scanner.scan(buffer.data) is Found.MORE:
            buffer.at = scanner.at
            if not buffer.more():
                buffer.at = len(buffer.data)
                return self._fault("source_truncated", offset)
            scanner.at = buffer.at
        buffer.at = scanner.at
        return self._fault("object_too_large", offset)

    def _no_object(self) -> Piece:
        """Something else than an object in the list."""
        buffer = self._buffer
        buffer.fill(AHEAD)
        offset = buffer.offset
        if not self._resume(len(buffer.data), False):
            scalar = SCALAR.match(buffer.data, buffer.at)
            buffer.at = scalar.end() if scalar else buffer.at + 1
        return self._fault("object_broken", offset)

    def _object(self, raw: msgspec.Raw | bytes, bare: bool = False) -> Piece:
        self._number += 1
        return Piece(number=self._number, raw=raw, bare=bare)

    def _fault(self, code: str, offset: int) -> Piece:
        self._truncated = self._truncated or code == "source_truncated"
        self._number += 1
        return Piece(number=self._number, fault=code, offset=offset)


def _is_json(text: bytes) -> bool:
    try:
        _raw.decode(text)
    except UNREADABLE:
        return read_leniently(text) is not None
    return True


def read_leniently(text: bytes) -> object:
    """Read JSON with what JSON does not have: NaN, Infinity, numbers without bounds.

    ``None`` where that does not help either, or where a text is no text (lone surrogates).
    """
    try:
        value = json.loads(text, parse_constant=lambda _: None)
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return None
    return value


def _no_json(start: bytes) -> UnreadableSource:
    shown = start.decode(errors="replace").split("\n")[0]
    what = "a web page" if start.startswith(b"<") else "text"
    return UnreadableSource(
        f"Found {what} that begins with {shown!r}, expected a JSON list of objects",
        advice="Check that the address answers with data and not with an error or log-in page.",
    )
