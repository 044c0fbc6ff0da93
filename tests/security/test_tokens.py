"""``/oauth2/token``: tokens for the credentials of a client."""

import time
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugdex.directory.keys import create_key, new_client_id
from plugdex.directory.rates import read_rates
from plugdex.directory.signatures import (
    WINDOW,
    BadSignature,
    base_string,
    escaped,
    read_signed,
    sign,
    use_once,
)
from plugdex.directory.tokens import (
    client_secret,
    issue_token,
    need_token_secret,
    read_token,
    token_secret,
)
from plugdex.stores.memory import MemoryStore
from plugdex.stores.sqlite import open_sqlite
from tests.api.servers import serving

GRANT = {"grant_type": "client_credentials"}
SECRET = b"s" * 32


@pytest.fixture(scope="module", name="clients")
def _clients(stock):
    """Ids and secrets by name."""
    store = open_sqlite(stock.path)
    now = datetime.now(UTC)
    secret = need_token_secret(store)
    found = {}
    for name, options in {
        "app": {"entitlements": ["predictions"]},
        "rated": {"rates": read_rates("2/day")},
        "ending": {"expires": now + timedelta(seconds=600)},
        "gone": {},
    }.items():
        client = new_client_id()
        entitlements = options.pop("entitlements", [])
        create_key(store, f"client {name}", entitlements, now, client=client, **options)
        found[name] = (client, client_secret(secret, client))
    store.revoke_key("client gone")
    store.close()
    return found


@pytest.fixture(scope="module", name="server")
def _server(stock, clients):
    with serving(stock.path) as client:
        yield client


@pytest.fixture(name="ask")
def _ask(server):
    """Ask for a token."""

    def post(data=GRANT, path="/oauth2/token", **options):
        return server.post(path, data=data, **options)

    return post


def signed(server, client, secret, form=GRANT, **changes):
    """The Authorization header of a signed request."""
    said = {
        "oauth_consumer_key": client,
        "oauth_nonce": str(time.time_ns()),
        "oauth_signature_method": "HMAC-SHA256",
        "oauth_timestamp": str(int(time.time())),
        "oauth_version": "1.0",
    } | changes
    url = f"{str(server.base_url).rstrip('/')}/oauth2/token"
    base = base_string("POST", url, [*said.items(), *form.items()])
    said["oauth_signature"] = sign(base, secret).decode()
    pairs = ", ".join(f'{name}="{quote(value, safe="~")}"' for name, value in said.items())
    return {"Authorization": f"OAuth {pairs}"}


def use(server, stock, token):
    """Ask with a token."""
    headers = {"Authorization": f"Bearer {token}"}
    return server.get(f"/v3/locations/{stock.location}", headers=headers)


def test_secret_in_form(server, stock, ask, clients):
    """The secret may stand in the form; the token opens what the key opens."""
    client, secret = clients["app"]
    answer = ask(GRANT | {"client_id": client, "client_secret": secret})
    body = answer.json()

    assert answer.headers["cache-control"] == "no-store"
    assert (body["token_type"], body["expires_in"]) == ("bearer", 3600)
    assert use(server, stock, body["access_token"]).status_code == 200


def test_secret_in_header(server, stock, ask, clients):
    """The secret may stand in the header."""
    answer = ask(auth=clients["app"])

    assert use(server, stock, answer.json()["access_token"]).status_code == 200


def test_json_body(server, clients):
    """The body may be JSON, in the words of HERE's own clients."""
    client, secret = clients["app"]
    body = {"grantType": "client_credentials", "clientId": client, "clientSecret": secret}

    assert server.post("/oauth2/token", json=body).status_code == 200


def test_signed(server, stock, ask, clients):
    """A request may be signed, as HERE wants it."""
    answer = ask(headers=signed(server, *clients["app"]))

    assert use(server, stock, answer.json()["access_token"]).status_code == 200


def test_replay(server, ask, clients):
    """A signed request holds once."""
    headers = signed(server, *clients["app"])
    answers = [ask(headers=headers) for _ in range(2)]

    assert [each.status_code for each in answers] == [200, 401]
    assert "used before" in answers[1].json()["error_description"]


@pytest.mark.parametrize("off", [-WINDOW - 60, WINDOW + 60])
def test_old_signature(server, ask, clients, off):
    """A signed request holds for some minutes."""
    when = str(int(time.time()) + off)
    answer = ask(headers=signed(server, *clients["app"], oauth_timestamp=when))

    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    assert "timestamp" in answer.json()["error_description"]


@pytest.mark.parametrize(
    "changes",
    [
        {"oauth_signature_method": "HMAC-SHA1"},
        {"oauth_signature_method": "PLAINTEXT"},
        {"oauth_nonce": ""},
        {"oauth_timestamp": "now"},
    ],
)
def test_bad_parameters(server, ask, clients, changes):
    """Other methods, and parameters that are missing or broken, are refused."""
    assert ask(headers=signed(server, *clients["app"], **changes)).status_code == 401


def test_other_form(server, ask, clients):
    """What is signed is the form, too."""
    headers = signed(server, *clients["app"], form=GRANT | {"scope": "x"})

    assert ask(headers=headers).status_code == 401


