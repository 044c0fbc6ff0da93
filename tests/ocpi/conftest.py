"""One node for all tests of the OCPI side, and as many parties as they want."""

from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest

from plugdex.directory.keys import create_key
from plugdex.directory.peers import (
    PEER,
    Invitation,
    Peer,
    PeerRole,
    put_invitation,
    put_peer,
    read_party,
    source_of,
    token_hash,
)
from plugdex.model.ids import content_id, row_id
from plugdex.stores.sqlite import open_sqlite
from tests.counterparts.node import Node, node
from tests.formats.ocpi_samples import location
from tests.ocpi.talk import Talk, over_http

numbers, points = count(1), count(1)


@dataclass(frozen=True)
class Site:
    """The node, its store, and a key for the HERE dialect."""

    node: Node
    store: Any
    key: str

    @property
    def client(self):
        """The client of the server."""
        return self.node.client

    def join(self, role: str = "CPO", name: str = "", **members: Any) -> Talk:
        """A party that may talk to us from now on."""
        number = next(numbers)
        name, token = name or f"NL/{number:03X}", f"token-{number}"
        party = read_party(name)
        one = PeerRole(role=role, country_code=party.country_code, party_id=party.party_id)
        members = {"roles": (one,), "accepted": (token_hash(token),)} | members
        with self.store.transaction() as tx:
            put_peer(tx, Peer(name=name, **members))
        return Talk(over_http(self.client), token, name)

    def invite(self, party: str = "") -> str:
        """A fresh registration token."""
        token = f"invitation-{next(numbers)}"
        with self.store.transaction() as tx:
            put_invitation(tx, Invitation(hash=token_hash(token), created=0, party=party))
        return token

    def forget_parties(self) -> None:
        """Nobody is registered any more."""
        with self.store.transaction() as tx:
            tx.unregister(PEER, list(tx.registered(PEER)))

    def guest(self) -> Talk:
        """A party that has a registration token and nothing else."""
        return Talk(over_http(self.client), self.invite())

    def rid(self, peer: Talk, own_id: str, source: str = "") -> int:
        """The row of a location of a peer."""
        return row_id(self.public_id(peer, own_id, source)) or 0

    def public_id(self, peer: Talk, own_id: str, source: str = "") -> str:
        """The public id of a location of a peer."""
        return content_id(source_of(source or peer.party), *peer.party.split("/"), own_id)

    def v3(self, peer: Talk, own_id: str) -> list[dict[str, Any]]:
        """What the HERE dialect says of a location."""
        params = {"fields": "evses"}
        path = f"/v3/locations/{self.public_id(peer, own_id)}"
        headers = {"Authorization": f"Bearer {self.key}"}
        answer = self.client.get(path, params=params, headers=headers)
        assert answer.status_code in (200, 404), answer.text
        return [answer.json()] if answer.status_code == 200 else []

    def issues(self, rid: int) -> list[str]:
        """The codes of the issues of a row."""
        with self.store.transaction() as tx:
            return [issue.code for issue in tx.issues([rid]).get(rid, ())]


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """The node."""
    folder = tmp_path_factory.mktemp("ocpi")
    store = open_sqlite(folder / "node.db")
    key = create_key(store, "test", [], datetime.now(UTC))
    with node(folder) as found:
        yield Site(found, store, key)
    store.close()


@pytest.fixture
def join(site):
    """Let a party talk to us."""
    return site.join


@pytest.fixture
def peer(site):
    """A CPO."""
    return site.join()


def place(peer: Talk, **members: Any) -> dict[str, Any]:
    """A sound location of a peer, at a point of its own."""
    country, party = peer.party.split("/")
    point = {"latitude": f"{52 + next(points) / 2000:.5f}", "longitude": "5.11900"}
    owner = {"country_code": country, "party_id": party, "coordinates": point}
    return location(**(owner | members))
