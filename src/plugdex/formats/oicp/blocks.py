"""The blocks of operators in a file.

A block is most of a file: the splitter, which is made for many small objects, would look at it
again and again. So a file of usual size is taken as a whole, where it is sound.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Final

import msgspec

from plugdex.formats.json_list import Piece, Splitter

WHOLE: Final = 96 * 1024 * 1024
"""Bytes of a file that is taken as a whole; the Swiss register has 40 MB."""

_members = msgspec.json.Decoder(dict[str, msgspec.Raw])
_items = msgspec.json.Decoder(list[msgspec.Raw])


def pieces_of(
    chunks: Iterable[bytes], path: Sequence[str], marks: frozenset[str], largest: int
) -> Iterator[Piece]:
    """All blocks; of a file that is broken or too large those that the splitter finds."""
    stream = iter(chunks)
    head = _head(stream)
    more = next(stream, b"")
    found = None if more else _whole(head, path)
    if found is None:
        splitter = Splitter(chain((head, more), stream), largest, marks, path)
        yield from splitter.pieces()
        return
    yield from (Piece(number=number, raw=raw) for number, raw in enumerate(found, 1))


def _head(stream: Iterator[bytes]) -> bytes:
    found, size = [], 0
    while size < WHOLE and (chunk := next(stream, b"")):
        found.append(chunk)
        size += len(chunk)
    return b"".join(found)


def _whole(text: bytes, path: Sequence[str]) -> list[msgspec.Raw] | None:
    """The blocks of a sound file; ``None`` of another."""
    try:
        found = msgspec.Raw(text)
        for name in path:
            found = _members.decode(found)[name]
        return _items.decode(found) if memoryview(found)[0] == 0x5B else [found]
    except (msgspec.MsgspecError, LookupError, RecursionError, UnicodeDecodeError):
        return _leniently(text, path)


def _leniently(text: bytes, path: Sequence[str]) -> list[msgspec.Raw] | None:
    """The blocks of a file with values that JSON does not have, or letters that are none."""
    try:
        found = json.loads(text)
        for name in path:
            found = found[name]
        return [as_raw(each) for each in (found if isinstance(found, list) else [found])]
    except (ValueError, LookupError, TypeError, RecursionError):
        return None


def as_raw(value: object) -> msgspec.Raw:
    """A value as JSON, which may still be odd."""
    return msgspec.Raw(json.dumps(value).encode())
