"""What a server keeps in memory is outdated by changes, of whatever process."""

import asyncio

from plugdex.api.access import Gate
from plugdex.api.ocpi.tokens import Tokens
from plugdex.api.own.tiles import LEAST_SECONDS, Tiles
from plugdex.directory.kept import KeyRow
from plugdex.directory.keys import key_hash
from plugdex.directory.listeners import Listeners
from plugdex.directory.peers import Invitation, put_invitation, token_hash
from plugdex.stores.memory import MemoryStore
from tests.stores.samples import published


class Clock:
    """A clock that stands until it is moved."""

    now = 100.0

    def __call__(self):
        return self.now


def test_keys():
    """A key that is gone opens nothing."""
    store, listeners = MemoryStore(), Listeners()
    store.put_key(KeyRow(name="a", hash=key_hash("x"), entitlements=(), created=1))
    gate = Gate(store.all_keys, Clock(), is_open=False)
    listeners.on("registry", gate.forget)
    assert gate.find("x")
    with store.watch(listeners):
        store.revoke_key("a")

    assert gate.find("x") is None


def test_tokens():
    """A token that was taken away is refused."""
    store, listeners = MemoryStore(), Listeners()
    invitation = Invitation(hash=token_hash("x"), created=1)
    with store.transaction() as change:
        put_invitation(change, invitation)
    tokens = Tokens(store.reads, Clock())
    listeners.on("registry", tokens.forget)
    assert tokens.find(b"Token x")
    with store.watch(listeners), store.transaction() as change:
        change.unregister("invitation", [invitation.hash])

    assert tokens.find(b"Token x") is None


def test_tiles():
    """A tile is drawn again when something has changed, and not at every change."""
    store, clock, listeners = MemoryStore(), Clock(), Listeners()
    tiles = Tiles(store.reads, frozenset, dict, clock)
    listeners.on("locations", tiles.outdate)

    def tile():
        return asyncio.run(tiles._body("GET", "/tiles/0/0/0.mvt", b""))

    empty = tile()
    with store.watch(listeners), store.transaction() as change:
        change.publish([published(1), published(2)], [])
    assert tile() == empty
    clock.now += LEAST_SECONDS
    assert tile() != empty
    with_two = tile()
    clock.now += LEAST_SECONDS
    assert tile() == with_two
