"""Areas as GeoJSON draws them: polygons with holes, and several of them."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec

from plugdex.directory.asked import Box
from plugdex.model.errors import InvalidSetting
from plugdex.model.value import Value

Ring = tuple[tuple[float, float], ...]
"""Longitude and latitude of its corners; the last one is the first again."""

ADVICE: Final = "must be GeoJSON with a Polygon or MultiPolygon in it, in degrees of WGS 84"


class Area(Value, frozen=True, kw_only=True):
    """Everything inside some polygons; none crosses the antimeridian (RFC 7946 §3.1.9)."""

    polygons: tuple[tuple[Ring, ...], ...]
    """The first ring of each is its outline, others are holes."""

    @property
    def box(self) -> Box:
        """The box of all of them."""
        corners = [corner for rings in self.polygons for corner in rings[0]]
        lons, lats = [lon for lon, _ in corners], [lat for _, lat in corners]
        return Box(west=min(lons), south=min(lats), east=max(lons), north=max(lats))

    def has(self, lat: float, lon: float) -> bool:
        """Whether a point lies inside: a ray to the east crosses an odd number of edges."""
        return any(
            sum(_crossings(ring, lat, lon) for ring in rings) % 2 == 1 for rings in self.polygons
        )


def read_area(data: bytes, name: str) -> Area:
    """The area of a GeoJSON text; raises ``InvalidSetting`` for anything else."""
    try:
        found = tuple(_polygons(msgspec.json.decode(data)))
        area = msgspec.convert({"polygons": found}, Area)
    except (msgspec.MsgspecError, KeyError, TypeError, RecursionError) as error:
        raise InvalidSetting(f"area {name}: {ADVICE} ({error})") from error
    rings = [ring for rings in area.polygons for ring in rings]
    if not area.polygons or not all(area.polygons) or any(len(ring) < 4 for ring in rings):
        raise InvalidSetting(f"area {name}: {ADVICE}")
    if any(not (-180 <= lon <= 180 and -90 <= lat <= 90) for ring in rings for lon, lat in ring):
        raise InvalidSetting(f"area {name}: {ADVICE}; longitude comes first")
    return area


def _polygons(thing: Any) -> Iterator[Sequence[Any]]:
    """The coordinates of all polygons, without heights."""
    match thing["type"]:
        case "FeatureCollection":
            for feature in thing["features"]:
                yield from _polygons(feature)
        case "Feature":
            yield from _polygons(thing["geometry"])
        case "GeometryCollection":
            for geometry in thing["geometries"]:
                yield from _polygons(geometry)
        case "Polygon":
            yield [[corner[:2] for corner in ring] for ring in thing["coordinates"]]
        case "MultiPolygon":
            for polygon in thing["coordinates"]:
                yield [[corner[:2] for corner in ring] for ring in polygon]


def _crossings(ring: Ring, lat: float, lon: float) -> int:
    count = 0
    west, south = ring[-1]
    for east, north in ring:
        if (south > lat) != (north > lat):
            count += lon < west + (lat - south) / (north - south) * (east - west)
        west, south = east, north
    return count
