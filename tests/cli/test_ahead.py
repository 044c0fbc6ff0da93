"""Reading in a process of its own gives what reading here gives."""

import json
import multiprocessing
import os
from contextlib import closing

import pytest

from plugdex.cli import ahead, worker
from plugdex.directory.entries import restored
from plugdex.directory.ingest import Ingest, Scope
from plugdex.directory.report import Tally
from plugdex.formats.port import BLOCK, ReadOptions
from plugdex.model.errors import UnreadableSource
from plugdex.stores.sqlite import open_sqlite
from tests.formats.ocpi_samples import location, tariff
from tests.places import DIALECT, NOW

OPTIONS = ReadOptions(source="test", received=NOW)
COMPARED = ("location", "evse_status", "connector_index", "card", "cell_count", "facet", "issue")


@pytest.fixture
def file(tmp_path):
    """A file of several messages, with locations, tariffs and something to find fault with."""
    path = tmp_path / "large.json"
    places = [location(id=f"L{number}") for number in range(7 * BLOCK)]
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


@pytest.fixture
def sorting(monkeypatch):
    """Files of any size are worth sorting, and two processes read them."""
    monkeypatch.setattr(ahead, "WORTH_A_PROCESS", 0)
    monkeypatch.setattr(ahead, "WORTH_SORTING", 0)
    monkeypatch.setattr(ahead, "readers", lambda: 2)


def ready(path):
    """All entries of a file for an empty store."""
    return list(ahead.read_files("ocpi", [path], OPTIONS, DIALECT))


def test_sorted(file, sorting, monkeypatch):
    """A very large file comes in the order of its row ids, and is otherwise the same."""
    found = ready(file)
    rids = [entry.record.rid for entry in found if entry.record]

    assert rids == sorted(rids)
    assert {restored(entry) for entry in found} == {
        entry.reading for entry in read(file, monkeypatch, 10**9)
    }


def test_order_of_repetitions(tmp_path, sorting):
    """What a file has twice comes in the order of the file."""
    path = tmp_path / "twice.json"
    names = [f"name {number}" for number in range(3 * BLOCK)]
    path.write_text(json.dumps([location(id="L", name=name) for name in names]))

    assert [restored(entry).location.name for entry in ready(path)[1:]] == names


def test_same_store(file, sorting, tmp_path, monkeypatch):
    """However a file is read, the store is the same in the end."""
    rows = []
    for least in (0, 10**9):
        monkeypatch.setattr(ahead, "WORTH_SORTING", least)
        with closing(open_sqlite(tmp_path / f"{least}.db")) as store:
            Ingest(store, DIALECT, Scope(source="test"), Tally()).run(ready(file))
            with store.snapshot() as snapshot:
                rows.append({table: set(snapshot.rows(table)) for table in COMPARED})

    assert rows[0] == rows[1]
