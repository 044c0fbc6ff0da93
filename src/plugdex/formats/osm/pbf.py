"""Elements of a PBF file, block by block, through osmium (extra ``osm``).

1. A file is a row of blocks that stand for themselves. Each is handed to osmium with the header
   before it, so that memory holds a block and not a country, and no file is opened here.
2. Nodes come before ways, ways before relations. What a way or a relation of ours is made of is
   therefore found by reading the file again, once for each step back.
"""

import importlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any, BinaryIO, Final

from plugdex.formats.osm.elements import Element, Ref, Spot
from plugdex.formats.unpack import joined
from plugdex.model.errors import UnreadableSource

MAGIC: Final = b"OSMHeader"
LONGEST_HEADER: Final = 64 * 1024
LONGEST_BLOB: Final = 32 * 1024 * 1024
"""Bytes, both from the description of the format (OSM wiki, PBF Format)."""

AT_ONCE: Final = 4 * 1024 * 1024
"""Packed bytes that are handed to osmium at once, at least."""

MISSING: Final = "PBF files need the package osmium"
ADVICE: Final = "Install it with: pip install 'plugdex[osm]'."


def is_pbf(head: bytes) -> bool:
    """Whether bytes begin like a PBF file."""
    return head[6:15] == MAGIC


class PbfFile:
    """The charging elements of a file, and where what they are made of is."""

    def __init__(self, stream: BinaryIO, keys: Iterable[tuple[str, str]]) -> None:
        self._stream = stream
        self._keys = list(keys)
        self._osmium = _load()
        self.damage = ""
        """Why the file ended early; empty while it did not."""

    def tagged(self) -> Iterator[Element]:
        """All elements with one of the tags."""
        tag_filter = self._osmium.filter.TagFilter(*self._keys)
        bits = self._osmium.osm
        yield from self._read(bits.NODE | bits.WAY | bits.RELATION, tag_filter)

    def nodes_of(self, ids: Iterable[int]) -> Iterator[Element]:
        """Some nodes."""
        yield from self._read(self._osmium.osm.NODE, self._osmium.filter.IdFilter(ids))

    def ways_of(self, ids: Iterable[int]) -> Iterator[Element]:
        """Some ways."""
        yield from self._read(self._osmium.osm.WAY, self._osmium.filter.IdFilter(ids))

    def can_go_back(self) -> bool:
        """Whether the stream can be read more than once."""
        return self._stream.seekable()

    def _read(self, kinds: Any, only: Any) -> Iterator[Element]:
        """Read the file from its beginning; raises ``UnreadableSource`` where it is damaged."""
        if self.can_go_back():
            self._stream.seek(0)
        blocks = self._blocks()
        header = next(blocks, b"")
        pool = self._osmium.io.ThreadPool()
        for some in joined(blocks, AT_ONCE):
            source = self._osmium.io.FileBuffer(header + some, "pbf")
            try:
                processor = self._osmium.FileProcessor(source, kinds, pool).with_filter(only)
                yield from [_element(found) for found in processor]
            except (RuntimeError, ValueError) as error:
                raise UnreadableSource(f"Found a block that is no PBF ({error})") from None

    def _blocks(self) -> Iterator[bytes]:
        """The framing of the format: a length, a header that says the size of the blob, the blob.

        The stream ends early: ``damage`` says so, and what came before counts.
        """
        self.damage = ""
        while length := self._stream.read(4):
            size = int.from_bytes(length, "big")
            if size > LONGEST_HEADER:
                raise UnreadableSource("Found a block header that is too long, expected PBF")
            header = self._stream.read(size)
            body = self._stream.read(_size_of_blob(header))
            if len(length) < 4 or len(header) < size or len(body) < _size_of_blob(header):
                self.damage = "the file ends in the middle of a block"
                return
            yield length + header + body


def _load() -> Any:
    """The library, only when the first PBF comes: it is an extra and takes a while to load."""
    try:
        return importlib.import_module("osmium")
    except ImportError:
        raise UnreadableSource(MISSING, advice=ADVICE) from None


def _size_of_blob(header: bytes) -> int:
    """Field 3 of BlobHeader: a row of (tag, value), the value a varint or bytes with a length."""
    at = 0
    while at < len(header):
        tag, at = _varint(header, at)
        value, at = _varint(header, at)
        if tag == 3 << 3:
            if value > LONGEST_BLOB:
                break
            return value
        at += value if tag & 7 == 2 else 0
    raise UnreadableSource("Found a block without a size, expected PBF")


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while at < len(data) and shift < 64:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            break
    return value, at


def _element(found: Any) -> Element:
    kind, make = _MADE[found.type_str()]
    spot, nodes, members = make(found)
    return Element(
        kind=kind,
        id=found.id,
        tags={tag.k: tag.v for tag in found.tags},
        spot=spot,
        timestamp=found.timestamp.strftime("%Y-%m-%dT%H:%M:%SZ") if found.timestamp else "",
        nodes=nodes,
        members=members,
    )


_Parts = tuple[Spot | None, tuple[int, ...], tuple[Ref, ...]]
_NAMES: Final = {"n": "node", "w": "way", "r": "relation"}


def _node(found: Any) -> _Parts:
    place = found.location
    return (Spot(place.lat, place.lon) if place.valid() else None, (), ())


def _way(found: Any) -> _Parts:
    return None, tuple(node.ref for node in found.nodes), ()


def _relation(found: Any) -> _Parts:
    return None, (), tuple(Ref(_NAMES[member.type], member.ref) for member in found.members)


_MADE: Final[dict[str, tuple[str, Callable[[Any], _Parts]]]] = {
    "n": ("node", _node),
    "w": ("way", _way),
    "r": ("relation", _relation),
}