@pytest.mark.parametrize("name", ["gone", "unknown"])
def test_unknown_clients(server, ask, clients, name):
    """A client that is revoked, or that never was, gets nothing in any way."""
    client, secret = clients.get(name, ("unknown", "secret"))

    assert ask(auth=(client, secret)).status_code == 401
    assert ask(GRANT | {"client_id": client, "client_secret": secret}).status_code == 401
    assert ask(headers=signed(server, client, secret)).status_code == 401


@pytest.mark.parametrize("secret", ["", "wrong", "\xff"])
def test_wrong_secret(ask, clients, secret):
    """A wrong secret is refused."""
    form = GRANT | {"client_id": clients["app"][0], "client_secret": secret}

    assert (ask(form).status_code, ask(form).json()["error"]) == (401, "invalid_client")


@pytest.mark.parametrize("header", ["Basic !", "Basic /w==", "OAuth", "OAuth x", "Bearer x", ""])
def test_broken_headers(ask, header):
    """Whatever the header is, the answer is a refusal."""
    assert ask(headers={"Authorization": header}).status_code == 401


@pytest.mark.parametrize(
    ("data", "status", "error"),
    [
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({}, 400, "unsupported_grant_type"),
        ({"grant_type": "x" * 20_000}, 413, "invalid_request"),
    ],
)
def test_other_grants(ask, data, status, error):
    """There is one grant, and no reason for a large body."""
    answer = ask(data)

    assert (answer.status_code, answer.json()["error"]) == (status, error)


@pytest.mark.parametrize("body", [b"[", b"[]", b"\xff", b"[" * 5000])
def test_broken_json(server, body):
    """A broken body is a mistake of the client."""
    answer = server.post(
        "/oauth2/token", content=body, headers={"content-type": "application/json"}
    )

    assert answer.status_code == 400


def test_key_of_client_is_no_key(server, stock, clients):
    """Neither id nor secret of a client can be sent as a key."""
    assert [use(server, stock, each).status_code for each in clients["app"]] == [401, 401]


def test_token_of_ending_key(ask, clients):
    """A token does not outlive its key."""
    assert 500 < ask(auth=clients["ending"]).json()["expires_in"] <= 600


def test_rates_of_client(server, stock, ask, clients):
    """All tokens of a client share its quota."""
    tokens = [ask(auth=clients["rated"]).json()["access_token"] for _ in range(3)]
    found = [use(server, stock, token).status_code for token in tokens]

    assert found == [200, 200, 429]


@given(st.text(max_size=40), st.text(max_size=20), st.floats(0, 2e9))
def test_forged_tokens(said, signature, now):
    """Nothing that we did not sign is a token, and nothing raises."""
    assert read_token(SECRET, f"pdt_{said}.{signature}", now) is None


@given(st.integers(0, 2**31), st.integers(-100, 100))
def test_token_ends(expires, off):
    """A token holds until its moment, for whom it was made, under the secret that made it."""
    token = issue_token(SECRET, "client", expires)
    expected = "client" if off < 0 else None

    assert read_token(SECRET, token, expires + off) == expected
    assert read_token(b"other", token, expires + off) is None


def test_secret_is_made_once():
    """All processes sign with the same secret."""
    store = MemoryStore()
    first = token_secret(store.reads())

    assert first is None
    assert need_token_secret(store) == need_token_secret(store) == token_secret(store.reads())


def test_old_nonces_are_forgotten():
    """What is too old to be used again is not kept."""
    store = MemoryStore()
    for moment in (1_000_000, 1_000_100, 1_001_000):
        header = (
            f'OAuth oauth_consumer_key="c", oauth_nonce="n", oauth_timestamp="{moment}", '
            'oauth_signature_method="HMAC-SHA256", oauth_signature="x"'
        )
        use_once(store, read_signed(header), moment)

    assert len(store.reads().registered("nonce")) == 1
    with pytest.raises(BadSignature, match="used before"):
        use_once(store, read_signed(header), moment)


def test_base_string_of_the_standard():
    """The example of RFC 5849 §3.4.1.1."""
    parameters = [
        ("b5", "=%3D"),
        ("a3", "a"),
        ("c@", ""),
        ("a2", "r b"),
        ("oauth_consumer_key", "9djdj82h48djs9d2"),
        ("oauth_token", "kkk9d7dh3k39sjv7"),
        ("oauth_signature_method", "HMAC-SHA1"),
        ("oauth_timestamp", "137131201"),
        ("oauth_nonce", "7d8f3e4a"),
        ("c2", ""),
        ("a3", "2 q"),
    ]

    assert base_string("post", "http://EXAMPLE.COM:80/request?b5=x", parameters) == (
        "POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%"
        "25253D%26c%2540%3D%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4"
        "a%26oauth_signature_method%3DHMAC-SHA1%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d"
        "7dh3k39sjv7"
    )


def test_escaping():
    """Only what RFC 3986 leaves as it is, stays."""
    assert escaped("aZ09-._~ /é") == "aZ09-._~%20%2F%C3%A9"
