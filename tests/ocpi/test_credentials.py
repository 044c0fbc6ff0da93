"""Registration in both directions, renewal and leave (contract §6)."""

from base64 import b64decode
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from plugdex.directory.handshake import new_token
from plugdex.directory.peers import all_peers
from plugdex.stores.sqlite import open_sqlite
from tests.counterparts.node import node
from tests.feeds.peer import Asked, Peer, Reply, envelope, running
from tests.ocpi.conftest import place
from tests.ocpi.talk import CREATED, DONE, Talk

NUMBERS = iter(range(1, 999))
CREDENTIALS = "/ocpi/emsp/2.2.1/credentials"


@dataclass
class Platform(Peer):
    """A peer that may ask us something before it answers what we ask."""

    curious: Any = None
    told: list[Any] = field(default_factory=list)

    def answer(self, asked: Asked) -> Reply:
        """Answer, after asking back."""
        if self.curious:
            self.told.append(self.curious())
        return super().answer(asked)


@contextmanager
def platform(**members):
    """A platform of a party of its own."""
    with running(Platform(token="token-b", **members)) as found:
        found.party = f"N{next(NUMBERS):02}"
        yield found


def credentials(peer, **members):
    """Its credentials object."""
    role = {"role": "CPO", "country_code": "NL", "party_id": peer.party}
    roles = [role | {"business_details": {"name": "Platform"}}]
    return {"token": "token-b", "url": f"{peer.url}/versions", "roles": roles} | members


def registered(site, peer):
    """The party after its registration, and before it used its new token."""
    guest = site.guest()
    reply = guest.ask("POST", CREDENTIALS, credentials(peer))
    assert reply.both == DONE, reply.message
    return guest, Talk(guest.send, reply.data["token"], f"NL/{peer.party}")


def known(site, peer):
    """What we know of the party."""
    return next((p for p in all_peers(site.store.reads()) if p.name == f"NL/{peer.party}"), None)


def test_a_registration(site):
    """We call back with TOKEN_B, hand out TOKEN_C, and TOKEN_A is dead."""
    with platform() as peer:
        guest, talk = registered(site, peer)

    headers = [asked.headers["authorization"] for asked in peer.asked]
    assert {b64decode(each.removeprefix("Token ")) for each in headers} == {b"token-b"}
    assert guest.ask("GET", "/ocpi/emsp/versions").http == 401
    assert talk.put("locations", "L1", body=place(talk)).both == CREATED
    found = known(site, peer)
    assert (found.version, found.token, found.registered) == ("2.2.1", "token-b", True)


def test_our_credentials(site):
    """They name us in the roles of the side that was asked, and the token that the peer uses."""
    with platform() as peer:
        _, talk = registered(site, peer)
    found = talk.ask("GET", CREDENTIALS).data

    assert found["token"] == talk.token
    assert found["url"] == site.node.receiver
    assert {role["role"] for role in found["roles"]} == {"EMSP", "NSP"}
    old = talk.at("2.1.1").ask("GET", "/ocpi/cpo/2.1.1/credentials").data
    assert (old["country_code"], old["party_id"], old["url"]) == ("NL", "PDX", site.node.sender)


def test_a_single_worker_answers_while_it_asks(site):
    """The peer may ask us anything while its POST is open; nobody waits for ever."""
    guest = site.guest()
    with platform() as peer:
        peer.curious = lambda: guest.ask("GET", "/ocpi/emsp/versions").both
        reply = guest.ask("POST", CREDENTIALS, credentials(peer))

    assert reply.both == DONE
    assert peer.told == [DONE] * len(peer.told) and peer.told


