"""Finding what a peer has: section 2 of the notes on feeds in the wild, up to the first list.

The number in a test's name is that of the row.
"""

import io
import json

import pytest

from plugdex.clients.guard import Guard
from plugdex.clients.http import Answer, Http, Retry
from plugdex.clients.ocpi import OcpiClient, read_envelope
from plugdex.directory.handshake import (
    EndpointsMissing,
    NoMutualVersion,
    PeerUnusable,
    VersionOffer,
    choose_version,
)
from tests.feeds.peer import Peer, envelope, running

QUICK = Retry(attempts=2, first=0.001, longest=0.001)


@pytest.fixture
def peer():
    """A peer that wants a token."""
    with running(Peer(token="s3cret")) as found:
        yield found


@pytest.fixture
def client(peer):
    """Asks private addresses, too."""
    http = Http(Guard(allow_private=True), QUICK, lambda _: None)
    yield OcpiClient(http)
    http.close()


def discover(client, peer, **wishes):
    """Ask for versions and details."""
    return client.discover(f"{peer.url}/versions", "s3cret", **wishes)


@pytest.mark.parametrize("form", ["plain", "base64"])
@pytest.mark.parametrize("version", ["2.1.1", "2.2.1", "2.3.0"])
def test_wild_2_1_either_form(client, peer, form, version):
    """Whatever form a peer wants in whatever version, it is found out and remembered."""
    peer.forms, peer.version = (form,), version
    found = discover(client, peer)

    assert (found.token_form, found.version) == (form, version)


@pytest.mark.parametrize("refusal", [(401, 0), (403, 0), (400, 0), (200, 2001), (200, 2002)])
def test_wild_2_4_refusals(client, peer, refusal):
    """However a token is refused, it is tried in the other form, once."""
    peer.forms, peer.refusal = ("plain",), refusal
    assert discover(client, peer).token_form == "plain"

    peer.asked.clear()
    peer.forms = ()
    with pytest.raises(PeerUnusable) as failure:
        discover(client, peer)
    assert (len(peer.asked), "s3cret" in str(failure.value)) == (2, False)


@pytest.mark.parametrize("status", [307, 308])
def test_wild_2_5_slash_wanted(client, peer, status):
    """A redirection on the same host is followed with the token."""
    peer.files["/versions"] = (status, {"Location": "/really/versions"}, b"")
    found = [{"version": "2.2.1", "url": f"{peer.url}/2.2.1"}]
    peer.files["/really/versions"] = (200, {}, envelope(found))
    discover(client, peer)

    assert peer.asked[1].path == "/really/versions"
    assert "authorization" in peer.asked[1].headers


@pytest.mark.parametrize(
    "url",
    [
        "https://www.example.com/ocpi/2.2.1",
        "ftp://files.ocpi.test/2.2.1",
        "file:///etc/passwd",
        "https://null/2.2.1",
        "https://ocpi.test/null/2.2.1",
        "http://[::1",
    ],
)
def test_wild_2_6_addresses_of_nothing(client, peer, url):
    """An address that cannot be meant fails with a reason, without being asked."""
    versions = [{"version": "2.2.1", "url": url}]
    peer.files["/versions"] = (200, {}, envelope(versions))

    with pytest.raises(PeerUnusable, match=r"is no|placeholder"):
        discover(client, peer)


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:9/x",
        "http://10.1.2.3/x",
        "http://169.254.169.254/x",
        "http://[fe80::1]/x",
        "http://2130706433/x",
        "http://db.internal/x",
    ],
)
def test_wild_2_6_private_addresses(peer, url):
    """Private addresses that a peer advertises are not asked, unless allowed."""
    http = Http(Guard(), QUICK, lambda _: None)
    peer.endpoints = lambda peer: [
        {"identifier": "credentials", "role": "SENDER", "url": f"{peer.url}/credentials"},
        {"identifier": "locations", "role": "SENDER", "url": url},
    ]
    client = OcpiClient(http)
    with pytest.raises(PeerUnusable, match=r"private or loopback|is no"):
        discover(client, peer, given=f"{peer.url}/versions")
    with pytest.raises(PeerUnusable, match="private or loopback"):
        client.discover(f"{peer.url}/versions", "s3cret")
    http.close()


