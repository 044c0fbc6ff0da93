"""The pooled map layer: a folder with a file for each tile, and ``layer.json`` that lists them.

Any web server can hand it out as it is. The schema lies beside the files, so that the folder
explains itself.
"""

from collections.abc import Iterator
from itertools import groupby

import msgspec

from plugdex import __version__
from plugdex.exports.manifest import Tally
from plugdex.exports.port import Edition, Exported, Files
from plugdex.formats.layer.index import INDEX, SCHEMA, LayerIndex, LayerSource, Listed, file_of
from plugdex.formats.layer.schema import proto
from plugdex.formats.layer.tiling import corner, family, tile_of
from plugdex.formats.layer.values import Entry, Group
from plugdex.formats.layer.write import write_partition
from plugdex.model.groups import connector_groups
from plugdex.model.location import Location


class LayerExporter:
    """Writes tiles."""

    name = "layer"
    title = "Pooled map layer: a folder of protobuf tiles"
    suffix = ""
    mark = INDEX

    def fill(self, places: Iterator[Exported], files: Files, edition: Edition) -> int:
        """Write a file for each tile, one family of tiles in memory at a time."""
        level = edition.tiling.level
        tally = Tally()
        listed: dict[str, Listed] = {}
        for _, together in groupby(tally.watch(places), lambda place: family(place.cell, level)):
            for tile, group in _by_tile(together, level).items():
                data = write_partition(str(tile), corner(tile), map(to_entry, group))
                files.put(file_of(str(tile)), data)
                listed[str(tile)] = Listed(locations=len(group), bytes=len(data))
        files.put(SCHEMA, proto().encode())
        files.put(INDEX, _encoded(_index(edition, tally, listed)))
        return 0


def to_entry(place: Exported) -> Entry:
    """A location as a partition has it."""
    return Entry(id=place.id, location=place.location, groups=_groups(place.location))


def _groups(location: Location) -> tuple[Group, ...]:
    return tuple(
        Group(standard=group.standard, max_power=group.max_power, evses=len(group.members))
        for group in connector_groups(location.evses)
    )


def _by_tile(places: Iterator[Exported], level: int) -> dict[int, list[Exported]]:
    tiles: dict[int, list[Exported]] = {}
    for place in places:
        tiles.setdefault(tile_of(place.cell, level), []).append(place)
    return dict(sorted(tiles.items()))


def _index(edition: Edition, tally: Tally, listed: dict[str, Listed]) -> LayerIndex:
    return LayerIndex(
        level=edition.tiling.level,
        created=edition.created,
        plugdex=__version__,
        locations=tally.locations,
        evses=tally.evses,
        connectors=tally.connectors,
        sources=tuple(
            LayerSource(
                name=each.name,
                title=each.title,
                licence=each.licence,
                licence_url=each.licence_url,
                attribution=each.attribution,
                locations=each.locations,
            )
            for each in tally.source_counts(edition)
        ),
        partitions=listed,
    )


def _encoded(index: LayerIndex) -> bytes:
    return msgspec.json.format(msgspec.json.encode(index), indent=1)
