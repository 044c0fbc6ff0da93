"""What changed between two NDJSON exports: a delta, which makes the new one of the old one.

1. A line of a delta is ``{"change":"added","line":…}``, ``changed`` likewise, or
   ``{"change":"removed","id":…}``. The last one, ``{"end":…}``, has the hashes of both files, so
   that a delta is never taken for one of another file, nor half of it for all.
2. Making one keeps a hash of each line of the old file in memory (about 150 bytes), applying one
   keeps the delta. The files themselves pass by.
3. A location that moved has another place in the order of lines, so lines are told by their ids.
"""

from collections.abc import Callable, Iterable, Iterator
from hashlib import blake2b, sha256
from heapq import merge
from typing import Final, Literal

import msgspec

from plugdex.exports.chunks import Chunks
from plugdex.exports.ndjson import lines
from plugdex.exports.port import Edition, Exported, Sink
from plugdex.model.errors import UnreadableSource
from plugdex.model.geo import cell
from plugdex.model.location import Point
from plugdex.model.value import Value

ENCODER: Final = msgspec.json.Encoder()
DIGEST_BYTES: Final = 16
NOT_A_LINE: Final = "Found a line that plugdex export ndjson did not write"

_Update = Callable[[bytes], None]
Order = tuple[int, int, str]
"""Locations by (cell, id), then tariffs by id."""


class _Place(msgspec.Struct):
    coordinates: Point


class _Head(msgspec.Struct):
    id: str
    location: _Place | None = None


class Counts(Value, frozen=True, kw_only=True, omit_defaults=False):
    """How many lines differ."""

    added: int
    changed: int
    removed: int


class End(Value, frozen=True, kw_only=True, omit_defaults=False):
    """What a delta leads from and to: SHA-256 of the files, unpacked."""

    before: str
    after: str
    counts: Counts


class Change(Value, frozen=True, kw_only=True):
    """A line of a delta."""

    change: Literal["added", "changed", "removed"] | None = None
    id: str = ""
    line: msgspec.Raw = msgspec.Raw()
    end: End | None = None


HEADS: Final = msgspec.json.Decoder(_Head)
CHANGES: Final = msgspec.json.Decoder(Change)


def make(old: Iterable[bytes], new: Iterable[bytes], sink: Sink) -> Counts:
    """Write the delta of two files, which are given as their lines."""
    before, after = sha256(), sha256()
    known: dict[str, bytes] = {}
    for line in old:
        before.update(line)
        known[head_of(line).id] = _hash(line)
    added = changed = 0
    for line in new:
        after.update(line)
        found = known.pop(head_of(line).id, None)
        if found is None:
            added += 1
            sink.write(b'{"change":"added","line":%b}\n' % line.rstrip(b"\n"))
        elif found != _hash(line):
            changed += 1
            sink.write(b'{"change":"changed","line":%b}\n' % line.rstrip(b"\n"))
    for gone in sorted(known):
        sink.write(b'{"change":"removed","id":%b}\n' % ENCODER.encode(gone))
    counts = Counts(added=added, changed=changed, removed=len(known))
    end = End(before=before.hexdigest(), after=after.hexdigest(), counts=counts)
    sink.write(b'{"end":%b}\n' % ENCODER.encode(end))
    return counts


def apply(old: Iterable[bytes], delta: Iterable[bytes], sink: Sink) -> Counts:
    """Write the new file; raises ``UnreadableSource`` where the delta is of another old one."""
    changes, end = _read(delta)
    before, after = sha256(), sha256()
    put = sorted((order_of(line), line) for line in changes.values() if line)
    kept = ((order_of(line), line) for line in _kept(old, changes, before.update))
    for _, line in merge(kept, put):
        after.update(line)
        sink.write(line)
    if before.hexdigest() != end.before:
        raise UnreadableSource(
            "The delta is of another file",
            advice="Apply deltas one after the other, from the file that the first was made of.",
        )
    if after.hexdigest() != end.after:
        raise UnreadableSource("The delta does not lead to what it says", advice="Fetch it again.")
    return end.counts


class SinceExporter:
    """Writes what changed since an older export, whose lines ``old`` gives."""

    name = "delta"
    title = "What changed since an older export"
    suffix = ".delta"

    def __init__(self, old: Callable[[], Iterable[bytes]]) -> None:
        self._old = old

    def write(self, places: Iterator[Exported], sink: Sink, edition: Edition) -> int:
        """Write the delta."""
        with Chunks(sink) as chunks:
            make(self._old(), lines(places, edition), chunks)
        return 0


def head_of(line: bytes) -> _Head:
    """What tells a line from others; raises ``UnreadableSource``."""
    try:
        return HEADS.decode(line)
    except msgspec.MsgspecError as error:
        raise UnreadableSource(f"{NOT_A_LINE} ({error})") from error


def order_of(line: bytes) -> Order:
    """The place of a line among others."""
    head = head_of(line)
    if head.location is None:
        return 1, 0, head.id
    point = head.location.coordinates
    return 0, cell(point.lat, point.lon), head.id


def _kept(old: Iterable[bytes], changes: dict[str, bytes], seen: _Update) -> Iterator[bytes]:
    for line in old:
        seen(line)
        if head_of(line).id not in changes:
            yield line


def _read(delta: Iterable[bytes]) -> tuple[dict[str, bytes], End]:
    """The new lines by id, empty for those that are gone, and the end."""
    changes: dict[str, bytes] = {}
    for text in delta:
        try:
            change = CHANGES.decode(text)
        except msgspec.MsgspecError as error:
            raise UnreadableSource(f"Found a line that is no change ({error})") from error
        if change.end:
            return changes, change.end
        line = bytes(change.line)
        changes[head_of(line).id if line else change.id] = line + b"\n" if line else b""
    raise UnreadableSource("The delta has no end", advice="Fetch it again.")


def _hash(line: bytes) -> bytes:
    return blake2b(line, digest_size=DIGEST_BYTES).digest()
