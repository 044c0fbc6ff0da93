"""PMTiles: the map as one file, which a browser reads in pieces from any web server.

1. Tiles look like those that the server draws; the nearest have more to tell, because nobody is
   there to be asked. A client goes on with them when it zooms in further.
2. There is a tile only where something is, and the same locations make the same bytes.
"""

import gzip
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec.structs import replace
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from plugdex import __version__
from plugdex.directory.asked import Hit
from plugdex.directory.drawing import CLUSTERS, LOCATIONS, cluster, gathered, middle, single
from plugdex.directory.publish import standards_mask
from plugdex.exports.manifest import SourceCount, Tally
from plugdex.exports.port import Edition, Exported, Sink, Tiling
from plugdex.formats.mvt import Feature, Property, encode
from plugdex.model.connectors import BY_OCPI
from plugdex.model.errors import InvalidSetting
from plugdex.model.groups import UNTOLD, connector_groups
from plugdex.model.location import Location
from plugdex.model.opening import is_always_open
from plugdex.model.power import max_power, power_text
from plugdex.model.tiles import Tile
from plugdex.model.traits import location_traits
from plugdex.model.value import Value

DEGREE: Final = 10_000_000
"""Units of a degree in the header (PMTiles 3 §3)."""

LEVEL: Final = 6
"""Of gzip: a higher one takes longer and gains 1 %."""

COUNTS: Final = {"count": "Number", "evses": "Number", "available": "Number", "maxKw": "Number"}
PLACES: Final = {
    "id": "String",
    "name": "String",
    "operator": "String",
    "standards": "String",
    "maxKw": "Number",
    "evses": "Number",
    "available": "Number",
    "brandOnly": "Boolean",
    "address": "String",
    "city": "String",
    "postalCode": "String",
    "country": "String",
    "source": "String",
    "connectors": "String",
    "restrictions": "String",
    "alwaysOpen": "Boolean",
}
"""What features have, by layer, as the metadata say it (TileJSON 3 §3.3.1)."""


class Pin(Value, frozen=True, gc=False):
    """What stays in memory of a location."""

    id: str
    name: str | None
    operator: str | None
    address: str | None
    city: str | None
    postal_code: str | None
    country: str | None
    source: str
    connectors: str
    restrictions: str
    always_open: bool


class PmtilesExporter:
    """Writes an archive."""

    name = "pmtiles"
    title = "PMTiles: the map as one file of vector tiles"
    suffix = ".pmtiles"

    def write(self, places: Iterator[Exported], sink: Sink, edition: Edition) -> int:
        """Draw all tiles; of each location about a kilobyte is kept in memory.

        Raises ``InvalidSetting`` where no zoom level is asked for.
        """
        if edition.tiling.min_zoom > edition.tiling.max_zoom:
            raise InvalidSetting("--min-zoom is above --max-zoom, so there is nothing to draw.")
        tally = Tally()
        hits: list[Hit] = []
        pins: list[Pin] = []
        for place in tally.watch(places):
            hits.append(to_hit(place, len(pins)))
            pins.append(pin(place))
        writer: Any = Writer(sink)  # type: ignore[no-untyped-call]
        for number, data in draw(hits, pins, edition.tiling):
            writer.write_tile(number, gzip.compress(data, LEVEL, mtime=0))
        if not hits:
            writer.write_tile(0, gzip.compress(b"", LEVEL, mtime=0))
        writer.finalize(_header(hits), _metadata(edition, tally.source_counts(edition)))
        return 0


def to_hit(place: Exported, number: int) -> Hit:
    """A location as the search would find it."""
    location = place.location
    states = {status.uid: status.status for status in place.statuses}
    known = [state for e in location.evses if (state := states.get(e.uid, "UNKNOWN")) not in UNTOLD]
    powers = [max_power(each) or 0 for evse in location.evses for each in evse.connectors]
    return Hit(
        place.cell,
        number,
        place.lat,
        place.lon,
        location_traits(location),
        sum(1 for evse in location.evses if evse.connectors),
        known.count("AVAILABLE") if known else None,
        max(powers, default=0),
        standards_mask(location.evses),
    )


