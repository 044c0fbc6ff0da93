"""Reads charging stations of OpenStreetMap from Overpass and OSM JSON, GeoJSON and PBF."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import BinaryIO, Final, cast

from plugdex.formats.notes import Notes
from plugdex.formats.osm.elements import Element
from plugdex.formats.osm.gather import POINT, STATION, Gathered, Site
from plugdex.formats.osm.info import INFO
from plugdex.formats.osm.json_file import VALUE_FAULTS, Fault, JsonFile
from plugdex.formats.osm.known import unread
from plugdex.formats.osm.locations import read_site
from plugdex.formats.osm.pbf import PbfFile, is_pbf
from plugdex.formats.port import Reading, ReadOptions
from plugdex.formats.unpack import PlainText
from plugdex.model.issues import Issue

HEAD: Final = 64


class OsmFormat:
    """OpenStreetMap: ``amenity=charging_station`` and ``man_made=charge_point``."""

    name = "osm"
    info = INFO

    def read(self, stream: BinaryIO, options: ReadOptions) -> Iterator[Reading]:
        """Read stations in the order of the file, then charge points that belong to none.

        Nothing is yielded before the file has ended, see ``gather``.
        """
        ahead = _Ahead(stream)
        if is_pbf(ahead.head):
            yield from _read_pbf(ahead, options)
        else:
            yield from _read_json(ahead, options)


class _Ahead:
    """A stream whose first bytes have been looked at."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.head = b""
        while len(self.head) < HEAD and (more := stream.read(HEAD - len(self.head))):
            self.head += more
        self._rest = self.head

    def read(self, size: int = -1) -> bytes:
        """Bytes, fewer than asked for only at the end."""
        found, self._rest = self._rest[: max(size, 0)], self._rest[max(size, 0) :]
        while len(found) < size and (more := self._stream.read(size - len(found))):
            found += more
        return found

    def seekable(self) -> bool:
        """Whether the stream can go back to its beginning."""
        return self._stream.seekable()

    def seek(self, offset: int) -> int:
        """Go to a byte; the first ones are read again."""
        self._rest = b""
        return self._stream.seek(offset)


def _read_json(ahead: _Ahead, options: ReadOptions) -> Iterator[Reading]:
    text = PlainText(cast(BinaryIO, ahead))
    file = JsonFile(text, options.largest_object)
    gathered = Gathered()
    keys: set[str] = set()
    truncated = False
    for found in file:
        if isinstance(found, Fault):
            truncated = truncated or found.issue.code == "source_truncated"
            yield Reading(issues=(found.issue,))
        elif gathered.add(found):
            keys.update(found.tags)
        elif found.tags:
            yield _out_of_scope(found)
    yield from _read_sites(gathered.sites(), options, file.timestamp)
    if text.damage and not truncated:
        yield _of_file("source_truncated", text.damage)
    issues = unread(chain(keys, (f"@{name}" for name in file.unread)))
    if issues:
        yield Reading(issues=issues)


def _read_pbf(ahead: _Ahead, options: ReadOptions) -> Iterator[Reading]:
    file = PbfFile(cast(BinaryIO, ahead), [STATION, POINT, ("type", "site")])
    gathered = Gathered()
    keys: set[str] = set()
    for element in file.tagged():
        if gathered.add(element):
            keys.update(element.tags)
    damage = file.damage
    if file.can_go_back():
        _find_parts(file, gathered)
    yield from _read_sites(gathered.sites(), options, "")
    if damage:
        yield _of_file("source_truncated", damage)
    issues = unread(keys)
    if issues:
        yield Reading(issues=issues)


def _find_parts(file: PbfFile, gathered: Gathered) -> None:
    """Read what ways and relations are made of, one step back at a time."""
    ways = gathered.missing_ways()
    if ways:
        _remember(file.ways_of(ways), gathered)
    nodes = gathered.missing_nodes()
    if nodes:
        _remember(file.nodes_of(nodes), gathered)


def _remember(elements: Iterable[Element], gathered: Gathered) -> None:
    for element in elements:
        gathered.remember(element)


def _read_sites(sites: Iterable[Site], options: ReadOptions, timestamp: str) -> Iterator[Reading]:
    for site in sites:
        try:
            yield read_site(site, options, timestamp)
        except VALUE_FAULTS as error:
            yield _refused(site.element, "object_broken", f"{type(error).__name__}: {error}")


def _out_of_scope(element: Element) -> Reading:
    """Something else on the map, such as the entrance of a car park on the way around it."""
    shown = ", ".join(f"{key}={value}" for key, value in list(element.tags.items())[:3])
    return _refused(element, "out_of_scope", shown)


def _refused(element: Element, code: str, was: str) -> Reading:
    notes = Notes()
    notes.add(code, "rejected", "$", was)
    return Reading(issues=notes.issues(element.key))


def _of_file(code: str, was: str) -> Reading:
    return Reading(issues=(Issue(code=code, outcome="noted", object="", path="$", was=was),))
