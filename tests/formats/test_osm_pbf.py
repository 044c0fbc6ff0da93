"""PBF files, written by osmium and read block by block."""

import importlib
import io
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugdex.formats.osm import pbf
from plugdex.formats.port import Reading, ReadOptions
from plugdex.formats.registry import find_format
from plugdex.model.errors import PlugdexError, UnreadableSource

osmium = pytest.importorskip("osmium", reason="the extra osm is not installed")

RECEIVED = datetime(2026, 6, 30, 12, tzinfo=UTC)
STATION = {"amenity": "charging_station", "capacity": "2", "socket:type2": "2"}
SQUARE = [(2.0, 48.0), (2.0, 48.2), (2.4, 48.2), (2.4, 48.0)]


class Pipe(io.BytesIO):
    """A stream that cannot go back."""

    def seekable(self) -> bool:
        return False


def read(stream: io.BytesIO) -> list[Reading]:
    options = ReadOptions(source="map", received=RECEIVED)
    return list(find_format("osm").read(stream, options))


@pytest.fixture(scope="module")
def data(tmp_path_factory: Any) -> bytes:
    """A node, a way, a relation, 9,000 other nodes, a charge point of the relation."""
    path: Path = tmp_path_factory.mktemp("osm") / "small.osm.pbf"
    stamp = datetime(2024, 1, 3, tzinfo=UTC)
    new = osmium.osm.mutable
    with osmium.SimpleWriter(str(path)) as writer:
        writer.add_node(new.Node(id=1, location=(2.35, 48.85), tags=STATION, timestamp=stamp))
        for at, place in enumerate(SQUARE, 10):
            writer.add_node(new.Node(id=at, location=place))
        point = {"man_made": "charge_point", "socket:type2_combo": "1"}
        writer.add_node(new.Node(id=90, location=(2.2, 48.1001), tags=point))
        for at in range(1000, 10_000):
            writer.add_node(new.Node(id=at, location=(2.1, 48.1)))
        writer.add_way(new.Way(id=7, nodes=[10, 11, 12, 13, 10], tags=STATION))
        writer.add_way(new.Way(id=8, nodes=[10, 11, 12, 13, 10]))
        writer.add_relation(
            new.Relation(id=9, members=[("w", 8, "outer")], tags=STATION | {"type": "multipolygon"})
        )
    return path.read_bytes()


def test_elements(data):
    """Nodes, ways and relations are found with their places; the rest is passed over."""
    found = {one.location.id: one.location for one in read(io.BytesIO(data)) if one.location}

    assert list(found) == ["node/1", "way/7", "relation/9"]
    assert found["node/1"].last_updated == datetime(2024, 1, 3, tzinfo=UTC)
    assert [found[key].coordinates.lat for key in found] == [48.85, 48.1, 48.1]
    assert [evse.uid for evse in found["relation/9"].evses] == ["node/90/1"]


def test_a_stream_that_cannot_go_back(data):
    """Ways have no place then, which is an issue; nodes are read all the same."""
    readings = read(Pipe(data))
    found = {one.location.id: one.location for one in readings if one.location}

    assert found["node/1"].coordinates is not None
    assert found["way/7"].coordinates is None
    assert "coordinate_missing" in {issue.code for one in readings for issue in one.issues}


def test_truncated(data):
    """What came before the end of a truncated file is kept."""
    readings = read(io.BytesIO(data[:-40]))

    assert "node/1" in {one.location.id for one in readings if one.location}
    assert "source_truncated" in {issue.code for one in readings for issue in one.issues}


def test_without_the_extra(data, monkeypatch):
    """Without osmium one sentence says what to install."""

    def no_module(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(importlib, "import_module", no_module)
    with pytest.raises(UnreadableSource, match=r"need the package osmium.*plugdex\[osm\]"):
        read(io.BytesIO(data))


@given(place=st.integers(0, 3000), byte=st.integers(0, 255))
def test_damaged(data, place, byte):
    """No byte of a file, changed to another, raises anything but our errors."""
    broken = bytearray(data)
    broken[place % len(broken)] = byte
    with suppress(PlugdexError):
        read(io.BytesIO(bytes(broken)))


@given(st.binary(max_size=200))
def test_bytes_behind_the_magic(tail):
    """Neither do bytes that only begin like a PBF file."""
    assert pbf.is_pbf(b"\0\0\0\x0d\n\tOSMHeader")
    with suppress(PlugdexError):
        read(io.BytesIO(b"\0\0\0\x0d\n\tOSMHeader" + tail))
