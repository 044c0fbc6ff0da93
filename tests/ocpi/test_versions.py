"""Versions, the token in its many forms, and what every answer has."""

from base64 import b64encode, urlsafe_b64encode

import pytest

from plugdex.directory.peers import token_hash
from tests.formats.ocpi_samples import evse
from tests.ocpi.conftest import place
from tests.ocpi.talk import CREATED, DONE, Talk

VERSIONS = ("2.1.1", "2.2.1", "2.3.0")
PUSHED, OFFERED = {"locations", "tariffs", "sessions", "cdrs"}, {"locations", "tariffs"}


@pytest.mark.parametrize("side", ["emsp", "cpo"])
def test_the_versions_of_a_side(site, peer, side):
    """Each version has an absolute address, and the details behind it say the same version."""
    found = peer.ask("GET", f"/ocpi/{side}/versions").data

    assert [each["version"] for each in found] == list(VERSIONS)
    for each in found:
        path = each["url"].removeprefix(site.node.url)
        assert peer.ask("GET", path).data["version"] == each["version"]


@pytest.mark.parametrize(("side", "modules"), [("emsp", PUSHED), ("cpo", OFFERED)])
def test_the_endpoints_of_2_1_1(peer, side, modules):
    """2.1.1 has no roles: a side lists its own modules."""
    found = peer.ask("GET", f"/ocpi/{side}/2.1.1").data["endpoints"]

    assert {each["identifier"] for each in found} == {"credentials", *modules}
    assert all("role" not in each and f"/ocpi/{side}/2.1.1/" in each["url"] for each in found)


@pytest.mark.parametrize("version", VERSIONS[1:])
@pytest.mark.parametrize("side", ["emsp", "cpo"])
def test_the_endpoints_since_2_2(peer, side, version):
    """One registration serves both roles; credentials come once."""
    found = peer.ask("GET", f"/ocpi/{side}/{version}").data["endpoints"]

    by_role = {
        role: {each["identifier"] for each in found if each["role"] == role}
        for role in ("SENDER", "RECEIVER")
    }
    assert by_role == {"SENDER": {"credentials", *OFFERED}, "RECEIVER": PUSHED}
    assert [each["identifier"] for each in found].count("credentials") == 1


@pytest.mark.parametrize(
    "path",
    ["/ocpi/emsp/2.0", "/ocpi/emsp/9.9/locations/NL/ABC/L1", "/ocpi/x/versions", "/ocpi/emsp"],
)
def test_what_there_is_not(peer, path):
    """An unknown version, side or module is 404, in the envelope."""
    assert peer.ask("GET", f"/ocpi/{path}").both == (404, 2000)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("POST", "/ocpi/emsp/versions", "GET"),
        ("DELETE", "/ocpi/emsp/2.2.1", "GET"),
        ("PATCH", "/ocpi/emsp/2.2.1/credentials", "GET, POST, PUT, DELETE"),
        ("POST", "/ocpi/emsp/2.2.1/locations/NL/ABC/L1", "GET, PUT, PATCH"),
        ("DELETE", "/ocpi/emsp/2.2.1/locations/NL/ABC/L1", "GET, PUT, PATCH"),
        ("PUT", "/ocpi/emsp/2.2.1/cdrs/NL/ABC/C1", "GET, POST"),
        ("POST", "/ocpi/cpo/2.2.1/locations", "GET"),
    ],
)
def test_methods_that_there_are_not(peer, method, path, allowed):
    """405 says which there are."""
    reply = peer.ask(method, path, {})

    assert (reply.http, reply.headers["allow"]) == (405, allowed)


def headers_of(token):
    """The forms in which peers write a token (contract §3.1)."""
    raw, line = token.encode(), token.encode() + b"\n"
    return {
        "raw": f"Token {token}",
        "base64": f"Token {b64encode(raw).decode()}",
        "with a newline": f"Token {b64encode(line).decode()}",
        "without padding": f"Token {b64encode(raw).decode().rstrip('=')}",
        "url-safe": f"Token {urlsafe_b64encode(raw).decode()}",
        "lower case": f"token {b64encode(raw).decode()}",
        "without scheme": token,
        "more spaces": f"Token   {token}",
    }