def test_2_1_1(site):
    """Party and name stand beside the token; tokens go as they are."""
    guest = site.guest().at("2.1.1")
    with platform(version="2.1.1", forms=("plain",)) as peer:
        peer.endpoints = lambda _: [
            {"identifier": name, "url": f"{peer.url}/{name}"}
            for name in ("credentials", "locations")
        ]
        whole = credentials(peer, country_code="NL", party_id=peer.party)
        del whole["roles"]
        reply = guest.ask("POST", "/ocpi/emsp/2.1.1/credentials", whole)

    assert reply.both == DONE, reply.message
    assert known(site, peer).endpoint("locations", "SENDER") == f"{peer.url}/locations"


@pytest.mark.parametrize(
    ("answers", "code"),
    [
        ({"/versions": (200, {}, envelope([]))}, 3001),
        ({"/versions": (500, {}, b"oops")}, 3001),
        ({"/versions": (401, {}, envelope(None, 2001))}, 3001),
        ({"/2.2.1": (404, {}, envelope(None, 2000))}, 3001),
        ({"/versions": (200, {}, envelope([{"version": "2.2", "url": "http://x/"}]))}, 3002),
        ({"/2.2.1": (200, {}, envelope({"version": "2.2.1", "endpoints": []}))}, 3003),
    ],
)
def test_a_call_back_that_fails(site, answers, code):
    """The code says what we did not find, and the invitation stays good."""
    guest = site.guest()
    with platform(files=answers) as peer:
        assert guest.ask("POST", CREDENTIALS, credentials(peer)).both == (200, code)
        assert known(site, peer) is None
        peer.files.clear()
        assert guest.ask("POST", CREDENTIALS, credentials(peer)).both == DONE


def test_nobody_there(site):
    """A platform that cannot be reached is 3001."""
    with platform() as peer:
        pass

    assert site.guest().ask("POST", CREDENTIALS, credentials(peer)).both == (200, 3001)


@pytest.mark.parametrize(
    "members",
    [
        {"token": ""},
        {"token": "two words"},
        {"token": "x" * 65},
        {"url": "ftp://example.org"},
        {"roles": []},
        {"roles": [{"role": "CPO", "country_code": "NLD", "party_id": "ABC"}]},
    ],
)
def test_credentials_that_say_too_little(site, members):
    """An invalid object is 2001, and nobody is called."""
    with platform() as peer:
        reply = site.guest().ask("POST", CREDENTIALS, credentials(peer, **members))

    assert (reply.both, peer.asked) == ((200, 2001), [])


def test_only_once(site):
    """POST while registered is 405, and so are PUT and DELETE before."""
    with platform() as peer:
        guest = site.guest()
        assert guest.ask("PUT", CREDENTIALS, credentials(peer)).http == 405
        assert guest.ask("DELETE", CREDENTIALS).http == 405
        _, talk = registered(site, peer)
        assert talk.ask("POST", CREDENTIALS, credentials(peer)).http == 405


def test_a_new_token_and_the_old_one(site):
    """The old token is good until the new one was used: an answer may get lost."""
    with platform() as peer:
        _, talk = registered(site, peer)
        reply = talk.ask("PUT", CREDENTIALS, credentials(peer))
        lost = talk.ask("PUT", CREDENTIALS, credentials(peer)).data["token"]
    fresh = Talk(talk.send, lost, talk.party)

    assert reply.data["token"] not in (talk.token, lost)
    assert fresh.ask("GET", "/ocpi/emsp/versions").both == DONE
    assert talk.ask("GET", "/ocpi/emsp/versions").http == 401
    assert Talk(talk.send, reply.data["token"]).ask("GET", "/ocpi/emsp/versions").http == 401


def test_the_old_token_alone(site):
    """Who never got the new token goes on with the old one."""
    with platform() as peer:
        _, talk = registered(site, peer)
        talk.ask("PUT", CREDENTIALS, credentials(peer))

    assert [talk.ask("GET", "/ocpi/emsp/versions").both for _ in range(3)] == [DONE] * 3


