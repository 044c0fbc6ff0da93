"""The handshake from our side, with a peer that looks into our store while it is asked."""

import json

import pytest

from plugdex.clients.guard import Guard
from plugdex.clients.http import Http, Retry
from plugdex.clients.ocpi import OcpiClient
from plugdex.directory.handshake import HandshakeError, Us, read_credentials
from plugdex.directory.pages import FetchFailed
from plugdex.directory.peers import all_peers, find_peer, token_hash
from plugdex.directory.registering import Wish, register, rotate, unregister
from plugdex.formats.port import Party
from plugdex.stores.memory import MemoryStore
from tests.feeds.peer import Peer, envelope, running

US = Us(
    party=Party(country_code="NL", party_id="PDX"), name="us", public_url="https://plugdex.test"
)
TOKEN_A = "token-a"
QUICK = Retry(attempts=2, first=0.001, longest=0.001)


def theirs(peer, token):
    """The credentials of the peer."""
    role = {"role": "CPO", "country_code": "NL", "party_id": "TNM"}
    details = {"business_details": {"name": "New Motion"}}
    if peer.version == "2.1.1":
        return {"token": token, "url": f"{peer.url}/versions"} | details | role
    return {"token": token, "url": f"{peer.url}/versions", "roles": [role | details]}


class World:
    """We, a peer, and what the peer saw."""

    def __init__(self, peer):
        self.peer = peer
        self.store = MemoryStore()
        self.http = Http(Guard(allow_private=True), QUICK, lambda _: None)
        self.client = OcpiClient(self.http)
        self.posted = []
        self.accepted = []
        self.reply = None
        peer.token, peer.credentials = TOKEN_A, self.answer

    def answer(self, peer, asked):
        """Answer a call of the credentials endpoint."""
        document = json.loads(asked.body) if asked.body else None
        self.posted.append((asked.method, document))
        if document:
            hashes = {each for known in all_peers(self.store.reads()) for each in known.accepted}
            self.accepted.append(token_hash(document["token"]) in hashes)
        if self.reply:
            return self.reply(document)
        if asked.method == "DELETE":
            return 200, {}, envelope(None)
        peer.token = f"token-c{len(self.posted)}"
        return 200, {}, envelope(theirs(peer, peer.token))

    def register(self, **wishes):
        """Register with the peer."""
        wish = Wish(url=f"{self.peer.url}/versions", token=TOKEN_A, **wishes)
        return register(self.store, self.client, US, wish, 1)

    def known(self):
        """The peer as we know it."""
        return find_peer(self.store.reads(), "NL/TNM")


@pytest.fixture(params=["2.1.1", "2.2.1", "2.3.0"])
def world(request):
    """A peer of each version."""
    with running(Peer(version=request.param)) as peer:
        found = World(peer)
        yield found
        found.http.close()


def test_register(world):
    """TOKEN_B is accepted while the POST is open; TOKEN_C is kept, and the endpoints are."""
    peer = world.register()

    assert world.accepted == [True]
    assert (peer.name, peer.token, peer.registered) == ("NL/TNM", "token-c1", True)
    assert peer.endpoint("locations", "SENDER") == f"{world.peer.url}/locations"
    assert [each.name for each in all_peers(world.store.reads())] == ["NL/TNM"]
    (_, sent), *_ = world.posted
    assert sent["url"] == "https://plugdex.test/ocpi/emsp/versions"
    ours = read_credentials(sent, "RECEIVER").roles[0]
    assert (ours.country_code, ours.party_id) == ("NL", "PDX")
    assert ("roles" in sent) == (world.peer.version != "2.1.1")


def test_register_with_a_receiver(world):
    """A peer that receives gets the address of the side on which we send."""
    world.peer.endpoints = lambda peer: [
        {"identifier": name, "role": "RECEIVER", "url": f"{peer.url}/{name}"}
        for name in ("credentials", "locations")
    ]
    world.register(interface="RECEIVER" if world.peer.version == "2.1.1" else None)

    assert world.posted[0][1]["url"] == "https://plugdex.test/ocpi/cpo/versions"


def test_role_that_is_refused(world):
    """A peer that knows no navigation service is offered an eMSP."""
    if world.peer.version == "2.1.1":
        return
    world.reply = lambda document: (
        (200, {}, envelope(None, 2001))
        if document["roles"][0]["role"] == "NSP"
        else (200, {}, envelope(theirs(world.peer, "token-c")))
    )
    assert world.register().registered
    assert world.posted[-1][1]["roles"][0]["role"] == "EMSP"


@pytest.mark.parametrize(
    "reply",
    [
        (200, {}, envelope(None, 3001)),
        (405, {}, envelope(None, 2000)),
        (200, {}, envelope({"token": "x"})),
        (200, {}, b"<html>"),
    ],
)
def test_register_fails(world, reply):
    """A registration that fails leaves nothing that is accepted."""
    world.reply = lambda _: reply
    with pytest.raises((FetchFailed, HandshakeError)):
        world.register()

    assert all_peers(world.store.reads()) == []


def test_rotate(world):
    """Both tokens become others, and the old one of the peer is good until it is told."""
    first = world.register()
    world.accepted.clear()
    peer = rotate(world.store, world.client, US, "nl/tnm", 2)

    assert (world.accepted, world.posted[-1][0]) == ([True], "PUT")
    assert peer.token != first.token
    assert set(first.accepted) < set(peer.accepted)


def test_rotate_refused(world):
    """A rotation that is refused changes nothing."""
    before = world.register()
    world.reply = lambda _: (200, {}, envelope(None, 3000))
    with pytest.raises(FetchFailed):
        rotate(world.store, world.client, US, "NL/TNM", 2)

    assert world.known() == before


@pytest.mark.parametrize("reply", [(200, {}, envelope(None)), (405, {}, b""), (401, {}, b"")])
def test_unregister(world, reply):
    """The peer is told, and both tokens are void, also when it has forgotten us."""
    world.register()
    world.reply = lambda _: reply
    unregister(world.store, world.client, "NL/TNM", 2)
    peer = world.known()

    assert world.posted[-1][0] == "DELETE"
    assert (peer.registered, peer.token, peer.accepted, peer.endpoints) == (False, "", (), ())


def test_unregister_unreachable(world):
    """A peer that cannot be told keeps its tokens, unless by force."""
    world.register()
    world.reply = lambda _: (503, {}, b"")
    with pytest.raises(FetchFailed):
        unregister(world.store, world.client, "NL/TNM", 2)
    assert world.known().registered
    unregister(world.store, world.client, "NL/TNM", 2, force=True)
    assert not world.known().registered


def test_wild_2_9_an_address_for_each_role(world):
    """One platform with two versions endpoints is two parties of different names."""
    world.register()
    world.peer.token = TOKEN_A
    world.register(name="NL/TNX")

    assert [each.name for each in all_peers(world.store.reads())] == ["NL/TNM", "NL/TNX"]
