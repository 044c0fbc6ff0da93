"""What only a file can do: last, be shared, be damaged."""

import os
import subprocess
import sys
from threading import Thread

import apsw
import pytest

from plugdex.model.errors import StoreError
from plugdex.stores.sqlite import open_sqlite
from plugdex.stores.sqlite.connection import ADVICE, explained
from tests.stores.samples import live, published, record


def put(store, rid):
    with store.transaction() as change:
        change.put_records([record(rid)])
        change.publish([published(rid)], [])


def test_reopening(tmp_path):
    """Closing and opening again loses nothing."""
    path = tmp_path / "plugdex.db"
    store = open_sqlite(path)
    put(store, 1)
    store.close()
    store = open_sqlite(path)

    assert [answer.id for answer in store.reads().answers([1])] == ["pdx1"]
    store.close()


def test_missing_folder(tmp_path):
    """A missing folder is named, not made."""
    with pytest.raises(StoreError, match=r"no folder .*nowhere.*PLUGDEX_STORE"):
        open_sqlite(tmp_path / "nowhere" / "plugdex.db")


def test_not_a_database(tmp_path):
    """A file that is something else is left alone."""
    path = tmp_path / "plugdex.db"
    path.write_bytes(b"id,name\n" * 1000)

    with pytest.raises(StoreError, match="no SQLite database"):
        open_sqlite(path)
    assert path.read_bytes() == b"id,name\n" * 1000


def test_damaged(sqlite):
    """A damaged file is an error that says so, in reads and in changes."""
    for rid in range(200):
        put(sqlite, rid)
    sqlite._writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(sqlite.path.read_bytes())
    content[8192:] = b"\xff" * (len(content) - 8192)
    sqlite.path.write_bytes(content)

    with pytest.raises(StoreError, match="damaged"):
        open_sqlite(sqlite.path).reads().location_count()


def test_locked(sqlite):
    """A writer that another process keeps out for too long is told so."""
    other = open_sqlite(sqlite.path, patience=0.05)
    with (
        sqlite.transaction(),
        pytest.raises(StoreError, match="another process"),
        other.transaction(),
    ):
        pass
    put(other, 1)
    other.close()

    assert sqlite.reads().location_count() == 1


@pytest.mark.parametrize("kind", ADVICE)
def test_advice(kind, tmp_path):
    """Every error from outside becomes one that names the file."""
    assert "plugdex.db: " in str(explained(kind("SQLITE"), tmp_path / "plugdex.db"))


def test_two_threads_write(sqlite):
    """Threads take turns, and nothing is lost."""

    def work(start):
        for rid in range(start, start + 60):
            put(sqlite, rid)

    threads = [Thread(target=work, args=(start,)) for start in (0, 1_000)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sqlite.reads().location_count() == 120


def test_readers_of_many_threads(sqlite):
    """Each thread has a reader of its own."""
    put(sqlite, 1)
    readers = []
    threads = [Thread(target=lambda: readers.append(sqlite.reads())) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len({id(reader) for reader in [*readers, sqlite.reads()]}) == 4
    assert sqlite.reads() is sqlite.reads()


def test_log_starts_over(sqlite):
    """Checkpoints keep the log short, however much is written."""
    noise = os.urandom(4_000)
    log = sqlite.path.with_name("plugdex.db-wal")
    for _ in range(60):
        with sqlite.transaction() as change:
            change.put_live([live(rid, noise) for rid in range(1_500)])

    assert log.stat().st_size < 150_000_000
    sqlite._checkpoints.close()
    assert sqlite._checkpoints._thread


CHILD = """
import sys
from pathlib import Path
from plugdex.stores.sqlite import open_sqlite
from tests.stores.samples import facet, published, record

store = open_sqlite(Path(sys.argv[1]))
for rid in range(100_000):
    with store.transaction() as change:
        change.put_records([record(rid)])
        change.publish([published(rid)], [])
        change.count_facets([facet("TNM", 1)])
    sys.stdout.write(f"{rid}\\n")
    sys.stdout.flush()
"""


def test_killed(tmp_path, pytestconfig):
    """Killed in the middle, a store has every change that was acknowledged, and none in part."""
    path = tmp_path / "plugdex.db"
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(path)],
        stdout=subprocess.PIPE,
        cwd=pytestconfig.rootpath,
        env={"PYTHONPATH": ":".join(filter(None, sys.path)), "PYTHONWARNINGS": "ignore"},
    )
    for _ in range(50):
        child.stdout.readline()
    child.kill()
    acknowledged = 50 + child.stdout.read().count(b"\n")
    child.stdout.close()
    child.wait()
    store = open_sqlite(path)
    count = store.reads().location_count()
    (counted,) = store.reads().facets()
    store.close()

    assert acknowledged <= count <= acknowledged + 1
    assert counted.locations == count
    assert list(apsw.Connection(str(path)).execute("PRAGMA integrity_check")) == [("ok",)]
