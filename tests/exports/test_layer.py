"""A layer on disk: a folder that explains itself, read back without the server."""

import subprocess
import sys
from pathlib import Path

import pytest

from plugdex.cli.progress import Lines
from plugdex.directory.asked import WORLD, Find
from plugdex.exports.layer import LayerExporter
from plugdex.exports.port import Tiling
from plugdex.exports.run import Order, manifest_path, run
from plugdex.exports.selection import EVERYTHING
from plugdex.layer import Layer, tile_at
from plugdex.model.geo import LAST_CELL
from plugdex.model.location import Point
from tests.exports.exporting import MADE
from tests.places import ccs, evse, location, reading, take_in

UTRECHT = Point(lat=52.09, lon=5.12)


def exported(store, folder: Path, **tiling) -> Layer:
    """The layer of all that a store has."""
    out = folder / "ev"
    order = Order(
        exporter=LayerExporter(),
        selection=EVERYTHING,
        filters={},
        out=out,
        manifest=manifest_path(out),
        tiling=Tiling(**tiling),
    )
    with store.moment() as reads:
        run(reads, order, MADE, Lines())
    return Layer.in_folder(out)


@pytest.fixture
def two_towns(store):
    """Two locations in Utrecht, one of them for a brand, and one far away."""
    plug = evse("E1", ccs(), ccs("2"))
    take_in(
        store,
        reading(location("a", plug, evse("E2", ccs()), restrictions=("BRAND_ONLY",))),
        reading(location("b")),
        reading(location("c", coordinates=Point(lat=-33.86, lon=151.21))),
    )
    return store


def test_a_point_leads_to_its_locations(two_towns, tmp_path):
    layer = exported(two_towns, tmp_path)
    found = layer.at(UTRECHT.lat, UTRECHT.lon)
    assert {entry.location.id for entry in found} == {"a", "b"}
    assert layer.at(0, 0) is None


def test_all_of_a_location_is_there(two_towns, tmp_path):
    with two_towns.moment() as reads:
        ids = {card.id for card in reads.cards([(h.cell, h.rid) for h in hits(reads)])}
    entries = [entry for partition in exported(two_towns, tmp_path) for entry in partition]
    assert {entry.id for entry in entries} == ids
    (brand,) = (entry for entry in entries if entry.location.restrictions)
    assert brand.location.restrictions == ("BRAND_ONLY",)
    assert [(g.standard, g.max_power, g.evses) for g in brand.groups] == [
        ("IEC_62196_T2_COMBO", 150_000, 2)
    ]


def hits(reads):
    """Everything in the index."""
    from_everywhere = Find(ranges=((0, LAST_CELL),), box=WORLD, limit=100)
    return reads.find(from_everywhere)


def test_the_index_says_what_is_there(two_towns, tmp_path):
    index = exported(two_towns, tmp_path, level=10).index
    assert (index.level, index.locations, len(index.partitions)) == (10, 3, 2)
    assert index.partitions[str(tile_at(UTRECHT.lat, UTRECHT.lon, 10))].locations == 2
    assert [source.name for source in index.sources] == ["test"]
    assert (tmp_path / "ev" / "partition.proto").read_text().startswith("// plugdex pooled")


def test_the_same_store_gives_the_same_files(two_towns, tmp_path):
    first, second = tmp_path / "1", tmp_path / "2"
    for folder in (first, second):
        folder.mkdir()
        exported(two_towns, folder)
    files = [path.relative_to(first) for path in first.rglob("*") if path.is_file()]
    assert len(files) == 5
    assert all((first / file).read_bytes() == (second / file).read_bytes() for file in files)


def test_an_older_layer_is_replaced(two_towns, tmp_path):
    exported(two_towns, tmp_path)
    exported(two_towns, tmp_path, level=5)
    assert {path.name for path in tmp_path.glob("ev*")} == {"ev", "ev.manifest.json"}
    assert len(list((tmp_path / "ev" / "tiles").iterdir())) == 2


def test_a_folder_of_something_else_is_left_alone(two_towns, tmp_path):
    (tmp_path / "ev").mkdir()
    (tmp_path / "ev" / "mine.txt").write_text("keep")
    with pytest.raises(FileExistsError, match="something else"):
        exported(two_towns, tmp_path)
    assert (tmp_path / "ev" / "mine.txt").read_text() == "keep"


def test_reading_loads_no_server():
    loaded = "import sys, plugdex.layer; print(*sys.modules)"
    names = subprocess.run(
        [sys.executable, "-c", loaded], capture_output=True, check=True, text=True
    )
    roots = {name.split(".")[0] for name in names.stdout.split()}
    assert not roots & {"starlette", "apsw", "httpx2", "typer", "rich", "tzfpy", "lxml"}