@pytest.mark.parametrize("form", headers_of("x"))
def test_forms_of_a_token(site, join, form):
    """Whatever form it has and whatever version is asked, the token is found."""
    odd = "tok~n/ÿ?".encode("ascii", "replace").decode() + form.replace(" ", "_")
    join(accepted=(token_hash(odd),))

    answer = site.client.get("/ocpi/emsp/2.2.1", headers={"Authorization": headers_of(odd)[form]})
    assert answer.status_code == 200


def test_a_token_that_looks_like_base64(site, join):
    """A raw token may be valid base64 of something else."""
    join(accepted=(token_hash("YWJjZGVm"),))

    answer = site.client.get("/ocpi/emsp/2.1.1", headers={"Authorization": "Token YWJjZGVm"})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "header", ["", "Token", "Token nobody", "Bearer token-1", "Token " + "x" * 999]
)
def test_who_is_not_known(site, peer, header):
    """No token, or none of ours: 401 in the envelope, for everything."""
    headers = {"Authorization": header} if header else {}

    for path in ("/ocpi/emsp/versions", peer.path("locations", "L1"), "/ocpi/cpo/2.2.1/locations"):
        answer = site.client.get(path, headers=headers)
        assert (answer.status_code, answer.json()["status_code"]) == (401, 2000)


def test_bearer_is_no_scheme_of_ocpi(site, peer):
    """The right token under the wrong scheme is refused (wild 2.3)."""
    headers = {"Authorization": f"Bearer {peer.token}"}

    assert site.client.get("/ocpi/emsp/versions", headers=headers).status_code == 401


def test_a_registration_token_opens_the_door_only(site):
    """TOKEN_A is good for versions and credentials, and 401 elsewhere (contract §3.1)."""
    guest = site.guest()

    assert guest.ask("GET", "/ocpi/emsp/versions").both == DONE
    assert guest.ask("GET", "/ocpi/emsp/2.2.1").both == DONE
    assert guest.ask("GET", "/ocpi/emsp/2.2.1/credentials").both == DONE
    assert guest.get("locations", "L1").http == 401
    assert guest.pull().http == 401


@pytest.mark.parametrize(
    "path", ["/ocpi/emsp/versions", "/ocpi/emsp/9", "/ocpi/cpo/2.2.1/locations"]
)
def test_message_ids_come_back(peer, path):
    """Both ids are repeated, on success and failure; where there are none we make some."""
    ids = {"x-request-id": "r-1", "x-correlation-id": "c-1"}
    said = peer.ask("GET", path, headers=ids).headers
    made = peer.ask("GET", path).headers

    assert {name: said[name] for name in ids} == ids
    assert made["x-request-id"] and made["x-request-id"] != made["x-correlation-id"]


def test_routing_headers_are_exchanged(peer):
    """From becomes to; a request without them gets none."""
    asked = {
        "OCPI-from-country-code": "NL",
        "OCPI-from-party-id": "ABC",
        "OCPI-to-country-code": "DE",
        "OCPI-to-party-id": "PDX",
    }
    found = peer.ask("GET", "/ocpi/cpo/2.2.1/locations", headers=asked).headers

    assert {name: found[name] for name in asked} == {
        "OCPI-to-country-code": "NL",
        "OCPI-to-party-id": "ABC",
        "OCPI-from-country-code": "DE",
        "OCPI-from-party-id": "PDX",
    }
    assert "ocpi-to-party-id" not in peer.pull().headers


def test_the_envelope(peer):
    """Data, code and time; a push is answered without data."""
    found = peer.ask("GET", "/ocpi/emsp/versions").envelope
    pushed = peer.put("locations", "L1", body=place(peer, evses=[evse()])).envelope

    assert found.keys() == {"data", "status_code", "timestamp"}
    assert found["timestamp"].endswith("Z")
    assert pushed.keys() == {"status_code", "timestamp"}


@pytest.mark.parametrize("version", VERSIONS)
def test_all_versions_are_one_directory(peer, version):
    """What is pushed in one version can be read in another."""
    talk: Talk = peer.at(version)
    body = place(peer, type="ON_STREET")

    assert talk.put("locations", "L1", body=body).both == CREATED
    assert [peer.at(each).get("locations", "L1").both for each in VERSIONS] == [DONE] * 3
