"""How feeds are doing, as operators see it."""

import pytest
from msgspec.structs import replace

from plugdex.directory.feeds import (
    Feed,
    FeedList,
    FeedState,
    due,
    overview,
    promises,
    put_feed,
    put_state,
    subscribe,
)
from plugdex.directory.news import note_news
from plugdex.directory.pages import FetchFailed
from plugdex.directory.peers import Endpoint, Peer, PeerRole, put_peer
from plugdex.directory.pull import failed
from plugdex.stores.memory import MemoryStore

MINUTE = 60_000
FEED = Feed(name="one", source="one", lists=(FeedList(url="https://x.test/l?key=s3cret"),))
PULLED = FeedState(tried=1, heard=1, locations=5)


@pytest.fixture
def store():
    """A store with one feed."""
    found = MemoryStore()
    with found.transaction() as tx:
        put_feed(tx, FEED)
    return found


def state(store, *, pulled=None, feed=None, changes=(), now=0):
    """The state after what happened."""
    with store.transaction() as tx:
        if feed:
            put_feed(tx, feed)
        if pulled:
            put_state(tx, "one", pulled)
        for moment, count in changes:
            note_news(tx, "one", moment, count)
    (found,) = overview(store.reads(), now)
    return found


def test_new(store):
    """A feed that was never pulled is new, and told to be pulled."""
    found = state(store)

    assert (found.state, found.heard) == ("new", None)
    assert "feed sync" in found.advice
    assert found.url == "https://x.test/l?key=***"


def test_ok(store):
    """A feed that was pulled is fine."""
    assert state(store, pulled=PULLED).state == "ok"


def test_failing(store):
    """A feed that fails says why."""
    found = state(store, pulled=replace(PULLED, failures=2, error="HTTP 500"))

    assert (found.state, "HTTP 500" in found.reason) == ("failing", True)


def test_stale(store):
    """A feed that is silent for longer than it promised is stale; a push is news, too."""
    patient = replace(FEED, stale_after=60)
    changes = [(0, 0)]

    assert state(store, feed=patient, pulled=PULLED, changes=changes, now=2 * MINUTE).stale
    changes = [(2 * MINUTE, 0)]
    assert not state(store, pulled=PULLED, changes=changes, now=2 * MINUTE).stale


def test_frozen(store):
    """A feed that answers but whose statuses do not change any more is frozen."""
    lively = [(number * MINUTE, 3) for number in range(30)]
    assert state(store, pulled=PULLED, changes=lively).state == "ok"
    silent = [(number * MINUTE, 0) for number in range(30, 120)]
    found = state(store, changes=silent)

    assert (found.state, found.frozen) == ("frozen", True)


def test_promises(store):
    """The promise of a feed counts more than that of its party."""
    peer = Peer(
        name="NL/TNM",
        roles=(PeerRole(role="CPO", country_code="NL", party_id="TNM"),),
        endpoints=(Endpoint(identifier="locations", role="SENDER", url="https://x.test/l"),),
        stale_after=60,
    )
    with store.transaction() as tx:
        put_peer(tx, peer)
        feed = subscribe(tx, peer, 0)
    assert promises(store.reads()) == {"ocpi-nl-tnm": 60}
    with store.transaction() as tx:
        put_feed(tx, replace(feed, stale_after=120))
        subscribe(tx, peer, 0)

    assert promises(store.reads()) == {"ocpi-nl-tnm": 120}


def test_back_off():
    """A feed that fails is asked later and later, or when its server says."""
    waits, found = [], FeedState(tried=1)
    for _ in range(8):
        found = failed(FEED, found, FetchFailed("no"), now=0)
        waits.append(found.retry // MINUTE)

    assert waits == [15, 30, 60, 120, 240, 360, 360, 360]
    assert failed(FEED, found, FetchFailed("no", wait=5), now=0).retry == 5000
    assert due(FEED, found, now=2) == 360 * MINUTE


def test_useless_changes_make_it_rarer():
    """Where everything must be pulled, it is pulled less often."""
    now = PULLED.tried
    assert due(FEED, replace(PULLED, delta="ignored"), now) > due(FEED, PULLED, now)


def test_a_clock_that_is_set_back():
    """What was tried in the future is tried again at once."""
    assert due(FEED, PULLED, PULLED.tried - 1) == 0
