"""What is asked is what was checked."""

import datetime
import http.server
import socket
import ssl
import threading

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from plugdex.clients.feeds import FeedPages
from plugdex.clients.guard import Guard, is_private
from plugdex.clients.http import Http, Request, Retry
from plugdex.clients.ocpi import Auth, OcpiClient
from plugdex.directory.feeds import Feed, FeedList
from plugdex.directory.pages import FetchFailed

HOST = "peer.test"
PUBLIC = "93.184.215.14"
ONCE = Retry(attempts=1)


class Peer:
    """A server on this machine that counts who asked for which host."""

    def __init__(self, wrap=None):
        asked = self.asked = []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                asked.append(self.headers["host"])
                if self.path.startswith("/to/"):
                    self.send_response(302)
                    self.send_header("location", f"http://{self.path.removeprefix('/to/')}")
                    self.send_header("content-length", "0")
                    self.end_headers()
                    return
                self.send_response(200)
                self.send_header("content-length", "2")
                self.end_headers()
                self.wfile.write(b"[]")

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        if wrap:
            self.server.socket = wrap(self.server.socket)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture(name="peer")
def _peer():
    found = Peer()
    yield found
    found.close()


@pytest.fixture(name="http")
def _http(monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    found = Http(Guard(), ONCE, lambda _: None)
    yield found
    found.close()


@pytest.fixture(name="names")
def _names(monkeypatch):
    """What names mean, the first time and later."""
    meant = {}
    real = socket.getaddrinfo

    def look_up(host, *rest, **named):
        answers = meant.get(host)
        if answers is None:
            return real(host, *rest, **named)
        address = answers.pop(0) if len(answers) > 1 else answers[0]
        return real(address, *rest, **named)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return meant


def test_rebinding(http, peer, names):
    """A name that is public when it is checked and ours when it is asked, is not asked."""
    names[HOST] = [PUBLIC, "127.0.0.1"]
    url = f"http://{HOST}:{peer.port}/versions"

    with pytest.raises(FetchFailed, match="PLUGDEX_ALLOW_PRIVATE"):
        OcpiClient(http).call("GET", url, Auth(token="t", form="plain"))
    assert peer.asked == []


def test_chosen_host(http, peer):
    """The operator's own address may be a private one."""
    url = f"http://127.0.0.1:{peer.port}/x"
    data = OcpiClient(http).call("GET", url, Auth(token="t", form="plain"), given=url)

    assert data == []


def test_peer_feed(http, peer):
    """The endpoints of a peer are its own words, also when its feed is pulled."""
    url = f"http://127.0.0.1:{peer.port}/x"
    feed = Feed(name="f", source="f", lists=(FeedList(url=url),))

    FeedPages(http, feed, None).fetch(url).body.close()
    with pytest.raises(FetchFailed, match="private or loopback"):
        FeedPages(http, Feed(name="f", source="f", peer="NL/TNM"), None).fetch(url)
    assert len(peer.asked) == 1


@pytest.mark.parametrize("target", ["localhost", HOST])
def test_redirected_file(http, peer, names, target):
    """A file that is redirected to a host of ours is not fetched from there."""
    names[HOST] = [PUBLIC, "127.0.0.1"]
    url = f"http://127.0.0.1:{peer.port}/to/{target}:{peer.port}/x"

    with pytest.raises(FetchFailed, match="private or loopback"):
        http.send(Request(url=url, is_file=True, is_chosen=True))
    assert len(peer.asked) == 1


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "::1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:7f00:1::",
        "fd00::1",
        "224.0.0.1",
        "0.0.0.0",  # noqa: S104 (only looked at)
    ],
)
def test_ours(host):
    """Addresses of ours are known in all the ways in which they can be written."""
    assert is_private(host)


@pytest.mark.parametrize("host", [PUBLIC, "2606:4700::1111", "64:ff9b::5db8:d70e"])
def test_not_ours(host):
    """All others are public."""
    assert not is_private(host)


@pytest.fixture(name="certified")
def _certified(tmp_path, monkeypatch):
    """A server with a certificate for ``HOST``, which this process trusts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(HOST)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "own.pem"
    plain = serialization.NoEncryption()
    pem = serialization.Encoding.PEM
    text = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain)
    file.write_bytes(text + certificate.public_bytes(pem))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    found = Peer(lambda line: context.wrap_socket(line, server_side=True))
    yield found
    found.close()


def test_name_is_kept(certified, names, monkeypatch):
    """Host header and certificate are those of the name, not of the address."""
    monkeypatch.setattr("plugdex.clients.pinned.is_ours", lambda _: False)
    names[HOST] = [PUBLIC, "127.0.0.1"]
    names["other.test"] = [PUBLIC, "127.0.0.1"]
    http = Http(Guard(), ONCE, lambda _: None)
    asked = f"https://{HOST}:{certified.port}/x"
    token = Auth(token="t", form="plain")

    assert OcpiClient(http).call("GET", asked, token) == []
    assert certified.asked == [f"{HOST}:{certified.port}"]
    with pytest.raises(FetchFailed, match=r"(?i)certificate"):
        OcpiClient(http).call("GET", asked.replace(HOST, "other.test"), token)
    http.close()
