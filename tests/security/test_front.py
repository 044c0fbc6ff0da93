"""The door of the server: how often, how much, and what browsers are told."""

import json
import socket
import time

import pytest

from plugdex.api.front import LONGEST_QUERY, Front, Rules, network
from plugdex.api.ocpi.requests import LARGEST
from plugdex.cli.protocol import LARGEST_HEAD, Protocol
from plugdex.settings import Settings
from plugdex.wiring import build_app
from tests.api.servers import serving
from tests.security.inside import inside

SHAPES = {
    "/v3/health": {"error", "error_description", "status"},
    "/ev/connectortypes.json": {"error", "error_description"},
    "/v1/openapi": {"status", "title", "correlationId", "requestId", "cause", "action"},
    "/api/locations": {"type", "title", "status", "detail", "instance"},
    "/tiles/0/0/0.mvt": {"type", "title", "status", "detail", "instance"},
    "/ocpi/emsp/versions": {"status_code", "status_message", "timestamp"},
}


@pytest.fixture(scope="module", name="server")
def _server(stock):
    with serving(stock.path, "--open") as client:
        yield client


@pytest.fixture(scope="module", name="limited")
def _limited(stock):
    """A server that answers an address 5 times a day, behind a proxy on this machine."""
    patch = pytest.MonkeyPatch()
    patch.setenv("PLUGDEX_RATE_ADDRESS", "5/day")
    patch.setenv("PLUGDEX_PROXIES", "127.0.0.1")
    patch.setenv("PLUGDEX_CORS_ORIGINS", "https://one.example, https://two.example")
    patch.setenv("PLUGDEX_PUBLIC_URL", "https://plugdex.example")
    with serving(stock.path, "--open") as client:
        patch.undo()
        yield client


@pytest.mark.parametrize(("number", "path"), [*enumerate(SHAPES)])
def test_address_limit(limited, number, path):
    """An address that asks too often is told so in the words of what it asks."""
    headers = {"X-Forwarded-For": f"192.0.2.{number}"}
    for _ in range(5):
        assert limited.get(path, headers=headers).status_code != 429
    answer = limited.get(path, headers=headers)

    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
    assert set(answer.json()) == SHAPES[path]
    another = {"X-Forwarded-For": f"198.51.100.{number}"}
    assert limited.get(path, headers=another).status_code != 429


def test_untrusted_proxy(stock, monkeypatch):
    """Who is no proxy of ours cannot say to be another."""
    monkeypatch.setenv("PLUGDEX_RATE_ADDRESS", "5/day")
    with serving(stock.path, "--open") as client:
        headers = [{"X-Forwarded-For": f"192.0.2.{number}"} for number in range(6)]
        answers = [client.get("/v3/health", headers=each) for each in headers]

    assert answers[-1].status_code == 429


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("unix", "unix"),
    ],
)
def test_network(host, name):
    """Who has a network of IPv6 is one, not 2⁶⁴."""
    assert network(host) == name


@pytest.mark.parametrize("path", ["/", "/about", "/docs", "/health", "/v3/health", "/v3/nothing"])
def test_safe_headers(server, path):
    """Every answer tells browsers what they must not do; once each."""
    headers = server.get(path).headers

    assert headers.get_list("x-content-type-options") == ["nosniff"]
    assert headers.get_list("referrer-policy") == ["no-referrer"]
    assert headers.get_list("x-frame-options") == ["DENY"]
    assert "strict-transport-security" not in headers


def test_stay_with_https(limited):
    """A server that is reached by https tells browsers to stay there."""
    headers = {"X-Forwarded-For": "203.0.113.1"}

    assert "strict-transport-security" in limited.get("/health", headers=headers).headers


@pytest.mark.parametrize(
    "path", ["/v3/health", "/v1/openapi", "/api/locations", "/tiles/0/0/0.mvt"]
)
def test_any_origin(server, path):
    """Pages of all sites may read the read APIs, without credentials."""
    headers = server.get(path, headers={"Origin": "https://any.example"}).headers

    assert headers.get_list("access-control-allow-origin") == ["*"]
    assert "access-control-allow-credentials" not in headers


@pytest.mark.parametrize("path", ["/", "/ocpi/emsp/versions", "/about"])
def test_not_for_browsers(server, path):
    """All else is not for pages of other sites."""
    assert "access-control-allow-origin" not in server.get(path).headers


