"""What a map tile shows: single locations, and clusters where they are dense.

1. A cluster is a cell of a grid; a cell belongs to the tile in which the middle of its locations
   lies, so nothing is counted twice at the edges of tiles.
2. Far out, locations are counted: the store keeps counts by cell for each standard, and counts
   for other filters what it would find. Near, locations are looked at one by one.
"""

from collections.abc import Collection, Iterator, Sequence
from itertools import groupby
from typing import Final

import msgspec
from msgspec.structs import replace

from plugdex.directory.ports import COUNTED_LEVELS, EVERYTHING, Box, Find, Hit, Reads
from plugdex.directory.search.check import Check
from plugdex.directory.search.core import to_find
from plugdex.directory.search.question import Question
from plugdex.formats.mvt import Feature, Property
from plugdex.model.connectors import BY_NUMBER
from plugdex.model.filters import Filters
from plugdex.model.geo import BITS, covering
from plugdex.model.tiles import Tile
from plugdex.model.traits import BITS as TRAITS

GRID: Final = 3
"""A tile is cut into 8 × 8 cells."""

FEW: Final = 400
"""So many locations are shown one by one, if they are not in each other's way."""

DEEPEST: Final = 22
SINGLE_FROM: Final = 14
"""From this zoom level on nothing is put together."""

RANGES: Final = 8

Layers = dict[str, list[Feature]]


class _Named(msgspec.Struct):
    """The part of a card that a map shows."""

    name: str | None = None
    operator: str | None = None


DECODER: Final = msgspec.json.Decoder(_Named)


def tile_layers(reads: Reads, tile: Tile, filters: Filters, stale: Collection[int] = ()) -> Layers:
    """The layers ``clusters`` and ``locations`` of a tile."""
    shift = 2 * (BITS - tile.z - GRID)
    find = to_find(reads, Question(filters=filters, box=_box(tile, shift)))
    if find is None:
        return {}
    counted = _counted(reads, tile, find, filters, shift, stale)
    if counted is not None:
        return {"clusters": counted}
    hits = Check(reads, filters, stale)(reads.find(replace(find, limit=EVERYTHING)))
    single, clusters = _divided(tile, hits, shift)
    return {"clusters": clusters, "locations": list(_locations(reads, tile, single))}


def _box(tile: Tile, shift: int) -> Box:
    """The tile, and the rest of the cells that it cuts through."""
    height = 180 / (1 << (BITS - shift // 2))
    return Box(
        west=tile.west,
        south=max(-90, tile.south - height),
        east=tile.east,
        north=min(90, tile.north + height),
    )


def _counted(
    reads: Reads,
    tile: Tile,
    find: Find,
    filters: Filters,
    shift: int,
    stale: Collection[int],
) -> list[Feature] | None:
    """Clusters by counts alone; ``None`` where these do not tell, or it is better to look."""
    level = next((level for level in COUNTED_LEVELS if BITS - shift // 2 <= level), None)
    if level is None:
        return None
    cluster = _cluster(filters)
    if cluster is not None:
        counts = reads.counts(cluster, level, covering(find.box, RANGES), shift)
    elif filters.open_at is None and find.min_available < (1 if stale else 2):
        counts = reads.clusters(find, shift)
    else:
        return None
    if sum(each.locations for each in counts) <= FEW:
        return None
    return [
        _cluster_feature(tile, each.lat, each.lon, each.locations)
        for each in counts
        if tile.has(each.lat, each.lon)
    ]


def _cluster(filters: Filters) -> int | None:
    """The cluster whose counts answer the filters."""
    plain = Filters(connectors=filters.connectors)
    if filters != plain or len(filters.connectors) > 1:
        return None
    numbers = [number for number, each in BY_NUMBER.items() if each.ocpi in filters.connectors]
    return numbers[0] if numbers else 0


def _divided(tile: Tile, hits: Sequence[Hit], shift: int) -> tuple[list[Hit], list[Feature]]:
    """Single locations, and clusters of those in one cell of the grid."""
    single: list[Hit] = []
    clusters: list[Feature] = []
    for _, cell in groupby(hits, key=lambda hit: hit.cell >> shift):
        group = list(cell)
        if len(group) == 1 or tile.z >= SINGLE_FROM:
            single += [hit for hit in group if tile.has(hit.lat, hit.lon)]
            continue
        lat = sum(hit.lat for hit in group) / len(group)
        lon = sum(hit.lon for hit in group) / len(group)
        if tile.has(lat, lon):
            clusters.append(_cluster_feature(tile, lat, lon, len(group), group))
    return single, clusters


def _cluster_feature(
    tile: Tile, lat: float, lon: float, count: int, group: Sequence[Hit] = ()
) -> Feature:
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


def _locations(reads: Reads, tile: Tile, hits: Sequence[Hit]) -> Iterator[Feature]:
    cards = {card.rid: card for card in reads.cards([(hit.cell, hit.rid) for hit in hits])}
    for hit in hits:
        card = cards.get(hit.rid)
        if card is None:
            continue
        named = DECODER.decode(card.card + b"}")
        x, y = tile.pixel(hit.lat, hit.lon)
        yield Feature(
            x=x,
            y=y,
            properties={
                "id": card.id,
                "name": named.name or "",
                "operator": named.operator or "",
                "standards": ",".join(_standards(hit.standards)),
                "maxKw": hit.power / 1000,
                "evses": hit.evses,
                "available": -1 if hit.available is None else hit.available,
                "brandOnly": bool(hit.traits & TRAITS["BRAND_ONLY"]),
            },
        )


def _standards(mask: int) -> Iterator[str]:
    return (each.ocpi for number, each in BY_NUMBER.items() if mask >> number & 1)
