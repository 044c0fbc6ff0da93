"""Reading in a process of its own gives what reading here gives."""

import json
import multiprocessing
import os

import pytest

from plugdex.cli import ahead, worker
from plugdex.formats.port import ReadOptions
from plugdex.model.errors import UnreadableSource
from tests.formats.ocpi_samples import location, tariff
from tests.places import NOW

OPTIONS = ReadOptions(source="test", received=NOW)


@pytest.fixture
def file(tmp_path):
    """A file of several messages, with locations, tariffs and something to find fault with."""
    path = tmp_path / "large.json"
    places = [location(id=f"L{number}") for number in range(7 * ahead.BLOCK)]
    path.write_text(json.dumps([*places, tariff(), location(id=None)]))
    return path


def dies(connection):
    """The work of a process that is killed."""
    connection.send_bytes(b"first")
    os._exit(1)


def read(path, monkeypatch, least):
    """All entries of a file, read in another process from a size on."""
    monkeypatch.setattr(ahead, "WORTH_A_PROCESS", least)
    return list(ahead.read_files("ocpi", [path], OPTIONS))


def test_same_entries(file, monkeypatch):
    """Every value survives the way between the processes."""
    assert read(file, monkeypatch, 0) == read(file, monkeypatch, 10**9)


def test_same_failure(tmp_path, monkeypatch):
    """A failure comes over with its sentence, after what was read before."""
    page = tmp_path / "page.html"
    page.write_text("<html>blocked</html>")
    told = []
    for least in (0, 10**9):
        with pytest.raises(UnreadableSource) as failure:
            read(page, monkeypatch, least)
        told.append(str(failure.value))

    assert told[0] == told[1]


def test_dead_reader(tmp_path):
    """A reading process that dies is a failure, not the end of the file."""
    with pytest.raises(UnreadableSource, match="died"):
        list(worker.Messages(dies, (), str(tmp_path)))


def test_leaving_early(file, monkeypatch):
    """Who stops listening ends the reading process."""
    monkeypatch.setattr(ahead, "WORTH_A_PROCESS", 0)
    entries = ahead.read_files("ocpi", [file], OPTIONS)
    next(entries)
    entries.close()

    assert not multiprocessing.active_children()