def test_a_renewal_that_fails_changes_nothing(site):
    """What was agreed on stays."""
    with platform() as peer:
        _, talk = registered(site, peer)
        before = known(site, peer)
        peer.files["/versions"] = (500, {}, b"")
        assert talk.ask("PUT", CREDENTIALS, credentials(peer)).both == (200, 3001)

    assert known(site, peer) == before
    assert talk.ask("GET", "/ocpi/emsp/versions").both == DONE


def test_a_renewal_may_change_the_version(site):
    """The version is that of the endpoint that was used."""
    with platform(version="2.3.0") as peer:
        other = site.guest()
        path = CREDENTIALS.replace("2.2.1", "2.3.0")
        assert other.ask("POST", path, credentials(peer)).both == DONE
        assert known(site, peer).version == "2.3.0"


def test_leaving(site):
    """DELETE voids both tokens and ends our pulling; what was pushed stays."""
    with platform() as peer:
        _, talk = registered(site, peer)
    talk.put("locations", "L1", body=place(talk))
    assert any(b'"NL/%b"' % peer.party.encode() in doc for doc in feeds(site).values())

    assert talk.ask("DELETE", CREDENTIALS).both == DONE
    assert talk.ask("GET", "/ocpi/emsp/versions").http == 401
    left = known(site, peer)
    assert (left.registered, left.accepted, left.token) == (False, (), "")
    assert not any(b'"NL/%b"' % peer.party.encode() in doc for doc in feeds(site).values())
    assert len(site.v3(talk, "L1")) == 1


def test_an_invitation_takes_over_nobody(site):
    """A token for anybody does not replace a registration; one for the party does."""
    with platform() as peer:
        registered(site, peer)
        stranger = site.guest().ask("POST", CREDENTIALS, credentials(peer))
        other = Talk(site.guest().send, site.invite("NL/ZZZ"))
        wrong = other.ask("POST", CREDENTIALS, credentials(peer))
        own = Talk(site.guest().send, site.invite(f"NL/{peer.party}"))
        again = own.ask("POST", CREDENTIALS, credentials(peer))

    assert (stranger.both, wrong.both) == ((200, 2001), (200, 2001))
    assert again.both == DONE, again.message


def feeds(site):
    """What we pull."""
    return site.store.reads().registered("feed")


def test_a_party_that_was_let_in_by_hand_may_register(site, join):
    """``party add`` gives a token; a handshake replaces it."""
    talk = join()
    with platform() as peer:
        peer.party = talk.party[3:]
        reply = talk.ask("POST", CREDENTIALS, credentials(peer))

    assert reply.both == DONE, reply.message
    assert talk.ask("GET", "/ocpi/emsp/versions").http == 401


def test_two_of_us(tmp_path):
    """Two nodes register with each other, each with the other's invitation, and part again."""
    folders = [tmp_path / name for name in ("a", "b")]
    for folder in folders:
        folder.mkdir()
    with node(folders[0], "NL/AAA") as first, node(folders[1], "NL/BBB") as second:
        for host, guest, name in ((first, second, "NL/AAA"), (second, first, "NL/BBB")):
            told = guest.run("party", "register", host.sender, host.invite())
            assert f"registered with {name} (OCPI 2.3.0)" in told
            met = [peers_of(folder) for folder in folders]
            assert [[each.name for each in one] for one in met] == [["NL/BBB"], ["NL/AAA"]]
            assert all(each.registered for one in met for each in one)
            guest.run("party", "unregister", name)
            assert [peers_of(folder) for folder in folders] == [[], []]


def peers_of(folder):
    """The parties that a node knows and exchanges tokens with."""
    store = open_sqlite(folder / "node.db")
    try:
        return [each for each in all_peers(store.reads()) if each.registered]
    finally:
        store.close()


def test_no_token_looks_like_an_option():
    """Tokens are typed into commands, so none begins with a dash."""
    tokens = [new_token() for _ in range(500)]

    assert all(token[0].isalpha() and len(token) == 64 for token in tokens)
    assert len(set(tokens)) == 500
