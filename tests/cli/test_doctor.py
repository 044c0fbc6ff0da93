"""``plugdex doctor``, run as an operator runs it."""

import json
import subprocess
import sys
import time

import apsw
import pytest

from plugdex.directory.condition import StoreFacts, clock_finding, store_findings
from plugdex.directory.feeds import Feed, FeedState, put_feed, put_state
from plugdex.stores.memory import MemoryStore
from plugdex.stores.sqlite import open_sqlite
from tests.places import location, reading, take_in

GOOD = StoreFacts(
    schema=3,
    newest_schema=3,
    unprepared=0,
    problems=(),
    database_bytes=10**9,
    wal_bytes=0,
    free_bytes=10**10,
)


@pytest.fixture
def store(tmp_path):
    """A store with a location."""
    opened = open_sqlite(tmp_path / "plugdex.db")
    take_in(opened, reading(location("a")))
    yield opened
    opened.close()


def doctor(folder, *options):
    """Exit code and output."""
    command = [sys.executable, "-m", "plugdex", "doctor", *options]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False, text=True)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout


def verdicts(folder):
    """Exit code, and the verdict of each check."""
    code, output = doctor(folder, "--json")
    return code, {each["check"]: each["verdict"] for each in json.loads(output)}


def test_well(store, tmp_path):
    """A good store is well, while a server may have it open."""
    _, found = verdicts(tmp_path)
    found.pop("map page")  # a checkout may have none

    assert set(found.values()) == {"ok"}
    assert {"settings", "schema", "prepared form", "integrity", "disk", "clock"} <= set(found)


def test_no_store(tmp_path):
    """Where there is no store, none is made."""
    code, found = verdicts(tmp_path)

    assert (code, found["store"]) == (3, "warning")
    assert not list(tmp_path.iterdir())


def test_feeds(store, tmp_path):
    """A feed that fails is a warning that says why."""
    with store.transaction() as tx:
        put_feed(tx, Feed(name="sad", source="sad"))
        put_state(tx, "sad", FeedState(heard=1, tried=2, failures=3, error="HTTP 500"))
    code, output = doctor(tmp_path)

    assert (code, "HTTP 500" in output, "feed sync" in output) == (3, True, True)


def test_damaged_file(store, tmp_path):
    """A damaged page is a failure."""
    store.close()
    path = tmp_path / "plugdex.db"
    with path.open("r+b") as file:
        file.seek(8192 * 3)
        file.write(b"\xff" * 8192 * 8)
    code, found = verdicts(tmp_path)

    assert (code, "failure" in found.values()) == (1, True)


def test_older_schema_is_left_alone(tmp_path):
    """The doctor migrates nothing."""
    path = tmp_path / "plugdex.db"
    connection = apsw.Connection(str(path))
    connection.execute("CREATE TABLE schema_version (number); INSERT INTO schema_version VALUES(1)")
    before = path.read_bytes()
    code, found = verdicts(tmp_path)

    assert (code, found["schema"]) == (3, "warning")
    assert path.read_bytes() == before


def test_wrong_settings(tmp_path):
    """A setting that nobody knows is wrong usage, as everywhere."""
    (tmp_path / "plugdex.toml").write_text("stoer = 1")

    assert doctor(tmp_path)[0] == 2


@pytest.mark.parametrize(
    ("check", "verdict", "change"),
    [
        ("schema", "failure", {"schema": 4}),
        ("prepared form", "failure", {"unprepared": 2}),
        ("integrity", "failure", {"problems": ("page 3",)}),
        ("files", "warning", {"wal_bytes": 10**9}),
        ("disk", "failure", {"free_bytes": 1}),
        ("disk", "warning", {"free_bytes": 5 * 10**8}),
    ],
)
def test_store_findings(check, verdict, change):
    """What is odd about a store has a verdict and advice."""
    facts = StoreFacts(**{name: getattr(GOOD, name) for name in GOOD.__struct_fields__} | change)
    (found,) = [each for each in store_findings(facts) if each.verdict != "ok"]

    assert (found.check, found.verdict, bool(found.advice)) == (check, verdict, True)


def test_clock():
    """A clock that is behind what was stored, or behind this program, is wrong."""
    store = MemoryStore()
    now = time.time_ns() // 1_000_000
    with store.transaction() as tx:
        put_feed(tx, Feed(name="a", source="a"))
        put_state(tx, "a", FeedState(heard=now + 86_400_000, tried=1))

    assert clock_finding(store.reads(), now).verdict == "failure"
    assert clock_finding(store.reads(), now + 2 * 86_400_000).verdict == "ok"
    assert clock_finding(store.reads(), 0).verdict == "failure"
