"""A pull that is killed goes on where it was."""

import subprocess
import sys
from pathlib import Path

import pytest

from plugdex.directory.feeds import FeedList, crawl_kind
from plugdex.stores.sqlite import open_sqlite
from tests.feeds.pulling import Puller, added, feed_of, ids_of, places
from tests.formats.ocpi_samples import tariff

ROOT = Path(__file__).parents[2]
KILLED = """
import os, sys
from plugdex.directory import ingest
from plugdex.directory.feeds import find_feed
from plugdex.stores.sqlite import open_sqlite
from tests.feeds.pulling import Puller

store = open_sqlite(__import__("pathlib").Path(sys.argv[1]))
left = int(sys.argv[2])
puller = Puller(store)

def pause():
    global left
    left -= 1
    if left == 0:
        os._exit(9)

puller.pull.pause = pause
ingest.FIRST_BATCH = 10
puller(find_feed(store.reads(), "peer"))
"""


def killed(path, after):
    """Pull in another process, which dies after some transactions."""
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(path), str(after)],
        cwd=ROOT,
        capture_output=True,
        timeout=60,
        check=False,
    )
    return done.returncode


@pytest.mark.parametrize("after", [1, 2, 4, 6, 7])
def test_killed_at_any_page(peer, tmp_path, after):
    """After kill -9 behind any page the next pull asks for that page on, and misses nothing."""
    peer.locations = places(45)
    peer.tariffs = [tariff(id=f"T{number}") for number in range(25)]
    path = tmp_path / "test.db"
    store = open_sqlite(path)
    lists = [
        FeedList(url=f"{peer.url}/{name}", kind=name[:-1]) for name in ("locations", "tariffs")
    ]
    feed = added(store, feed_of(peer, *lists))
    assert killed(path, after) == 9
    first = [(each.path, each.offset) for each in peer.asked]
    peer.asked.clear()

    with Puller(store) as pull:
        pulled = pull(feed)
        assert (pull.ids(), pulled.complete) == (ids_of(peer.locations), True)
        assert len(list(store.scan("tariff", "peer"))) == 25
    again = [(each.path, each.offset) for each in peer.asked]
    assert len(set(again) & set(first)) <= 4, (first, again)
    assert ("/locations", 0) not in again[:1]
    assert store.reads().registered(crawl_kind("peer")) == {}
    store.close()


def test_killed_twice_and_changed_meanwhile(peer, tmp_path):
    """What changes while nobody pulls is not lost either, and what went is removed."""
    peer.locations = places(45)
    path = tmp_path / "test.db"
    store = open_sqlite(path)
    feed = added(store, feed_of(peer))
    with Puller(store) as pull:
        pull(feed)
        with store.transaction() as tx:
            tx.unregister("feed-state", ["peer"])
        assert killed(path, 2) == 9
        del peer.locations[1:4]
        assert killed(path, 2) == 9
        del peer.locations[30:32]
        pull(feed)
        pull(feed, full=True)
        assert pull.ids() == ids_of(peer.locations)
    store.close()


def test_forgotten_page(peer, tmp_path):
    """A server that has forgotten the address of the page is asked from the beginning."""
    peer.locations = places(45)
    path = tmp_path / "test.db"
    store = open_sqlite(path)
    feed = added(store, feed_of(peer))
    assert killed(path, 2) == 9
    seen = []

    def before(peer, asked):
        seen.append(asked.offset)
        return (410, {}, b"") if len(seen) == 1 else None

    peer.before = before
    with Puller(store) as pull:
        assert pull(feed).complete
        assert pull.ids() == ids_of(peer.locations)
    store.close()


def test_a_large_pull_goes_on_in_another_process(peer, tmp_path):
    """From some thousands of objects on, the rest is fetched and read elsewhere."""
    peer.locations, peer.limit = places(7000), 1000
    store = open_sqlite(tmp_path / "test.db")
    with Puller(store) as pull:
        pulled = pull(feed_of(peer))
        assert (pulled.report.locations.new, pulled.complete) == (7000, True)
    store.close()


def test_a_failure_elsewhere_comes_over(peer, tmp_path):
    """A failed fetch of the other process is the same failure here, and is gone on with."""
    peer.locations, peer.limit = places(7000), 1000
    peer.before = lambda peer, asked: (404, {}, b"") if asked.offset > 3000 else None
    store = open_sqlite(tmp_path / "test.db")
    with Puller(store) as pull:
        with pytest.raises(Exception, match="HTTP 404"):
            pull(feed_of(peer))
        assert 3000 <= len(pull.ids()) <= 4000
    store.close()
