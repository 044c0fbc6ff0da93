"""Elements of the map, whichever file they come from."""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from plugdex.formats.osm import wire
from plugdex.model.value import Value

KINDS: Final = ("node", "way", "relation")
OWN_ID: Final = re.compile(r"(node|way|relation|[nwr])/?(\d+)")
LARGEST_ID: Final = 2**63 - 1
PLAIN: Final = (str, int, float, bool)
MEMBERS_OF_FEATURES: Final = frozenset(
    ["id", "type", "timestamp", "version", "changeset", "user", "uid", "relations", "meta"]
)
"""What features say of their element with or without ``@`` before it."""


class Spot(NamedTuple):
    """Degrees as the file has them."""

    lat: float
    lon: float


class Ref(NamedTuple):
    """A member of a relation."""

    kind: str
    id: int


class Element(Value, frozen=True, kw_only=True):
    """A node, way or relation: its tags, where it is, and what it is made of."""

    kind: str
    id: int
    tags: Mapping[str, str] = {}
    spot: Spot | None = None
    timestamp: str = ""
    nodes: tuple[int, ...] = ()
    members: tuple[Ref, ...] = ()

    @property
    def key(self) -> str:
        """The id by which everybody knows it: ``node/123``."""
        return f"{self.kind}/{self.id}"


def element_of(found: wire.Object) -> Element | None:
    """What an object of a file means; ``None`` for one that is no element of OpenStreetMap.

    Raises ``ValueError`` where an id is none that OpenStreetMap could give.
    """
    element = _of_feature(found) if found.type == "Feature" else _of_object(found)
    if element and not all(map(_is_id, _ids(element))):
        raise ValueError("an id has more than 64 bits")
    return element


def _ids(element: Element) -> Iterator[int]:
    yield element.id
    yield from element.nodes
    for member in element.members:
        yield member.id


def _is_id(number: int) -> bool:
    return -LARGEST_ID <= number <= LARGEST_ID


def _of_object(found: wire.Object) -> Element | None:
    if found.type not in KINDS or not isinstance(found.id, int):
        return None
    return Element(
        kind=found.type,
        id=found.id,
        tags=_texts(found.tags or {}),
        spot=_spot(found),
        timestamp=found.timestamp,
        nodes=tuple(found.nodes),
        members=tuple(Ref(member.type, member.ref) for member in found.members),
    )


def _of_feature(found: wire.Object) -> Element | None:
    properties = found.properties or {}
    own = _own_id(found.id, properties)
    if own is None:
        return None
    inner = properties.get("tags")
    said = inner if isinstance(inner, dict) else properties
    stamp = properties.get("@timestamp") or properties.get("timestamp") or ""
    return Element(
        kind=own.kind,
        id=own.id,
        tags=_texts(said, MEMBERS_OF_FEATURES if said is properties else frozenset()),
        spot=_of_geometry(found.geometry),
        timestamp=stamp if isinstance(stamp, str) else "",
    )


def _own_id(outer: int | str | None, properties: Mapping[str, Any]) -> Ref | None:
    """The element of a feature: ``node/1``, ``n1``, or a kind beside a number.

    So write overpass turbo and osmtogeojson, osmium export, ohsome.
    """
    for name in (properties.get("@id"), properties.get("@osmId"), outer, properties.get("id")):
        match = OWN_ID.fullmatch(name) if isinstance(name, str) else None
        if match:
            return Ref(next(kind for kind in KINDS if kind[0] == match[1][0]), int(match[2]))
    kind = properties.get("@type") or properties.get("type")
    number = properties.get("@id", properties.get("id"))
    return Ref(kind, number) if kind in KINDS and type(number) is int else None


def _texts(tags: Mapping[str, Any], without: frozenset[str] = frozenset()) -> dict[str, str]:
    """Tags as texts; what is no text and no number is none."""
    return {
        name: value if type(value) is str else _text(value)
        for name, value in tags.items()
        if type(value) in PLAIN and name[:1] != "@" and name not in without
    }


def _text(value: float) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if math.isfinite(value) and abs(value) < 1e6 else str(value)


def _spot(found: wire.Object) -> Spot | None:
    if found.lat is not None and found.lon is not None:
        return Spot(found.lat, found.lon)
    if found.center:
        return Spot(found.center.lat, found.center.lon)
    if found.bounds:
        box = found.bounds
        return middle([Spot(box.minlat, box.minlon), Spot(box.maxlat, box.maxlon)])
    return middle(_vertices(found))


def _vertices(found: wire.Object) -> Iterator[Spot]:
    own = found.geometry if isinstance(found.geometry, list) else []
    for place in own:
        if place:
            yield Spot(place.lat, place.lon)
    for member in found.members:
        if member.lat is not None and member.lon is not None:
            yield Spot(member.lat, member.lon)
        for place in member.geometry or ():
            if place:
                yield Spot(place.lat, place.lon)


def _of_geometry(geometry: wire.Geometry | list[Any] | None) -> Spot | None:
    if not isinstance(geometry, wire.Geometry):
        return None
    return middle(_positions(geometry.coordinates))


def _positions(values: list[Any]) -> Iterator[Spot]:
    """Longitude and latitude of all vertices, however deep their lists are nested."""
    waiting = [values]
    while waiting:
        one = waiting.pop()
        if len(one) >= 2 and all(type(value) in (int, float) for value in one[:2]):
            yield Spot(float(one[1]), float(one[0]))
        else:
            waiting.extend(item for item in one if isinstance(item, list))


def middle(spots: Iterable[Spot]) -> Spot | None:
    """The middle of the box around points, which is what Overpass calls the centre."""
    all_of_them = list(spots)
    if not all_of_them:
        return None
    lats, lons = zip(*all_of_them, strict=True)
    return Spot((min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2)
