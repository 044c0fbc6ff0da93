"""GeoParquet, as DuckDB and GeoPandas see it."""

import json
import re
from pathlib import Path

import duckdb
import geopandas
import pyarrow.parquet as pq
import pytest
from hypothesis import given

from plugdex.exports.geoparquet import rows as module
from plugdex.model.location import Point
from plugdex.stores.memory import MemoryStore
from tests.exports.exporting import exported
from tests.places import ccs, connector, evse, location, reading, take_in
from tests.search.worlds import worlds

PLACE = location("a", evse("E1", connector(), ccs("2")), evse("E2"), restrictions=("OTHER",))
FAR = location("b", evse("E", ccs()), coordinates=Point(lat=-33.9, lon=151.2), country="AUS")


@pytest.fixture
def file(store, tmp_path):
    """Two locations, far from each other, as a file."""
    take_in(store, reading(PLACE, "CHARGING", "AVAILABLE"), reading(FAR, "UNKNOWN"))
    path = tmp_path / "two.parquet"
    path.write_bytes(exported(store, "geoparquet"))
    return path


def test_geopandas(file):
    """GeoPandas finds points in WGS 84, and a box through the covering."""
    frame = geopandas.read_parquet(file)
    here = geopandas.read_parquet(file, bbox=(5, 52, 6, 53))

    assert (frame.crs.to_string(), set(frame.geom_type)) == ("OGC:CRS84", {"Point"})
    assert list(frame.total_bounds) == [5.12, -33.9, 151.2, 52.09]
    assert list(here["source_id"]) == ["a"]
    assert here["updated"].iloc[0].isoformat() == "2026-06-01T12:00:00+00:00"


def test_duckdb(file):
    """DuckDB asks the flat columns, and the lists inside."""
    flat = duckdb.sql(
        f"SELECT source_id, max_power_w, evse_count, connector_count, available_count, standards "
        f"FROM read_parquet('{file}') ORDER BY 1"
    ).fetchall()
    deep = duckdb.sql(
        f"SELECT e.uid, e.status, c.standard, c.max_power_w FROM read_parquet('{file}') l, "
        "unnest(l.evses) AS x(e), unnest(e.connectors) AS y(c) "
        "WHERE l.source_id = 'a' ORDER BY 1, 3"
    ).fetchall()

    assert flat == [
        ("a", 150_000, 2, 3, 1, ["IEC_62196_T2", "IEC_62196_T2_COMBO"]),
        ("b", 150_000, 1, 1, None, ["IEC_62196_T2_COMBO"]),
    ]
    assert deep == [
        ("E1", "CHARGING", "IEC_62196_T2", 22_080),
        ("E1", "CHARGING", "IEC_62196_T2_COMBO", 150_000),
        ("E2", "AVAILABLE", "IEC_62196_T2", 22_080),
    ]


def test_metadata(file):
    """The metadata is that of GeoParquet 1.1, and names the licences."""
    metadata = pq.read_metadata(file).metadata
    geo = json.loads(metadata[b"geo"])
    column = geo["columns"]["geometry"]

    assert (geo["version"], geo["primary_column"]) == ("1.1.0", "geometry")
    assert (column["encoding"], column["geometry_types"]) == ("WKB", ["Point"])
    assert column["covering"]["bbox"]["xmin"] == ["bbox", "xmin"]
    assert "crs" not in column
    assert json.loads(metadata[b"licences"])["test"]["licence"] == "CC-BY-4.0"


def test_groups(store, tmp_path, monkeypatch):
    """Groups of rows are small areas: statistics tell their boxes."""
    monkeypatch.setattr(module, "GROUP", 2)
    monkeypatch.setattr(module, "PART", 1)
    places = [
        location(f"{lat}-{n}", coordinates=Point(lat=lat, lon=lon + n / 1000))
        for lat, lon in ((52, 5), (-33, 151))
        for n in range(2)
    ]
    take_in(store, *map(reading, places))
    path = tmp_path / "groups.parquet"
    path.write_bytes(exported(store, "geoparquet"))
    metadata = pq.read_metadata(path)
    groups = [metadata.row_group(number) for number in range(metadata.num_row_groups)]
    west = [
        column.statistics.min
        for group in groups
        for column in (group.column(n) for n in range(group.num_columns))
        if column.path_in_schema == "bbox.xmin"
    ]

    assert ([group.num_rows for group in groups], sorted(west)) == ([2, 2], [5.0, 151.0])


@given(worlds())
def test_any_world(world):
    """Whatever there is can be written, a row for each location that is shown."""
    store = MemoryStore()
    for source in ("first", "second"):
        take_in(store, *(r for r in world if r.location.source == source), source=source)
    table = pq.read_table(module.pa.BufferReader(exported(store, "geoparquet")))

    assert table.num_rows == store.reads().location_count()


def test_empty(store):
    """A file without rows is still one."""
    table = pq.read_table(module.pa.BufferReader(exported(store, "geoparquet")))

    assert (table.num_rows, table.schema.field("geometry").nullable) == (0, False)


BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
EXAMPLES = BLOCK.findall((Path(__file__).parents[2] / "docs/how-to/export.md").read_text("utf-8"))


@pytest.mark.parametrize("example", EXAMPLES)
def test_examples(example, file, monkeypatch):
    """What the page says about DuckDB and GeoPandas runs."""
    file.rename(file.with_name("all.parquet"))
    monkeypatch.chdir(file.parent)

    exec(compile(example, "export.md", "exec"), {})  # noqa: S102


def test_there_are_examples():
    """Both libraries have one."""
    assert len(EXAMPLES) == 2