def pin(place: Exported) -> Pin:
    """What stays of a location until its tiles are drawn."""
    location = place.location
    business = location.operator or location.suboperator
    return Pin(
        place.id,
        location.name,
        business.name if business else None,
        location.address,
        location.city,
        location.postal_code,
        location.country,
        location.source,
        connectors_text(location),
        ",".join(location.restrictions),
        is_always_open(location.opening_times),
    )


def connectors_text(location: Location) -> str:
    """What there is, for people: ``2 × CCS2, Up to 150 kW; 1 × Type 2, Up to 22 kW``."""
    return "; ".join(
        f"{len(group.members)} × {_name(group.standard)}, {power_text(group.max_power)}"
        for group in connector_groups(location.evses)
    )


def _name(standard: str) -> str:
    known = BY_OCPI.get(standard)
    return known.name if known else standard


def draw(hits: Sequence[Hit], pins: Sequence[Pin], tiling: Tiling) -> Iterator[tuple[int, bytes]]:
    """The tiles in the order of the archive, with their numbers."""
    for zoom in range(tiling.min_zoom, tiling.max_zoom + 1):
        tiles: dict[Tile, list[Sequence[Hit]]] = {}
        for group in gathered(hits, zoom):
            tiles.setdefault(Tile.at(zoom, *middle(group)), []).append(group)
        numbered = sorted((zxy_to_tileid(each.z, each.x, each.y), each) for each in tiles)
        for number, tile in numbered:
            yield number, _drawn(tile, tiles[tile], pins, zoom == tiling.max_zoom)


def _drawn(
    tile: Tile, groups: Sequence[Sequence[Hit]], pins: Sequence[Pin], is_nearest: bool
) -> bytes:
    clusters: list[Feature] = []
    alone: list[Feature] = []
    for group in groups:
        if len(group) > 1:
            clusters.append(cluster(tile, *middle(group), len(group), group))
        else:
            alone.append(_single(tile, group[0], pins, is_nearest))
    return encode({CLUSTERS: clusters, LOCATIONS: alone})


def _single(tile: Tile, hit: Hit, pins: Sequence[Pin], is_nearest: bool) -> Feature:
    mine = pins[hit.rid]
    feature = single(tile, hit, mine.id, mine.name, mine.operator)
    if not is_nearest:
        return feature
    return replace(feature, properties={**feature.properties, **_more(mine)})


def _more(pin: Pin) -> Mapping[str, Property]:
    """What only the nearest tiles have."""
    texts = {
        "address": pin.address,
        "city": pin.city,
        "postalCode": pin.postal_code,
        "country": pin.country,
        "source": pin.source,
        "connectors": pin.connectors,
        "restrictions": pin.restrictions,
    }
    return {name: text for name, text in texts.items() if text} | {"alwaysOpen": pin.always_open}


def _header(hits: Sequence[Hit]) -> dict[str, Any]:
    """What the archive says of itself; the writer adds the rest."""
    lats, lons = [hit.lat for hit in hits] or [0.0], [hit.lon for hit in hits] or [0.0]
    west, south, east, north = (
        round(edge * DEGREE) for edge in (min(lons), min(lats), max(lons), max(lats))
    )
    return {
        "tile_type": TileType.MVT,
        "tile_compression": Compression.GZIP,
        "min_lon_e7": west,
        "min_lat_e7": south,
        "max_lon_e7": east,
        "max_lat_e7": north,
        "center_zoom": 0,
        "center_lon_e7": (west + east) // 2,
        "center_lat_e7": (south + north) // 2,
    }


def _metadata(edition: Edition, sources: Sequence[SourceCount]) -> dict[str, Any]:
    """The JSON of the archive (PMTiles 3 §5), with what the licences want to be said."""
    zooms = {"minzoom": edition.tiling.min_zoom, "maxzoom": edition.tiling.max_zoom}
    said = dict.fromkeys(each.attribution or each.title for each in sources)
    return {
        "name": "plugdex",
        "description": "EV charging locations",
        "version": edition.created.isoformat(),
        "generator": f"plugdex {__version__}",
        "type": "overlay",
        "attribution": "; ".join(said),
        "licences": {each.name: each.licence for each in sources},
        "vector_layers": [
            {"id": CLUSTERS, "fields": COUNTS, **zooms},
            {"id": LOCATIONS, "fields": PLACES, **zooms},
        ],
    }
