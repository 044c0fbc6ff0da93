"""Stations with what belongs to them: where a way is, and which charge points a station has.

Nothing is said before a file has ended, because the nodes of a way and the charge points of a
station may stand behind it. Until then elements are kept packed, a few hundred bytes each.
"""

import math
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import msgspec
from msgspec import structs

from plugdex.formats.osm.elements import Element, Ref, Spot, middle

STATION: Final = ("amenity", "charging_station")
POINT: Final = ("man_made", "charge_point")

NEAR: Final = 50.0
"""Metres within which a charge point that no relation names belongs to the nearest station."""

CELL: Final = 0.001
METRES_PER_DEGREE: Final = 111_195.0

_packed = msgspec.msgpack.Encoder()
_unpacked = msgspec.msgpack.Decoder(Element)


class Site(NamedTuple):
    """A station, or a charge point of its own, and the charge points that belong to it."""

    element: Element
    children: tuple[Element, ...] = ()
    by_distance: bool = False
    """Whether a charge point was given to the station because it is near."""


def is_tagged(element: Element, tag: tuple[str, str]) -> bool:
    """Whether an element has a tag, alone or in a list."""
    value = element.tags.get(tag[0], "")
    return value == tag[1] or (";" in value and tag[1] in map(str.strip, value.split(";")))


def is_ours(element: Element) -> bool:
    """Whether an element is a station or a charge point."""
    return is_tagged(element, STATION) or is_tagged(element, POINT)


class Gathered:
    """All elements of a file."""

    def __init__(self) -> None:
        self._held: list[bytes] = []
        self._points: dict[Ref, Element] = {}
        self._spots: dict[int, Spot] = {}
        self._ways: dict[int, tuple[int, ...]] = {}
        self._related: list[tuple[Ref, ...]] = []

    def add(self, element: Element) -> bool:
        """Take an element in; True where it is one of ours."""
        self.remember(element)
        if is_tagged(element, STATION):
            self._held.append(_packed.encode(element))
            if element.kind == "relation":
                self._related.append((_ref(element), *element.members))
            return True
        if is_tagged(element, POINT):
            self._points[_ref(element)] = element
            return True
        if element.kind == "relation" and element.tags.get("type") == "site":
            self._related.append(element.members)
        return False

    def remember(self, element: Element) -> None:
        """Keep what others are made of: where a node is, and the nodes of a way."""
        if element.kind == "node" and element.spot:
            self._spots[element.id] = element.spot
        elif element.kind == "way" and element.nodes and not element.spot:
            self._ways[element.id] = element.nodes

    def missing_ways(self) -> set[int]:
        """Ways that relations without a place are made of."""
        return {
            member.id
            for element in self._elements()
            if element.spot is None
            for member in element.members
            if member.kind == "way" and member.id not in self._ways
        }

    def missing_nodes(self) -> set[int]:
        """Nodes that tell where an element is, and are not known yet."""
        return {
            node
            for element in self._elements()
            if element.spot is None
            for node in self._nodes_of(element)
            if node not in self._spots
        }

    def sites(self) -> Iterator[Site]:
        """Stations in the order of the file, then charge points that belong to none."""
        owners, by_distance = self._owners()
        children: dict[Ref, list[Element]] = {}
        for point, owner in owners.items():
            children.setdefault(owner, []).append(self._placed(self._points[point]))
        near = {owners[point] for point in by_distance}
        for packed in self._held:
            element = self._placed(_unpacked.decode(packed))
            ref = _ref(element)
            own = sorted(children.get(ref, ()), key=lambda child: (child.kind, child.id))
            yield Site(element, tuple(own), ref in near)
        for ref, lone in self._points.items():
            if ref not in owners:
                yield Site(self._placed(lone))

    def _elements(self) -> Iterator[Element]:
        yield from map(_unpacked.decode, self._held)
        yield from self._points.values()

    def _nodes_of(self, element: Element) -> Iterator[int]:
        yield from element.nodes
        for member in element.members:
            if member.kind == "node":
                yield member.id
            elif member.kind == "way":
                yield from self._ways.get(member.id, ())

    def _placed(self, element: Element) -> Element:
        if element.spot:
            return element
        nodes = (self._spots.get(node) for node in self._nodes_of(element))
        return structs.replace(element, spot=middle(spot for spot in nodes if spot))

    def _owners(self) -> tuple[dict[Ref, Ref], set[Ref]]:
        """The station of each charge point that has one, and which were found by distance."""
        if not self._points:
            return {}, set()
        stations = {_ref(one): self._placed(one) for one in map(_unpacked.decode, self._held)}
        owners: dict[Ref, Ref] = {}
        for members in self._related:
            owner = [member for member in members if member in stations]
            if len(owner) == 1 or (owner and owner[0] == members[0]):
                for member in members:
                    if member in self._points:
                        owners.setdefault(member, owner[0])
        found = self._nearest(stations, [ref for ref in self._points if ref not in owners])
        return owners | found, set(found)

    def _nearest(self, stations: dict[Ref, Element], points: Sequence[Ref]) -> dict[Ref, Ref]:
        cells: dict[tuple[int, int], list[tuple[Ref, Spot]]] = {}
        for ref, station in stations.items():
            if station.spot:
                cells.setdefault(_cell(station.spot), []).append((ref, station.spot))
        found: dict[Ref, Ref] = {}
        for ref in points:
            spot = self._placed(self._points[ref]).spot
            around = [] if spot is None else list(_around(cells, spot))
            if spot and around:
                best = min(around, key=lambda one: (_metres(one[1], spot), one[0]))
                if _metres(best[1], spot) <= NEAR:
                    found[ref] = best[0]
        return found


def _ref(element: Element) -> Ref:
    return Ref(element.kind, element.id)


def _cell(spot: Spot) -> tuple[int, int]:
    """Cells are as high as 111 m; their width is made the same by the latitude."""
    narrow = max(math.cos(math.radians(_whole(spot.lat / CELL) * CELL)), 0.01)
    return _whole(spot.lat / CELL), _whole(spot.lon * narrow / CELL)


def _whole(value: float) -> int:
    return math.floor(value) if abs(value) < 1e9 else 0


def _around(
    cells: dict[tuple[int, int], list[tuple[Ref, Spot]]], spot: Spot
) -> Iterator[tuple[Ref, Spot]]:
    for north in (-CELL, 0, CELL):
        row = Spot(spot.lat + north, spot.lon)
        at = _cell(row)
        for east in (-1, 0, 1):
            yield from cells.get((at[0], at[1] + east), ())


def _metres(one: Spot, other: Spot) -> float:
    east = (one.lon - other.lon) * math.cos(math.radians(one.lat))
    return math.hypot(one.lat - other.lat, east) * METRES_PER_DEGREE
