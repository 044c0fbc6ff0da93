"""Registers as CSV: the header decides, and what is wrong with it is said before anything is read.

1. Columns are found by name, never by place: they come, go and move between years.
2. A column that is neither read nor named as ignored is one issue a source (``column_unread``).
3. A file that is something else stops with one sentence: what was expected, what was found.
"""

import csv
import io
from codecs import getincrementaldecoder
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import BinaryIO, Final

from plugdex.formats.source import SourceInfo
from plugdex.formats.unpack import PlainText
from plugdex.model.errors import UnreadableSource
from plugdex.model.issues import Issue

LONGEST_FIELD: Final = 1 << 20
FALLBACK: Final = "cp1252"
DELIMITERS: Final = (",", ";", "\t", "|")


class Table:
    """A CSV file: ``columns`` gives the place of each column that is read, rows are lists."""

    def __init__(
        self, stream: BinaryIO, source: SourceInfo, read: Sequence[str], heading: int = 0
    ) -> None:
        """Open a table whose header is the line ``heading`` (0: the first that has all required
        columns); raises ``UnreadableSource`` where there is none.
        """
        csv.field_size_limit(LONGEST_FIELD)
        self._text = PlainText(stream)
        self._source = source
        self._rows = csv.reader(_lines(self._text, source.encoding), delimiter=source.delimiter)
        self.header = self._find_header(heading)
        self.columns: Mapping[str, int] = {name: at for at, name in enumerate(self.header)}
        self.unread = tuple(
            name for name in self.header if name and name not in read and name not in source.ignored
        )

    def place(self, name: str) -> int:
        """The place of a column; -1 where the file does not have it."""
        return self.columns.get(name, -1)

    def issues(self) -> tuple[Issue, ...]:
        """What is to be said of the file as a whole."""
        found = [
            Issue(code="column_unread", outcome="noted", object="", path=name)
            for name in self.unread
        ]
        if self._text.damage:
            found.append(
                Issue(
                    code="source_truncated",
                    outcome="noted",
                    object="",
                    path="$",
                    was=self._text.damage,
                )
            )
        return tuple(found)

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Line number and fields of every row; short rows are filled up, empty ones left out."""
        width = len(self.header)
        try:
            for row in self._rows:
                if any(row):
                    if len(row) < width:
                        row += [""] * (width - len(row))
                    yield self._rows.line_num, row
        except csv.Error as error:
            raise UnreadableSource(
                f"Line {self._rows.line_num} is no CSV ({error})", advice=self._advice()
            ) from None

    def _find_header(self, heading: int) -> list[str]:
        required = set(self._source.required)
        first: list[str] = []
        try:
            for number, row in enumerate(self._rows):
                names = [" ".join(name.split()) for name in row]
                first = first or names
                if required <= set(names) and (not heading or number == heading):
                    return names
                if number > 30:
                    break
        except csv.Error as error:
            raise UnreadableSource(f"Found no CSV ({error})", advice=self._advice()) from None
        raise UnreadableSource(self._mismatch(first), advice=self._advice())

    def _mismatch(self, first: Sequence[str]) -> str:
        """One sentence: what was expected and what was found."""
        if not first:
            return "Found nothing"
        missing = [name for name in self._source.required if name not in first]
        line = self._source.delimiter.join(first)
        for other in DELIMITERS:
            if other != self._source.delimiter and len(line.split(other)) > len(missing):
                return f"Found columns set apart by {other!r}, expected {self._source.delimiter!r}"
        return (
            f"Expected the columns {', '.join(missing[:5])}, found {', '.join(first[:8])[:200]!r}"
        )

    def _advice(self) -> str:
        return f"Is it {self._source.title} ({self._source.url})?"


def _lines(chunks: Iterable[bytes], encoding: str) -> Iterator[str]:
    """Lines of text with their ends; bytes of another encoding are read as Windows-1252.

    Only CR and LF end a line: separators of Unicode (NEL, U+2028) stand inside of fields.
    """
    decoder = _Decoder(encoding)
    rest = ""
    for chunk in chunks:
        text = rest + decoder.decode(chunk)
        if "\x00" in text:
            raise UnreadableSource("Found bytes that are no text", advice="Is it packed?")
        lines = io.StringIO(text, newline="").readlines()
        rest = lines.pop() if lines and not lines[-1].endswith(("\n", "\r")) else ""
        yield from lines
    try:
        rest += decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        rest += "\ufffd"
    if rest:
        yield rest


class _Decoder:
    """Decodes piece by piece, from the first bytes that are not of the encoding on by another."""

    def __init__(self, encoding: str) -> None:
        self._decoder = getincrementaldecoder(encoding)(errors="strict")

    def decode(self, data: bytes, final: bool = False) -> str:
        """The text of the next bytes; bytes that wait for the next ones are not lost."""
        try:
            return self._decoder.decode(data, final)
        except UnicodeDecodeError:
            waiting = self._decoder.getstate()[0]
            self._decoder = getincrementaldecoder(FALLBACK)(errors="replace")
            return self._decoder.decode(waiting + data, final)
