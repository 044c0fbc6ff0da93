"""Features."""

import json

import geopandas
import pytest

from plugdex.exports.geojson import RECORD_SEPARATOR
from tests.exports.exporting import exported
from tests.places import ccs, evse, location, reading, take_in


@pytest.fixture
def two(store):
    """Two locations."""
    take_in(store, reading(location("a")), reading(location("b", evse("E", ccs()))))
    return store


def test_collection(two):
    """The collection is JSON; what is not known is absent."""
    found = json.loads(exported(two, "geojson"))
    first = found["features"][0]

    assert (found["type"], len(found["features"])) == ("FeatureCollection", 2)
    assert first["geometry"] == {"type": "Point", "coordinates": [5.12, 52.09]}
    assert first["id"] == first["properties"]["id"]
    assert "state" not in first["properties"]
    assert first["properties"]["evses"][0]["connectors"][0]["standard"].startswith("IEC_62196_T2")


def test_sequence(two):
    """The sequence has the same features, each behind a record separator (RFC 8142)."""
    collection = json.loads(exported(two, "geojson"))["features"]
    sequence = exported(two, "geojsonseq").split(RECORD_SEPARATOR)[1:]

    assert [json.loads(each) for each in sequence] == collection
    assert all(each.endswith(b"\n") for each in sequence)


def test_empty(store):
    """A collection of nothing is still one."""
    assert json.loads(exported(store, "geojson"))["features"] == []


def test_geopandas(two, tmp_path):
    """GeoPandas opens it."""
    file = tmp_path / "two.geojson"
    file.write_bytes(exported(two, "geojson"))
    pytest.importorskip("pyogrio")
    frame = geopandas.read_file(file)

    assert sorted(frame["source_id"]) == ["a", "b"]
