"""Pulls without waiting: what the tests of feeds share."""

import contextlib

from plugdex.cli.fetching import Fetching, Means
from plugdex.cli.options import now_millis
from plugdex.clients.http import Retry
from plugdex.directory.feeds import Feed, FeedList, FeedState, put_feed, state_of
from plugdex.directory.pull import Pull, Pulled
from plugdex.directory.report import Tally
from tests.formats.ocpi_samples import location
from tests.places import DIALECT

MEANS = Means(allow_private=True, retry=Retry(attempts=3, first=0.001, longest=0.001))


class Silent:
    """Shows no progress."""

    def start(self, label, total):
        """Nothing."""

    def advance(self, amount):
        """Nothing."""

    def done(self, summary):
        """Nothing."""


def places(count, first=0, **members):
    """Different locations."""
    return [location(id=f"L{number:05}", **members) for number in range(first, first + count)]


def feed_of(peer, *lists, **members):
    """A feed of a peer's list of locations, unless told otherwise."""
    found = lists or (FeedList(url=f"{peer.url}/locations"),)
    members = {"name": "peer", "source": "peer", "lists": found} | members
    return Feed(**members)


class Puller:
    """Pulls into a store; ``waits`` are the seconds that would have been slept."""

    def __init__(self, store, means=MEANS, clock=now_millis):
        self.store = store
        self.waits = []
        self.tally = Tally()
        self.fetching = Fetching(means, self.waits.append)
        self.pull = Pull(store, DIALECT, self.fetching, clock)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.fetching.close()

    def __call__(self, feed, *, full=False) -> Pulled:
        """Pull once."""
        self.tally = Tally()
        return self.pull.run(feed, Silent(), self.tally, full=full)

    def state(self, name="peer") -> FeedState:
        """How the feed is doing."""
        return state_of(self.store.reads(), name)

    def ids(self, source="peer"):
        """The source's own ids of the locations that it has."""
        return sorted(head.key for head in self.store.scan("location", source))


def added(store, feed):
    """Store a feed and give it back."""
    with store.transaction() as tx:
        put_feed(tx, feed)
    return feed


def ids_of(objects):
    """The ids of OCPI objects."""
    return sorted(each["id"] for each in objects)


@contextlib.contextmanager
def failing(error):
    """A pull that fails, and whose error is wanted."""
    try:
        yield
    except error:
        return
    raise AssertionError("it did not fail")