def test_wild_2_6_rewritten_host(client, peer):
    """All that is advertised can be asked at the host that the operator gave."""
    versions = [{"version": "2.2.1", "url": "http://localhost:1/2.2.1?a=b"}]
    peer.files["/versions"] = (200, {}, envelope(versions))
    found = discover(client, peer, rewrite=True)

    assert all(each.url.startswith(peer.url) for each in found.endpoints)


@pytest.mark.parametrize(
    ("roles", "expected"),
    [
        (["Sender"], {"SENDER"}),
        (["receiver"], {"RECEIVER"}),
        ([None], {"SENDER"}),
        ([None, None], {"SENDER", "RECEIVER"}),
        (["RECEIVER", None], {"SENDER", "RECEIVER"}),
    ],
)
def test_wild_2_7_roles(client, peer, roles, expected):
    """Roles in any case, or none; modules that nobody knows."""

    def endpoints(peer):
        yield {"identifier": "credentials", "role": "Receiver", "url": f"{peer.url}/credentials"}
        yield {"identifier": "nltnm-tokens", "role": "SENDER", "url": f"{peer.url}/tokens"}
        for number, role in enumerate(roles):
            found = {"identifier": "Locations", "role": role, "url": f"{peer.url}/l{number}"}
            yield {name: each for name, each in found.items() if each}

    peer.endpoints = lambda peer: list(endpoints(peer))
    found = discover(client, peer).endpoints

    assert {each.role for each in found if each.identifier == "locations"} == expected
    assert [each.role for each in found if each.identifier == "credentials"] == ["SENDER"]


@pytest.mark.parametrize(
    ("there", "chosen"),
    [
        (["2.1.1", "2.2.1", "2.3.0"], "2.3.0"),
        (["2.2.1", "2.10.0", "2.2"], "2.2.1"),
        (["2.0", "2.1.1"], "2.1.1"),
        (["2.2"], "2.2"),
        (["v2.2.1", "2.1.1"], "2.2.1"),
    ],
)
def test_wild_2_8_highest_mutual_version(there, chosen):
    """Versions are numbers: 2.10 is more than 2.3, and not ours."""
    offers = [VersionOffer(version=each, url=f"https://x/{each}") for each in there]

    assert choose_version(offers).version == chosen


def test_errors_are_told_apart(client, peer):
    """A server answers 3001, 3002 or 3003 by the class of the error."""
    peer.version = "1.0"
    with pytest.raises(NoMutualVersion) as version:
        discover(client, peer)
    peer.version = "2.2.1"
    with pytest.raises(NoMutualVersion):
        discover(client, peer, version="2.1.1")
    peer.endpoints = lambda peer: [{"identifier": "tokens", "url": f"{peer.url}/tokens"}]
    with pytest.raises(EndpointsMissing) as endpoints:
        discover(client, peer)
    with pytest.raises(PeerUnusable) as unusable:
        client.discover("http://127.0.0.1:9/versions", "s3cret")

    errors = (version, endpoints, unusable)
    assert [each.value.status for each in errors] == [3002, 3003, 3001]


@pytest.mark.parametrize(
    "answer", [(200, {}, b"<html>"), (200, {}, envelope([])), (500, {}, b""), (404, {}, b"")]
)
def test_no_versions(client, peer, answer):
    """A versions endpoint that is none is unusable."""
    peer.files["/versions"] = answer
    with pytest.raises(PeerUnusable):
        discover(client, peer)


def test_headers(client, peer):
    """Every request says who asks and has fresh ids."""
    discover(client, peer)
    ids = [each.headers[name] for each in peer.asked for name in ("x-request-id",)]

    assert len(set(ids)) == len(peer.asked)
    assert all(each.headers["x-correlation-id"] for each in peer.asked)
    assert all(each.headers["user-agent"].startswith("plugdex/") for each in peer.asked)


@pytest.mark.parametrize("code", ["²", "9" * 5000, -1, [1000], True])
def test_codes_that_are_none(code):
    """An envelope whose status code is no number is no success, and no fault of ours."""
    body = io.BytesIO(json.dumps({"status_code": code}).encode())

    assert not read_envelope(Answer(url="", status=200, headers={}, body=body)).is_success
