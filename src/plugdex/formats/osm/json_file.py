"""Elements of a JSON file: Overpass and OSM JSON, GeoJSON, or features one a line."""

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

import msgspec

from plugdex.formats.json_list import Piece, Splitter
from plugdex.formats.osm import wire
from plugdex.formats.osm.elements import Element, element_of
from plugdex.model.errors import UnreadableSource
from plugdex.model.issues import Issue, Outcome

LIST: Final = re.compile(rb'"(elements|features)"\s*:\s*\[')
STAMP: Final = re.compile(rb'"(?:timestamp|timestamp_osm_base)"\s*:\s*"([^"]{10,40})"')
REMARK: Final = re.compile(rb'"remark"\s*:\s*"((?:[^"\\]|\\.)*)"\s*,?\s*\}?\s*\Z')
TAIL: Final = 4096
"""Bytes at the end of a file in which Overpass says that it broke off."""

ADVICE: Final = (
    "Expected charging stations of OpenStreetMap: Overpass JSON, OSM JSON, GeoJSON with OSM ids, "
    "or PBF."
)
KNOWN: Final = frozenset(
    [*wire.Object.__struct_fields__, "version", "changeset", "user", "uid", "bbox"]
)
VALUE_FAULTS: Final = (ArithmeticError, LookupError, RecursionError, TypeError, ValueError)

_object = msgspec.json.Decoder(wire.Object)
_members = msgspec.json.Decoder(dict[str, msgspec.Raw])


class Fault(NamedTuple):
    """Something in the file that is no element."""

    issue: Issue


class JsonFile:
    """The elements of one file, once."""

    def __init__(self, text: Iterable[bytes], largest: int) -> None:
        self._chunks = iter(text)
        self._head = next(self._chunks, b"")
        self._tail = b""
        self._largest = largest
        found = LIST.search(self._head)
        self._path = (found[1].decode(),) if found else ()
        stamp = STAMP.search(self._head, 0, found.start() if found else 0)
        self.timestamp = stamp[1].decode(errors="replace") if stamp else ""
        """When the whole was taken from the map, where the file says so."""
        self.unread: set[str] = set()
        """Members of elements that no version of the format has."""

    def __iter__(self) -> Iterator[Element | Fault]:
        """Elements and faults in order; raises ``UnreadableSource`` where it is another file."""
        if self._head.lstrip()[:1] == b"<":
            raise _markup(self._head)
        splitter = Splitter(
            self._through(), self._largest, frozenset(["tags", "properties"]), self._path
        )
        ours = strange = 0
        for piece in splitter.pieces():
            found = self._read(piece)
            if found is None:
                strange += 1
                found = _fault("object_unknown", piece, "no element of OpenStreetMap")
            ours += isinstance(found, Element)
            yield found
        if not ours and (strange or not splitter.found_list):
            raise _something_else(self._head, strange)
        remark = self.remark()
        if remark:
            if not ours:
                raise UnreadableSource(f"Overpass gave up ({remark})", advice="Ask it again later.")
            yield Fault(_issue("source_truncated", "", remark))

    def remark(self) -> str:
        """What Overpass says after the elements; it says something only where it broke off."""
        found = REMARK.search(self._tail)
        return found[1].decode(errors="replace") if found else ""

    def _through(self) -> Iterator[bytes]:
        for chunk in self._with_head():
            self._tail = (self._tail + chunk)[-TAIL:]
            yield chunk

    def _with_head(self) -> Iterator[bytes]:
        yield self._head
        self._head = self._head[:TAIL]
        yield from self._chunks

    def _read(self, piece: Piece) -> Element | Fault | None:
        if piece.fault:
            return _fault(piece.fault, piece, f"byte {piece.offset:,}")
        try:
            self.unread.update(_members.decode(piece.raw).keys() - KNOWN)
            return element_of(_object.decode(piece.raw))
        except (msgspec.MsgspecError, *VALUE_FAULTS) as error:
            return _fault("object_broken", piece, f"{type(error).__name__}: {error}")


def _fault(code: str, piece: Piece, was: str) -> Fault:
    return Fault(_issue(code, f"#{piece.number}", was))


def _issue(code: str, key: str, was: str) -> Issue:
    outcome: Outcome = "noted" if code == "source_truncated" else "rejected"
    return Issue(code=code, outcome=outcome, object=key, path="$", was=was[:200])


def _markup(head: bytes) -> UnreadableSource:
    what = "OSM XML" if b"<osm" in head[:1000] else "a web page"
    advice = "Convert it: osmium cat file.osm -o file.osm.pbf." if what == "OSM XML" else ADVICE
    return UnreadableSource(f"Found {what}, expected JSON or PBF", advice=advice)


def _something_else(head: bytes, strange: int) -> UnreadableSource:
    if strange:
        return UnreadableSource(
            "Found objects without the id of an OpenStreetMap element", advice=ADVICE
        )
    shown = head[:60].decode(errors="replace").split("\n")[0]
    return UnreadableSource(f"Found {shown!r} and no list of elements or features", advice=ADVICE)