@pytest.mark.parametrize(
    ("origin", "allowed"), [("https://two.example", True), ("https://three.example", False)]
)
def test_listed_origins(limited, origin, allowed):
    """Only listed origins, where some are listed; caches keep the answers apart."""
    asked = {"Origin": origin, "X-Forwarded-For": "203.0.113.2"}
    headers = limited.get("/v3/health", headers=asked).headers

    assert headers.get("access-control-allow-origin") == (origin if allowed else None)
    assert headers["vary"] == "origin"


def test_preflight(server):
    """A browser that asks first may send a key and a body."""
    asked = {"Origin": "https://any.example", "Access-Control-Request-Method": "POST"}
    answer = server.options("/api/search", headers=asked)

    assert answer.status_code == 204
    assert "authorization" in answer.headers["access-control-allow-headers"]
    assert answer.headers["access-control-allow-origin"] == "*"


def test_long_query(server):
    """A query that is too long is refused in the words of the dialect."""
    answer = server.get("/v3/locations", params={"ids": "x" * LONGEST_QUERY})

    assert (answer.status_code, set(answer.json())) == (414, SHAPES["/v3/health"])


@pytest.mark.parametrize(
    "path", ["/ocpi/emsp/2.2.1/locations/NL/PDX/1", "/v1/browse", "/api/search"]
)
def test_large_body(server, path):
    """A body that says to be too large is not even taken in."""
    port = server.base_url.port
    with socket.create_connection(("127.0.0.1", port), 10) as line:
        head = f"PUT {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {LARGEST + 1}\r\n\r\n"
        line.sendall(head.encode())
        answer = line.recv(4096)

    assert answer.startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize("path", ["/api/search", "/v1/browse"])
def test_slow_body(stock, path):
    """A body that does not come is not waited for."""
    app = Front(
        build_app(Settings(store=f"sqlite:///{stock.path}", open=True)), Rules(body_seconds=0.3)
    )
    media = "Content-Type: application/x-www-form-urlencoded"
    with inside(app) as port, socket.create_connection(("127.0.0.1", port), 10) as line:
        head = f"POST {path}?at=1,1 HTTP/1.1\r\nHost: x\r\n{media}\r\nContent-Length: 9\r\n\r\n{{"
        line.sendall(head.encode())
        answer = b"".join(iter(lambda: line.recv(4096), b""))

    assert answer.startswith(b"HTTP/1.1 408 ")
    assert "within 0.3 seconds" in str(json.loads(answer.partition(b"\r\n\r\n")[2]))


@pytest.mark.parametrize("start", [b"", b"GET / HTTP/1.1\r\nHost: x\r\nX-A"])
def test_slow_head(stock, monkeypatch, start):
    """A connection that does not say what it wants is closed."""
    monkeypatch.setattr("plugdex.cli.protocol.HEAD_SECONDS", 0.3)
    app = build_app(Settings(store=f"sqlite:///{stock.path}", open=True))
    with inside(app, http=Protocol) as port:
        begin = time.monotonic()
        with socket.create_connection(("127.0.0.1", port), 10) as line:
            line.sendall(start)
            assert line.recv(4096) == b""

    assert time.monotonic() - begin < 5


def test_endless_head(server):
    """Headers that never end are refused before they fill the memory."""
    answer = b""
    with socket.create_connection(("127.0.0.1", server.base_url.port), 10) as line:
        line.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\n")
        try:
            for number in range(100):
                line.sendall(b"X-%d: %b\r\n" % (number, b"a" * (LARGEST_HEAD // 20)))
                time.sleep(0.005)
            answer = line.recv(4096)
        except OSError:
            return

    assert answer.startswith(b"HTTP/1.1 400 ") or answer == b""


def test_head_then_another(server):
    """Two requests of a connection, each in pieces, are both answered."""
    with socket.create_connection(("127.0.0.1", server.base_url.port), 10) as line:
        for _ in range(2):
            for piece in (b"GET /v3/health HT", b"TP/1.1\r\nHo", b"st: x\r\n\r\n"):
                line.sendall(piece)
                time.sleep(0.05)
            assert line.recv(4096).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("depth", [1_000, 100_000])
@pytest.mark.parametrize(("path", "start"), [("/api/search", b'{"route":'), ("/api/search", b"[")])
def test_depth(server, path, start, depth):
    """A body that nests too deep is a mistake of the client, not of ours."""
    answer = server.post(path, content=start + b"[" * depth + b"]" * depth + b"}")

    assert answer.status_code == 400


def test_not_utf8(server):
    """Bytes that are no text are a mistake of the client, too."""
    assert server.post("/api/search", content=b'{"at": "\xff"}').status_code == 400
