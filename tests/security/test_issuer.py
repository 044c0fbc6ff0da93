"""Tokens of an identity provider, with real keys and a real server of them."""

import hmac
import http.server
import json
import os
import threading
import time
from base64 import urlsafe_b64encode

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from plugdex.clients.issuer import (
    READ_AT_MOST_EVERY,
    READ_EVERY,
    Issuer,
    Trust,
    entitlements_of,
    read_keys,
)
from plugdex.directory.pages import FetchFailed
from plugdex.model.errors import InvalidSetting
from plugdex.settings import Settings
from plugdex.wiring import issuer as wired
from tests.api.servers import serving

ISSUER = "https://id.example/"
AUDIENCE = "plugdex"
RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
EC = ec.generate_private_key(ec.SECP256R1())
ED = ed25519.Ed25519PrivateKey.generate()
PRIVATE = {"rsa": (RSA, "RS256"), "ec": (EC, "ES256"), "ed": (ED, "EdDSA")}
MAKERS = {
    "RS256": jwt.algorithms.RSAAlgorithm,
    "ES256": jwt.algorithms.ECAlgorithm,
    "EdDSA": jwt.algorithms.OKPAlgorithm,
}


def published(*names, **more):
    """A JSON Web Key Set."""
    keys = []
    for name in names:
        key, algorithm = PRIVATE[name]
        member = MAKERS[algorithm].to_jwk(key.public_key(), as_dict=True)
        keys.append(member | {"kid": name} | more)
    return json.dumps({"keys": keys}).encode()


def token(name="rsa", *, head=None, algorithm=None, key=None, **changes):
    """A token; a claim that is ``None`` is left out."""
    now = int(time.time())
    claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": "app", "exp": now + 300, "iat": now}
    claims = {k: v for k, v in (claims | changes).items() if v is not None}
    private, usual = PRIVATE[name]
    return jwt.encode(
        claims, key or private, algorithm or usual, headers={"kid": name} if head is None else head
    )


class Clock:
    """Seconds that a test moves."""

    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture(name="issuer")
def _issuer():
    found = Issuer(Trust(issuer=ISSUER, audience=AUDIENCE), lambda: published(*PRIVATE))
    found.learn()
    return found


@pytest.mark.parametrize("name", PRIVATE)
def test_believed(issuer, name):
    """Tokens of all kinds of key pairs are believed, with their scopes."""
    row = issuer.find(token(name, scope="openid plugdex:predictions reliability"))

    assert row.name == "jwt:app"
    assert row.entitlements == ("predictions", "reliability")


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "https://other.example/"},
        {"aud": "other"},
        {"exp": 1_700_000_000},
        {"nbf": 4_000_000_000},
        {"iss": None},
        {"aud": None},
        {"exp": None},
        {"sub": None},
        {"head": {"kid": "unknown"}},
        {"head": {}},
        {"key": rsa.generate_private_key(public_exponent=65537, key_size=2048)},
    ],
)
def test_not_believed(issuer, changes):
    """Other issuers, audiences, times and keys, and what is missing."""
    assert issuer.find(token(**changes)) is None


def test_no_algorithm(issuer):
    """A token without a signature is none."""
    said = jwt.encode(
        {"iss": ISSUER, "aud": AUDIENCE, "sub": "app", "exp": int(time.time()) + 300},
        None,
        "none",
        headers={"kid": "rsa"},
    )

    assert issuer.find(said) is None


def test_confused_algorithm(issuer):
    """A public key is not taken for a shared secret."""
    public = RSA.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    told = {"iss": ISSUER, "aud": AUDIENCE, "sub": "app", "exp": int(time.time()) + 300}
    parts = [
        urlsafe_b64encode(json.dumps(each).encode()).rstrip(b"=")
        for each in ({"alg": "HS256", "kid": "rsa"}, told)
    ]
    forged = hmac.digest(public, b".".join(parts), "sha256")
    said = b".".join([*parts, urlsafe_b64encode(forged).rstrip(b"=")]).decode()

    assert issuer.find(said) is None


def test_shared_secrets_are_no_keys():
    """A set's shared secrets and keys for encryption are left out; so are broken ones."""
    secret = {"kty": "oct", "k": "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA", "kid": "s"}
    broken = {"kty": "RSA", "kid": "b"}
    sets = json.loads(published("rsa", use="enc"))["keys"]

    assert read_keys(json.dumps({"keys": [secret, broken, *sets]}).encode()) == {}


@pytest.mark.parametrize(
    "document", [b"", b"[]", b"{}", b'{"keys": 1}', b'{"keys": [1]}', b"[" * 9999]
)
def test_no_key_set(document):
    """What is no set of keys is told as that."""
    with pytest.raises(InvalidSetting, match="no JSON Web Key Set"):
        read_keys(document)


@pytest.mark.parametrize(("off", "is_believed"), [(-30, True), (-120, False)])
def test_leeway(issuer, off, is_believed):
    """Clocks may differ by a minute."""
    said = token(exp=int(time.time()) + off)

    assert (issuer.find(said) is not None) is is_believed


def test_known_token_ends(issuer):
    """A token that was believed once still ends, and costs no signature until then."""
    said = token(exp=int(time.time()) - 59)
    first = issuer.find(said)
    time.sleep(1.1)

    assert first is not None
    assert issuer.find(said) is None


