"""Section 8 of the catalogue of quirks: pushes; and what else of it is about our own endpoints."""

import gzip
import json
from base64 import b64encode

import pytest

from plugdex.directory.asked import Wanted
from plugdex.stores.memory import MemoryStore
from tests.formats.ocpi_samples import connector, evse, location
from tests.ocpi.inside import inside
from tests.ocpi.talk import CREATED, DONE, INVALID, UNKNOWN

OLD, NEW = "2026-04-01T00:00:00Z", "2026-05-02T00:00:00Z"
UID = "NL*ABC*E1 a"


@pytest.fixture
def node():
    """A node over an empty store."""
    with inside(MemoryStore()) as found:
        yield found


@pytest.fixture
def peer(node):
    """A CPO whose location is known."""
    return with_location(node.talk("NL/ABC"))


def with_location(talk):
    """The party, after it pushed a location."""
    body = location(evses=[evse(uid=UID)])
    assert talk.put("locations", "L1", body=body).both in (CREATED, DONE)
    return talk


def status_of(peer):
    """The status of the EVSE."""
    return peer.get("locations", "L1", UID).data["status"]


def change(peer, status="CHARGING", at=UID, stamp=NEW, **how):
    """Change the status of the EVSE."""
    body = {"status": status} | ({"last_updated": stamp} if stamp else {})
    return peer.patch("locations", "L1", at, body=body, **how).both


@pytest.mark.parametrize(("version", "expected"), [("2.1.1", DONE), ("2.2.1", INVALID)])
def test_wild_8_1_a_change_without_time(peer, version, expected):
    """2.1.1 does not ask for it, later versions do."""
    assert change(peer.at(version), stamp=None) == expected
    assert (status_of(peer) == "CHARGING") == (expected == DONE)


def test_wild_8_2_whole_and_partial_objects(peer):
    """A whole object may be a PATCH; half of one is no PUT."""
    whole = location(evses=[evse(uid=UID, status="BLOCKED", last_updated=NEW)], last_updated=NEW)

    assert peer.patch("locations", "L1", body=whole).both == DONE
    assert status_of(peer) == "BLOCKED"
    assert peer.put("locations", "L1", body={"id": "L1", "last_updated": NEW}).both == INVALID
    assert peer.put("locations", "L1", UID, body={"last_updated": NEW}).both == INVALID
    plug = {"id": "1", "standard": "CHADEMO", "last_updated": NEW}
    assert peer.put("locations", "L1", UID, "1", body=plug).both == INVALID
    assert peer.get("locations", "L1").data["address"] == "Voorstraat 1"


def test_wild_8_3_out_of_order(peer):
    """What is older is taken without effect, what is as old is applied, again and again."""
    assert [change(peer) for _ in range(3)] == [DONE] * 3
    assert change(peer, "BLOCKED", stamp=OLD) == DONE
    assert status_of(peer) == "CHARGING"
    assert change(peer, "BLOCKED") == DONE
    assert status_of(peer) == "BLOCKED"


def test_wild_8_4_change_of_something_unknown(node, peer):
    """404 with 2003, so that the sender puts it; then it is known."""
    assert change(peer, at="E9") == UNKNOWN
    assert peer.put("locations", "L1", "E9", body=evse(uid="E9", evse_id=None)).both == CREATED
    assert change(peer, at="E9") == DONE


def test_wild_8_5_sent_again_and_again(node, peer):
    """The same push twice is the same as once; history has no second entry."""
    body = location(evses=[evse(uid=UID, status="BLOCKED", last_updated=NEW)], last_updated=NEW)
    for _ in range(3):
        assert peer.put("locations", "L1", body=body).both == DONE

    (row,) = node.store.reads().offered(Wanted(kind="location", limit=9))
    assert len(node.store.reads().history(row.rid)) == 1


@pytest.mark.parametrize("kind", ["", "text/plain", "application/json; charset=utf-8"])
def test_wild_8_6_headers_of_all_kinds(peer, kind):
    """The type does not matter if the body is JSON, and ids that are missing are made."""
    reply = peer.patch(
        "locations",
        "L1",
        UID,
        body={"status": "CHARGING", "last_updated": NEW},
        headers={"content-type": kind},
    )

    assert reply.both == DONE
    assert reply.headers["x-request-id"]


@pytest.mark.parametrize(
    "written", ["NL*ABC*E1%20a", "NL%2AABC%2aE1%20a", "NL%252AABC%252AE1%2520a", "nl*abc*e1%20A"]
)
def test_wild_8_7_percent_encoding(peer, written):
    """A uid is decoded once; twice only if what is then named is not known."""
    path = peer.path("locations", "L1") + "/" + written
    body = {"status": "CHARGING", "last_updated": NEW}

    assert peer.ask("PATCH", path, body).both == DONE
    assert status_of(peer) == "CHARGING"


