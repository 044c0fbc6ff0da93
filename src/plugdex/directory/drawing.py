"""How hits are drawn on a tile: single locations, and clusters where they are dense.

A cluster is a cell of a grid; a cell belongs to the tile in which the middle of its locations
lies, so nothing is counted twice at the edges of tiles.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final

from plugdex.directory.asked import Hit
from plugdex.formats.mvt import Feature, Property
from plugdex.model.connectors import BY_NUMBER
from plugdex.model.geo import BITS
from plugdex.model.tiles import Tile
from plugdex.model.traits import BITS as TRAITS

GRID: Final = 3
"""A tile is cut into 8 × 8 cells."""

SINGLE_FROM: Final = 14
"""From this zoom level on nothing is put together."""

CLUSTERS: Final = "clusters"
LOCATIONS: Final = "locations"


def cell_shift(zoom: int) -> int:
    """How many bits of a cell the grid of a zoom level leaves away."""
    return 2 * (BITS - zoom - GRID)


def gathered(hits: Iterable[Hit], zoom: int) -> Iterator[Sequence[Hit]]:
    """Hits that are drawn as one at a zoom level; they come in the order of cells."""
    shift = cell_shift(zoom)
    for _, cell in groupby(hits, key=lambda hit: hit.cell >> shift):
        if zoom >= SINGLE_FROM:
            yield from ((hit,) for hit in cell)
        else:
            yield tuple(cell)


def middle(group: Sequence[Hit]) -> tuple[float, float]:
    """Latitude and longitude of the middle of some hits."""
    if len(group) == 1:
        return group[0].lat, group[0].lon
    return (
        sum(hit.lat for hit in group) / len(group),
        sum(hit.lon for hit in group) / len(group),
    )


def cluster(tile: Tile, lat: float, lon: float, count: int, group: Sequence[Hit] = ()) -> Feature:
    """A cluster; of its hits, where these are at hand, it says more than their number."""
    x, y = tile.pixel(lat, lon)
    properties: dict[str, Property] = {"count": count}
    if group:
        known = [hit.available for hit in group if hit.available is not None]
        properties |= {
            "evses": sum(hit.evses for hit in group),
            "available": sum(known) if known else -1,
            "maxKw": max(hit.power for hit in group) / 1000,
        }
    return Feature(x=x, y=y, properties=properties)


def single(tile: Tile, hit: Hit, id: str, name: str | None, operator: str | None) -> Feature:
    """A location."""
    x, y = tile.pixel(hit.lat, hit.lon)
    return Feature(
        x=x,
        y=y,
        properties={
            "id": id,
            "name": name or "",
            "operator": operator or "",
            "standards": ",".join(standard_names(hit.standards)),
            "maxKw": hit.power / 1000,
            "evses": hit.evses,
            "available": -1 if hit.available is None else hit.available,
            "brandOnly": bool(hit.traits & TRAITS["BRAND_ONLY"]),
        },
    )


def standard_names(mask: int) -> Iterator[str]:
    """The OCPI names of a set of standards."""
    return (each.ocpi for number, each in BY_NUMBER.items() if mask >> number & 1)
