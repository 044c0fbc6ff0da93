"""The shapes of elements: OSM JSON and Overpass JSON, and features of GeoJSON."""

from typing import Any

from msgspec import Struct


class Position(Struct):
    """A point of Overpass: the centre of an element, or a vertex of its geometry."""

    lat: float
    lon: float


class Bounds(Struct):
    """The box around an element."""

    minlat: float
    minlon: float
    maxlat: float
    maxlon: float


class Member(Struct):
    """A member of a relation; Overpass gives its geometry where it was asked for."""

    type: str
    ref: int
    lat: float | None = None
    lon: float | None = None
    geometry: list[Position | None] | None = None


class Geometry(Struct):
    """A geometry of GeoJSON: lists of longitude and latitude, nested by its kind."""

    type: str
    coordinates: list[Any] = []


class Object(Struct):
    """An element or a feature, whichever it is."""

    type: str = ""
    id: int | str | None = None
    timestamp: str = ""
    tags: dict[str, Any] | None = None
    lat: float | None = None
    lon: float | None = None
    center: Position | None = None
    bounds: Bounds | None = None
    nodes: list[int] = []
    members: list[Member] = []
    properties: dict[str, Any] | None = None
    geometry: Geometry | list[Position | None] | None = None