def part(members):
    """A part of a token."""
    return urlsafe_b64encode(json.dumps(members).encode()).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "head", [{"alg": []}, {"alg": "RS256", "kid": []}, {"alg": "RS256", "kid": {}}, {}, [], None]
)
def test_odd_heads(issuer, head):
    """Whatever a head is, it is no reason to stumble."""
    assert issuer.find(f"{part(head)}.{part({})}.AAAA") is None


@pytest.mark.parametrize("text", ["", "a.b", "a.b.c", "..", "\xff.\xff.\xff", "a" * 9000 + ".b.c"])
def test_nonsense(issuer, text):
    """Nonsense is no token, and no reason to ask the provider."""
    assert issuer.find(text) is None
    assert not issuer.is_news(text)


@pytest.mark.parametrize(
    ("claims", "expected"),
    [
        ({"scope": "predictions truckRestrictions"}, ("predictions", "truckRestrictions")),
        ({"scp": ["plugdex:reliability", "x"]}, ("reliability",)),
        ({"scp": "x"}, ()),
        ({}, ()),
    ],
)
def test_entitlements(claims, expected):
    """Scopes are words in one text, or a list."""
    assert entitlements_of(claims) == expected


def test_rotation():
    """A new key is learned when a token names it, and an old one is forgotten."""
    clock, sets = Clock(), [published("rsa"), published("ec")]
    found = Issuer(Trust(issuer=ISSUER, audience=AUDIENCE), lambda: sets.pop(0), clock)
    found.learn()
    old, new = token("rsa"), token("ec")
    assert (found.find(old) is not None, found.find(new), found.is_news(new)) == (True, None, False)
    clock.now += READ_AT_MOST_EVERY
    assert found.is_news(new)
    found.learn()

    assert (found.find(old), found.find(new) is not None) == (None, True)


def test_keys_are_read_again():
    """Keys are read again from time to time, beside the requests."""
    clock, sets = Clock(), [published("rsa"), published("ec")]
    found = Issuer(Trust(issuer=ISSUER, audience=AUDIENCE), lambda: sets.pop(0), clock)
    found.learn()
    clock.now += READ_EVERY + 1
    old = token("rsa")
    deadline = time.monotonic() + 10
    while found.find(old) and time.monotonic() < deadline:
        time.sleep(0.01)

    assert found.find(old) is None


def test_provider_out_of_reach():
    """Keys that are known stay while the provider does not answer."""
    answers = [published("rsa")]

    def load():
        if not answers:
            raise FetchFailed("out of reach")
        return answers.pop()

    found = Issuer(Trust(issuer=ISSUER, audience=AUDIENCE), load)
    found.learn()
    found.learn()

    assert found.find(token("rsa"))


class Provider:
    """Serves a set of keys, and counts how often."""

    def __init__(self):
        outer = self
        self.document = published("rsa")
        self.asked = 0

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                outer.asked += 1
                self.send_response(200)
                self.send_header("content-length", str(len(outer.document)))
                self.end_headers()
                self.wfile.write(outer.document)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/jwks.json"


@pytest.fixture(name="provider")
def _provider():
    found = Provider()
    yield found
    found.server.shutdown()
    found.server.server_close()


def test_served(stock, provider, monkeypatch):
    """A server believes the tokens of its issuer beside its own keys, in each dialect."""
    monkeypatch.setenv("PLUGDEX_JWT_ISSUER", ISSUER)
    monkeypatch.setenv("PLUGDEX_JWT_AUDIENCE", AUDIENCE)
    monkeypatch.setenv("PLUGDEX_JWT_KEYS", provider.url)
    with serving(stock.path) as client:

        def ask(path, key):
            return client.get(path, headers={"Authorization": f"Bearer {key}"}).status_code

        paths = [f"/v3/locations/{stock.location}", "/v1/openapi", "/ev/connectortypes.json"]
        assert [ask(path, token()) for path in paths] == [200, 200, 200]
        assert ask(paths[0], stock.keys["plain"]) == 200
        assert [ask(paths[0], token(aud="other")), ask(paths[0], token("ec"))] == [401, 401]
        restricted = paths[0] + "?fields=predictions"
        assert ask(restricted, token()) == 403
        assert ask(restricted, token(scope="predictions")) == 200
        assert provider.asked == 1


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"jwt_audience": ""}, "all three"),
        ({"jwt_keys": "http://id.example/keys"}, "https"),
        ({"jwt_keys": "nowhere.json"}, "No such file"),
        ({"jwt_keys": os.devnull}, "no JSON Web Key Set"),
    ],
)
def test_wrong_settings(changes, what):
    """What is missing or wrong is told when the server starts."""
    chosen = {"jwt_issuer": ISSUER, "jwt_audience": AUDIENCE, "jwt_keys": "https://id.example/k"}

    with pytest.raises(InvalidSetting, match=what):
        wired(Settings(**(chosen | changes)))


def test_file(tmp_path):
    """The keys may be in a file."""
    file = tmp_path / "keys.json"
    file.write_bytes(published("ec"))
    found = wired(Settings(jwt_issuer=ISSUER, jwt_audience=AUDIENCE, jwt_keys=str(file)))
    found.learn()

    assert found.find(token("ec"))