def test_wild_8_7_decoded_once_if_that_is_known(peer):
    """A uid that has a percent sign is found by its own name."""
    odd = "NL%2AABC*E1 a"
    peer.put("locations", "L1", odd, body=evse(uid=odd, evse_id=None))

    assert change(peer, at=odd) == DONE
    assert status_of(peer) == "AVAILABLE"


@pytest.mark.parametrize("name", ["gzip", "x-gzip", "GZIP"])
def test_wild_8_8_packed_bodies(peer, name):
    """A large location may come packed."""
    body = gzip.compress(json.dumps(location(name="Packed", last_updated=NEW)).encode())

    assert peer.put("locations", "L1", body=body, headers={"content-encoding": name}).both == DONE
    assert peer.get("locations", "L1").data["name"] == "Packed"


def test_wild_8_9_locations_are_not_deleted(peer):
    """There is no such method; status REMOVED is the word for it."""
    for at in (("L1",), ("L1", UID), ("L1", UID, "1")):
        assert peer.delete("locations", *at).http == 405
    assert peer.get("locations", "L1").both == DONE


# of other sections, what is about our endpoints


@pytest.mark.parametrize("version", ["2.1.1", "2.2.1", "2.3.0"])
@pytest.mark.parametrize("encode", [lambda raw: raw, b64encode], ids=["plain", "base64"])
def test_wild_2_1_token_in_the_other_form(peer, version, encode):
    """Either form is known in every version."""
    header = b"Token " + encode(peer.token.encode())
    headers = {"authorization": header.decode()}

    assert peer.ask("GET", f"/ocpi/emsp/{version}", headers=headers).both == DONE


def test_wild_2_2_token_with_a_newline(peer):
    """``echo token | base64``, as the specification itself does it."""
    header = "Token " + b64encode(peer.token.encode() + b"\n").decode()

    assert peer.ask("GET", "/ocpi/emsp/2.2.1", headers={"authorization": header}).both == DONE


@pytest.mark.parametrize(
    ("form", "status"), [("token {}", 200), ("TOKEN {}", 200), ("{}", 200), ("Bearer {}", 401)]
)
def test_wild_2_3_schemes(peer, form, status):
    """Any case of the scheme, or none; but not another one."""
    headers = {"authorization": form.format(peer.token)}

    assert peer.ask("GET", "/ocpi/emsp/2.2.1", headers=headers).http == status


@pytest.mark.parametrize(
    "path",
    [
        "/ocpi/emsp/versions",
        "/ocpi/emsp/2.2.1",
        "/ocpi/emsp/2.2.1/credentials",
        "/ocpi/emsp/2.2.1/locations/NL/ABC/L1",
        "/ocpi/cpo/2.2.1/locations",
    ],
)
def test_wild_2_5_slashes_at_the_end(peer, path):
    """Both spellings are served, none is redirected."""
    assert [peer.ask("GET", path + end).both for end in ("", "/", "//")] == [DONE] * 3


def test_wild_2_18_a_peer_without_201(node):
    """It gets 200 for what is new, too."""
    peer = node.talk("NL/DEF", always_200=True)
    body = location(party_id="DEF")

    assert peer.put("locations", "L1", body=body).both == DONE
    assert node.talk("NL/ABC").put("locations", "L1", body=location()).both == CREATED


def test_wild_3_3_whose_object_it_is(node, peer):
    """Body against URL is 2001, a foreign party 404, and a hub may speak for any."""
    foreign = peer.path("locations", "L1", party="DE/ELS")
    body = location(country_code="DE", party_id="ELS")
    hub = node.talk("NL/HUB", hub=True)

    assert peer.put("locations", "L1", body=body).both == INVALID
    assert peer.ask("PUT", foreign, body).http == 404
    assert hub.ask("PUT", foreign, body).both == CREATED
    assert hub.ask("PUT", foreign, location()).both == INVALID


def test_wild_6_20_things_of_the_evse_at_its_connector(peer):
    """A connector has no status; and what has no parent is not taken."""
    body = {"status": "CHARGING", "last_updated": NEW}
    reply = peer.patch("locations", "L1", UID, "1", body=body)

    assert (reply.both, "$.status" in reply.message) == (INVALID, True)
    assert status_of(peer) == "AVAILABLE"
    assert peer.put("locations", "L9", "E1", body=evse()).both == UNKNOWN
    assert peer.put("locations", "L1", "E9", "1", body=connector()).both == UNKNOWN
