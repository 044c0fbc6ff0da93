"""Objects that come, go and move between the pages while they are pulled: none is lost."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugdex.stores.memory import MemoryStore
from tests.feeds.peer import Peer, no_link, running
from tests.feeds.pulling import Puller, feed_of, ids_of, places

NUMBERS = count(1000)
SIZE = 35
TODAY = "2026-06-01"
"""All objects that did not change are older."""
LIMIT = 5


def now():
    """As OCPI writes it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def insert(peer, place):
    """An object is created, and stands anywhere."""
    (new,) = places(1, first=next(NUMBERS), last_updated=now())
    peer.locations.insert(place % (len(peer.locations) + 1), new)


def remove(peer, place):
    """An object goes."""
    if peer.locations:
        del peer.locations[place % len(peer.locations)]


def touch(peer, place):
    """An object changes and moves behind all others, as in an order by last_updated."""
    if peer.locations:
        found = peer.locations.pop(place % len(peer.locations))
        peer.locations.append(found | {"last_updated": now(), "name": f"changed {place}"})


def to_front(peer, place):
    """An object changes and moves before all others."""
    if peer.locations:
        found = peer.locations.pop(place % len(peer.locations))
        peer.locations.insert(0, found | {"last_updated": now(), "name": f"changed {place}"})


CHANGES = (insert, remove, touch, to_front)


def changing(changes):
    """Do some changes before the requests of some numbers."""

    def before(peer, _):
        for number, change, place in changes:
            if number == len(peer.asked) - 1:
                change(peer, place)

    return before


def assert_nothing_lost(peer, pull):
    """What the peer has in the end, we have, with the name that it has."""
    stored = pull.store.reads()
    assert set(ids_of(peer.locations)) <= set(pull.ids())
    for each in peer.locations:
        (found,) = stored.objects("location", "peer", each["id"])
        name = each.get("name")
        assert name is None or name.encode() in found.document, each


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("number", range(9))
@pytest.mark.parametrize("place", [0, 7, 34])
def test_one_change_at_any_page(peer, pull, change, number, place):
    """One change between any two pages loses nothing."""
    peer.locations, peer.limit = places(SIZE), LIMIT
    peer.before = changing([(number, change, place)])

    pull(feed_of(peer))
    assert_nothing_lost(peer, pull)


@pytest.mark.parametrize("removed", [1, 4, 5, 6, 20])
def test_many_removed_at_once(peer, pull, removed):
    """The shift may be longer than a page."""
    peer.locations, peer.limit = places(SIZE), LIMIT

    def before(peer, asked):
        if asked.offset == 24:
            del peer.locations[:removed]

    peer.before = before
    pull(feed_of(peer))
    assert_nothing_lost(peer, pull)


def test_all_seen_ones_move_behind_the_rest(peer, pull):
    """What moved behind is no sign that what lies before it was seen."""
    peer.locations, peer.limit = places(12), 10

    def before(peer, asked):
        if asked.offset:
            peer.before = None
            for _ in range(4):
                touch(peer, 0)

    peer.before = before
    pull(feed_of(peer))
    assert_nothing_lost(peer, pull)


@given(
    changes=st.lists(
        st.tuples(st.integers(0, 12), st.sampled_from(CHANGES), st.integers(0, 40)), max_size=8
    ),
    has_links=st.booleans(),
    has_total=st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_any_changes(changes, has_links, has_total):
    """Whatever happens between the pages, and however the server pages, nothing is lost.

    What is new during the very last request comes with the next pull of changes.
    """
    with running(Peer(limit=LIMIT, locations=places(SIZE))) as peer:
        peer.before = changing(changes)
        if not has_links:
            peer.link = no_link
        if not has_total:
            peer.total = lambda found: None
        with Puller(MemoryStore()) as pull:
            feed = feed_of(peer)
            pull(feed)
            old = {each["id"] for each in peer.locations if each["last_updated"] < TODAY}
            assert old <= set(pull.ids())
            peer.before = None
            pull(feed)

        assert_nothing_lost(peer, pull)


def test_what_is_gone_is_removed_by_a_complete_pull_only(peer, pull):
    """A pull of changes removes nothing; one of everything does."""
    peer.locations, feed = places(SIZE), feed_of(peer)
    pull(feed)
    gone = peer.locations.pop(3)["id"]

    assert not pull(feed).complete
    assert gone in pull.ids()
    assert pull(feed, full=True).report.locations.removed == 1
    assert pull.ids() == ids_of(peer.locations)


def test_a_page_less_than_said_removes_nothing(peer, pull):
    """As long as the server says that there is more, nothing is called gone."""
    peer.locations, feed = places(SIZE), feed_of(peer)
    pull(feed)
    del peer.locations[3]
    peer.total = lambda found: SIZE

    assert pull(feed, full=True).report.issues["total_mismatch"] == 1
    assert len(pull.ids()) == SIZE


def test_what_was_pushed_meanwhile_stays(peer, pull):
    """An object that came in by a push while the pull ran is not gone."""
    peer.locations, feed = places(SIZE), feed_of(peer)
    peer.ignores = frozenset({"date_from"})
    pull(feed)
    later = (datetime.now(UTC) + timedelta(minutes=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    with running(Peer(locations=places(1, first=900, last_updated=later))) as pusher:
        pull(feed_of(pusher, name="push", mode="file"))

    pull(feed, full=True)
    assert "L00900" in pull.ids()
