"""A node in this process: for tests that want many of them."""

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from plugdex.api.group_commit import GroupCommit
from plugdex.api.ocpi.credentials import CredentialsModule
from plugdex.api.ocpi.node import Node
from plugdex.api.ocpi.receiver import Receiver
from plugdex.api.ocpi.sender import Sender
from plugdex.api.ocpi.tokens import Tokens
from plugdex.api.prepared import Prepared
from plugdex.directory.handshake import Us
from plugdex.directory.peers import Peer, PeerRole, put_peer, read_party, token_hash
from plugdex.directory.pushes import Push, Pushes, Result
from plugdex.formats.port import Party
from tests.ocpi.talk import Talk, to_node

US = Us(
    party=Party(country_code="NL", party_id="PDX"), name="plugdex", public_url="http://pdx.test"
)


@dataclass(frozen=True)
class Inside:
    """A node over a store."""

    store: Any
    node: Node
    runner: asyncio.Runner

    def talk(self, name: str, role: str = "CPO", **members: Any) -> Talk:
        """A party that may talk to us."""
        token = f"token-of-{name}".replace("/", "-")
        party = read_party(name)
        one = PeerRole(role=role, country_code=party.country_code, party_id=party.party_id)
        peer = Peer(name=name, roles=(one,), accepted=(token_hash(token),), **members)
        with self.store.transaction() as tx:
            put_peer(tx, peer)
        return Talk(to_node(self.node, self.runner), token, name)


@contextmanager
def inside(store: Any) -> Iterator[Inside]:
    """A node; its threads end with it."""
    pushes = Pushes(Prepared(), clock=lambda: time.time_ns() // 1_000_000)
    commit: GroupCommit[Push, Result] = GroupCommit(store, pushes.take)
    tokens = Tokens(store.reads, time.monotonic)
    credentials = CredentialsModule(store, US, tokens, nobody, lambda *_: None)
    modules = (credentials, Receiver(store, US, commit), Sender(store, US, frozenset))
    try:
        with asyncio.Runner() as runner:
            yield Inside(store, Node(US, store, tokens, modules), runner)
    finally:
        commit.close()


def nobody(*_: Any, **__: Any) -> Any:
    """Nobody is called back here."""
    raise AssertionError
