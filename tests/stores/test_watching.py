"""Every process hears of the changes of every other."""

import subprocess
import sys
import time
from contextlib import contextmanager
from queue import Empty, Queue

import pytest

from plugdex.directory.feeds import FEED
from plugdex.directory.kept import KeyRow
from plugdex.directory.news import NEWS
from plugdex.directory.peers import INVITATION, PEER
from plugdex.directory.ports import REGISTRY, TOPICS
from plugdex.directory.tokens import SECRETS
from plugdex.stores.postgres.listening import topics_in
from plugdex.wiring import open_store
from tests.stores.cluster import Node
from tests.stores.samples import record
from tests.stores.test_postgres import disconnect

KEY = KeyRow(name="a", hash=b"h", entitlements=(), created=1)


@contextmanager
def hearing(store):
    """All that is heard, as it comes."""
    said = Queue()
    with store.watch(said.put):
        yield said


def put(store, rid=1):
    with store.transaction() as change:
        change.put_records([record(rid)])


def silence(said):
    """Whether nothing is heard for a while."""
    try:
        said.get(timeout=0.3)
    except Empty:
        return True
    return False


def test_a_change_is_heard(store):
    """Soon after it ends, and what it is about."""
    with hearing(store) as said:
        put(store)
        assert said.get(timeout=5) == {"locations"}
        with store.transaction() as change:
            change.register(PEER, "a", b"{}")
        assert "registry" in said.get(timeout=5)
        with store.transaction() as change:
            change.unregister(PEER, ["a"])
        assert "registry" in said.get(timeout=5)
    put(store)
    assert silence(said)


def test_what_was_heard_can_be_read(store):
    """Who is told reads what was changed."""
    with hearing(store) as said:
        for rid in range(1, 20):
            put(store, rid)
            said.get(timeout=5)
            assert list(store.reads().records([rid])) == [rid]


def test_what_comes_with_every_arrival(store):
    """News of a source costs no cache of keys."""
    with hearing(store) as said:
        with store.transaction() as change:
            change.put_records([record(1)])
            change.register(NEWS, "a", b"{}")
        assert said.get(timeout=5) == {"locations"}


def test_keys_are_heard(store):
    """A new key and one that is gone."""
    with hearing(store) as said:
        store.put_key(KEY)
        assert "registry" in said.get(timeout=5)
        store.revoke_key("a")
        assert "registry" in said.get(timeout=5)


def test_what_is_undone_is_not_heard(store):
    """A change that fails never was."""
    with hearing(store) as said:
        with pytest.raises(ZeroDivisionError), store.transaction() as change:
            change.register(PEER, "a", b"{}")
            change.put_records([record(1)])
            raise ZeroDivisionError
        assert silence(said)


def test_kinds_of_the_registry():
    """They are called as those who write them do."""
    assert {FEED, INVITATION, PEER, SECRETS} == REGISTRY


OTHER = """
import sys
from plugdex.directory.kept import KeyRow
from plugdex.wiring import open_store
store = open_store(sys.argv[1])
store.put_key(KeyRow(name="a", hash=b"h", entitlements=(), created=1))
"""


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_another_process_is_heard(kind, request, tmp_path):
    """Whoever writes into the same store."""
    store = request.getfixturevalue(kind)
    path = tmp_path / "plugdex.db"
    url = f"sqlite:///{path}" if kind == "sqlite" else request.getfixturevalue("postgres_url")
    with hearing(store) as said:
        subprocess.run([sys.executable, "-c", OTHER, url], check=True)
        assert "registry" in said.get(timeout=5)


def test_after_a_lost_connection(postgres, postgres_url):
    """Everything counts as changed: nobody knows what was said meanwhile."""
    with hearing(postgres) as said:
        disconnect(postgres_url)
        assert said.get(timeout=5) == TOPICS
        put(postgres)
        assert said.get(timeout=5) == {"locations"}


def test_a_change_of_nothing_is_silent(postgres):
    """A change that wrote nothing wakes nobody."""
    with hearing(postgres) as said:
        with postgres.transaction() as change:
            change.put_records([])
        assert silence(said)


def test_words_of_a_newer_program():
    """What is not understood is left out."""
    assert topics_in(["locations,prices", "weather"]) == {"locations"}


@pytest.fixture
def standby(postgres_node):
    """A server that follows another, a second behind."""
    following = Node(postgres_node.folder)
    following.data = postgres_node.folder / "slow"
    following.port = 5434
    following.run("pg_basebackup", "-D", str(following.data), "-d", postgres_node.url, "-R",
                  "-X", "stream", "-c", "fast")  # fmt: skip
    with (following.data / "postgresql.auto.conf").open("a") as configuration:
        configuration.write("recovery_min_apply_delay = 500\n")
    following.start()
    yield following
    following.stop()


def test_a_standby_is_waited_for(postgres_node, standby):
    """Who reads a standby hears of a change when it is there."""
    store = open_store(postgres_node.url, standby.url)
    with hearing(store) as said:
        began = time.monotonic()
        put(store, 77)
        said.get(timeout=5)
        assert list(store.reads().records([77])) == [77]
        assert time.monotonic() - began > 0.3
    store.close()
