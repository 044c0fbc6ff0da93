"""What a map tile shows: single locations, and clusters where they are dense.

Far out, locations are counted: the store keeps counts by cell for each standard, and counts for
other filters what it would find. Near, locations are looked at one by one.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import Final

import msgspec
from msgspec.structs import replace

from plugdex.directory.asked import COUNTED_LEVELS, EVERYTHING, Box, Find, Hit
from plugdex.directory.drawing import (
    CLUSTERS,
    LOCATIONS,
    cell_shift,
    cluster,
    gathered,
    middle,
    single,
)
from plugdex.directory.ports import Reads
from plugdex.directory.search.check import Check
from plugdex.directory.search.core import to_find
from plugdex.directory.search.question import Question
from plugdex.formats.mvt import Feature
from plugdex.model.connectors import BY_NUMBER
from plugdex.model.filters import Filters
from plugdex.model.geo import BITS, covering
from plugdex.model.tiles import Tile

FEW: Final = 400
"""So many locations are shown one by one, if they are not in each other's way."""

RANGES: Final = 8

Layers = dict[str, list[Feature]]


class _Named(msgspec.Struct):
    """The part of a card that a map shows."""

    name: str | None = None
    operator: str | None = None


DECODER: Final = msgspec.json.Decoder(_Named)


def tile_layers(reads: Reads, tile: Tile, filters: Filters, stale: Collection[int] = ()) -> Layers:
    """The layers ``clusters`` and ``locations`` of a tile."""
    shift = cell_shift(tile.z)
    find = to_find(reads, Question(filters=filters, box=_box(tile, shift)))
    if find is None:
        return {}
    counted = _counted(reads, tile, find, filters, shift, stale)
    if counted is not None:
        return {CLUSTERS: counted}
    hits = Check(reads, filters, stale)(reads.find(replace(find, limit=EVERYTHING)))
    alone, clusters = _divided(tile, hits)
    return {CLUSTERS: clusters, LOCATIONS: list(_locations(reads, tile, alone))}


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
    counted = _standard(filters)
    if counted is not None:
        counts = reads.counts(counted, level, covering(find.box, RANGES), shift)
    elif filters.open_at is None and find.min_available < (1 if stale else 2):
        counts = reads.clusters(find, shift)
    else:
        return None
    if sum(each.locations for each in counts) <= FEW:
        return None
    return [
        cluster(tile, each.lat, each.lon, each.locations)
        for each in counts
        if tile.has(each.lat, each.lon)
    ]


def _standard(filters: Filters) -> int | None:
    """The standard (0: any) whose counts answer the filters."""
    plain = Filters(connectors=filters.connectors)
    if filters != plain or len(filters.connectors) > 1:
        return None
    numbers = [number for number, each in BY_NUMBER.items() if each.ocpi in filters.connectors]
    return numbers[0] if numbers else 0


def _divided(tile: Tile, hits: Sequence[Hit]) -> tuple[list[Hit], list[Feature]]:
    """Single locations, and clusters of those in one cell of the grid."""
    alone: list[Hit] = []
    clusters: list[Feature] = []
    for group in gathered(hits, tile.z):
        lat, lon = middle(group)
        if tile.has(lat, lon):
            if len(group) == 1:
                alone += group
            else:
                clusters.append(cluster(tile, lat, lon, len(group), group))
    return alone, clusters


def _locations(reads: Reads, tile: Tile, hits: Sequence[Hit]) -> Iterator[Feature]:
    cards = {card.rid: card for card in reads.cards([(hit.cell, hit.rid) for hit in hits])}
    for hit in hits:
        card = cards.get(hit.rid)
        if card is None:
            continue
        named = DECODER.decode(card.card + b"}")
        yield single(tile, hit, card.id, named.name, named.operator)
