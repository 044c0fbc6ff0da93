"""The sites and the statuses of sites of a publication, one by one, from XML or JSON."""

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, Final, NamedTuple, cast

import msgspec
from lxml import etree

from plugdex.formats.datex2.tree import Node, Trees
from plugdex.formats.json_list import Piece as JsonPiece
from plugdex.formats.json_list import Splitter
from plugdex.model.errors import UnreadableSource

KINDS: Final = {
    "energyInfrastructureSite": "site",
    "energyInfrastructureSiteStatus": "siteStatus",
    "energyInfrastructureStationStatus": "stationStatus",
}
MARKS: Final = frozenset({"energyInfrastructureStation", "energyInfrastructureStationStatus"})
PUBLICATION: Final = frozenset({"energyInfrastructureTable", "publicationTime"})
TAGS: Final = tuple(f"{{*}}{name}" for name in (*KINDS, *PUBLICATION))
ADVICE: Final = (
    "Expected DATEX II v3: an EnergyInfrastructure table or status publication, XML or JSON."
)
HEAD: Final = 4 * 1024 * 1024
"""Bytes in which the first site must begin."""

BITE: Final = 64 * 1024
TOKEN: Final = re.compile(rb'"((?:[^"\\]|\\.)*)"\s*(:)?|[{}\[\]]', re.DOTALL)
TIME: Final = re.compile(rb'"publicationTime"\s*:\s*"([^"]{10,40})"')
ROOT: Final = re.compile(rb"<[A-Za-z_]")
UTF_16: Final = re.compile(rb"^<\?xml[^>]*encoding=[\"']utf-16", re.IGNORECASE)
UNREADABLE: Final = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, AttributeError)


class Piece(NamedTuple):
    """A site or a status, or what is wrong where one should be."""

    number: int
    kind: str = ""
    node: Node | None = None
    fault: str = ""
    was: str = ""
    published: str = ""
    """Time of the publication."""


def pieces(chunks: Iterable[bytes], trees: Trees, largest: int) -> Iterator[Piece]:
    """All pieces; raises ``UnreadableSource`` where there is no publication."""
    stream = iter(chunks)
    first = next(stream, b"")
    start = first.lstrip()
    if start.startswith(b"<"):
        return _of_xml(start, stream, trees, largest)
    if start.startswith((b"{", b"[")):
        return _of_json(start, stream, trees, largest)
    shown = start[:60].decode(errors="replace").split("\n")[0]
    raise UnreadableSource(
        f"Found {f'text that begins with {shown!r}' if shown else 'nothing'}", advice=ADVICE
    )


def _of_json(first: bytes, rest: Iterator[bytes], trees: Trees, largest: int) -> Iterator[Piece]:
    head = first
    while (path := _path(head)) is None and len(head) < HEAD and (more := next(rest, b"")):
        head += more
    if path is None:
        if b"energyInfrastructureTable" in head or b"EnergyInfrastructureStatusPublication" in head:
            return
        raise UnreadableSource("Found JSON without sites or statuses of sites", advice=ADVICE)
    found = TIME.search(head)
    published = found[1].decode(errors="replace") if found else ""
    splitter = Splitter(chain((head,), rest), largest, MARKS, path)
    for piece in _sound(splitter):
        if piece.fault:
            yield Piece(piece.number, fault=piece.fault, was=f"byte {piece.offset:,}")
            continue
        try:
            node = trees.of_json(
                msgspec.json.decode(piece.raw, type=dict[str, Any]), KINDS[path[-1]]
            )
        except UNREADABLE as error:
            yield Piece(piece.number, fault="object_broken", was=f"{type(error).__name__}: {error}")
        else:
            yield Piece(piece.number, KINDS[path[-1]], node, published=published)


def _sound(splitter: Splitter) -> Iterator[JsonPiece]:
    """Pieces up to bytes that are no text."""
    try:
        yield from splitter.pieces()
    except UnicodeDecodeError:
        raise UnreadableSource("Found bytes that are not UTF-8", advice=ADVICE) from None


def _path(text: bytes) -> tuple[str, ...] | None:
    """Names of the members that lead to the first list of sites or statuses."""
    names: list[str] = []
    name = ""
    for token in TOKEN.finditer(text):
        if token[2]:
            name = token[1].decode(errors="replace")
            if name in KINDS:
                return (*(each for each in names if each), name)
        elif token[1] is None and token[0] in b"{[":
            names.append(name)
            name = ""
        elif token[1] is None and names:
            names.pop()
            name = ""
    return None


def _of_xml(first: bytes, rest: Iterator[bytes], trees: Trees, largest: int) -> Iterator[Piece]:
    root = ROOT.search(first)
    if root is None or b"<!DOCTYPE" in first[: root.start()]:
        what = "a document type declaration, which may hide anything" if root else "no element"
        raise UnreadableSource(f"Found XML with {what}", advice=ADVICE)
    reader = _Xml(trees, "utf-8" if UTF_16.match(first) else None)
    waiting = 0
    try:
        for chunk in chain((first,), rest):
            for at in range(0, len(chunk), BITE):
                number = reader.number
                yield from reader.feed(chunk[at : at + BITE])
                waiting = waiting + BITE if number == reader.number else 0
                if waiting > largest:
                    raise UnreadableSource("Found a site that is too large", advice=ADVICE)
        reader.close()
    except etree.XMLSyntaxError as error:
        if not reader.is_ours:
            raise UnreadableSource(f"Found broken XML ({error.msg})", advice=ADVICE) from None
        yield Piece(reader.number + 1, fault="source_truncated", was=f"{error.msg}")
    if not reader.is_ours:
        raise UnreadableSource("Found XML without sites or statuses of sites", advice=ADVICE)


class _Xml:
    """Reads elements as they come and lets go of them."""

    def __init__(self, trees: Trees, encoding: str | None) -> None:
        self._trees = trees
        self._parser = etree.XMLPullParser(
            ("end",),
            tag=TAGS,
            encoding=encoding,
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        self._published = ""
        self.number = 0
        self.is_ours = False

    def close(self) -> None:
        """Nothing comes any more; raises when something should."""
        self._parser.close()

    def feed(self, data: bytes) -> Iterator[Piece]:
        """What is complete after some more bytes."""
        self._parser.feed(data)
        for _, found in self._parser.read_events():
            element = cast(etree._Element, found)
            name = str(element.tag).rpartition("}")[2]
            self.is_ours = True
            if name == "publicationTime":
                self._published = element.text or ""
            if name not in KINDS or _is_inside(element):
                continue
            self.number += 1
            yield self._piece(element, KINDS[name])
            element.clear()
            parent = element.getparent()
            while parent is not None and element.getprevious() is not None:
                del parent[0]

    def _piece(self, element: etree._Element, kind: str) -> Piece:
        try:
            node = self._trees.of_xml(element, kind)
        except (RecursionError, AttributeError, TypeError, ValueError) as error:
            was = f"{type(error).__name__}: {error}"
            return Piece(self.number, fault="object_broken", was=was)
        return Piece(self.number, kind, node, published=self._published)


def _is_inside(element: etree._Element) -> bool:
    """Whether the status of a station is part of that of a site."""
    parent = element.getparent()
    return parent is not None and str(parent.tag).endswith("energyInfrastructureSiteStatus")
