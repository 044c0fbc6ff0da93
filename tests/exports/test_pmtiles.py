"""The map as one file: what the server draws, and more of it near by."""

import gzip

import mapbox_vector_tile
import pytest
from msgspec.structs import replace
from pmtiles.reader import MemorySource, Reader, all_tiles

from plugdex.directory.drawing import CLUSTERS, LOCATIONS
from plugdex.directory.tiles import tile_layers
from plugdex.exports.pmtiles_file import PmtilesExporter
from plugdex.exports.port import Tiling
from plugdex.exports.selection import EVERYTHING, select
from plugdex.formats.mvt import encode
from plugdex.model.errors import InvalidSetting
from plugdex.model.filters import NOTHING_ASKED
from plugdex.model.location import Point
from plugdex.model.tiles import Tile
from tests.exports.exporting import edition
from tests.places import ccs, evse, location, reading, take_in


class Memory(bytearray):
    """A file that is only written."""

    def write(self, data):
        self.extend(data)
        return len(data)


def archive(store, **tiling) -> bytes:
    """The archive of all that a store has."""
    sink = Memory()
    asked = replace(edition(), tiling=Tiling(**tiling))
    PmtilesExporter().write(select(store.reads(), EVERYTHING), sink, asked)
    return bytes(sink)


def tile(data: bytes, z: int, lat: float, lon: float):
    """The layers of a tile of an archive."""
    at = Tile.at(z, lat, lon)
    packed = Reader(MemorySource(data)).get(at.z, at.x, at.y)
    return mapbox_vector_tile.decode(gzip.decompress(packed)) if packed else {}


@pytest.fixture
def town(store):
    """Forty locations in Utrecht, and one in Sydney."""
    take_in(
        store,
        *(
            reading(location(str(n), coordinates=Point(lat=52 + n / 400, lon=5 + n % 7 / 90)))
            for n in range(40)
        ),
        reading(
            location(
                "far",
                evse("E1", ccs()),
                coordinates=Point(lat=-33.86, lon=151.21),
                restrictions=("BRAND_ONLY",),
            )
        ),
    )
    return store


def test_every_location_is_there_at_the_nearest_zoom(town):
    data = archive(town)
    found = [
        feature["properties"]["id"]
        for (z, _, _), packed in all_tiles(MemorySource(data))
        if z == 14
        for feature in mapbox_vector_tile.decode(gzip.decompress(packed))[LOCATIONS]["features"]
    ]
    assert len(set(found)) == len(found) == 41


@pytest.mark.parametrize("zoom", range(14))
def test_nothing_is_counted_twice(town, zoom):
    counted = 0
    for (z, _, _), packed in all_tiles(MemorySource(archive(town, max_zoom=zoom))):
        if z == zoom:
            layers = mapbox_vector_tile.decode(gzip.decompress(packed))
            counted += len(layers.get(LOCATIONS, {"features": ()})["features"])
            clusters = layers.get(CLUSTERS, {"features": ()})["features"]
            counted += sum(each["properties"]["count"] for each in clusters)
    assert counted == 41


@pytest.mark.parametrize("zoom", [0, 5, 9, 12])
def test_it_looks_like_what_the_server_draws(town, zoom):
    data = archive(town)
    at = Tile.at(zoom, 52.05, 5.02)
    served = encode(tile_layers(town.reads(), at, NOTHING_ASKED))
    assert tile(data, zoom, 52.05, 5.02) == mapbox_vector_tile.decode(served)


def test_near_by_it_tells_more(town):
    (far,) = tile(archive(town), 14, -33.86, 151.21)[LOCATIONS]["features"]
    assert far["properties"]["connectors"] == "1 × CCS2, Up to 150 kW"
    assert far["properties"]["restrictions"] == "BRAND_ONLY"
    assert far["properties"]["brandOnly"] is True


def test_there_is_no_tile_where_nothing_is(town):
    assert tile(archive(town), 14, 0, 0) == {}


def test_the_same_locations_make_the_same_bytes(town):
    assert archive(town) == archive(town)


def test_it_says_whose_data_it_has(town):
    metadata = Reader(MemorySource(archive(town))).metadata()
    assert metadata["attribution"] == "The testers"
    assert metadata["licences"] == {"test": "CC-BY-4.0"}
    assert [each["id"] for each in metadata["vector_layers"]] == ["clusters", "locations"]


def test_the_zoom_levels_can_be_chosen(town):
    header = Reader(MemorySource(archive(town, min_zoom=3, max_zoom=8))).header()
    assert (header["min_zoom"], header["max_zoom"]) == (3, 8)


def test_zoom_levels_the_wrong_way_round_are_refused(town):
    with pytest.raises(InvalidSetting, match="nothing to draw"):
        archive(town, min_zoom=9, max_zoom=8)


def test_an_empty_store_makes_an_archive_too(store):
    data = archive(store)
    assert Reader(MemorySource(data)).header()["tile_entries_count"] == 1
