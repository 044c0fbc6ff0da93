"""A peer to pull from: a real HTTP server whose bad habits can be switched on."""

import base64
import gzip
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

Reply = tuple[int, dict[str, str], bytes]


@dataclass
class Asked:
    """A request that came."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def offset(self) -> int:
        """Where the page begins."""
        return int(self.query.get("offset", 0))


@dataclass
class Peer:
    """What the peer has, and how it behaves."""

    locations: list[dict[str, Any]] = field(default_factory=list)
    tariffs: list[dict[str, Any]] = field(default_factory=list)
    token: str = ""
    """Empty: anybody may ask."""
    forms: tuple[str, ...] = ("plain", "base64")
    refusal: tuple[int, int] = (401, 0)
    """HTTP and OCPI status for a bad token."""
    version: str = "2.2.1"
    limit: int = 10
    """Most objects in a page."""
    link: Callable[[Asked, int, int, int], str | None] | None = None
    """Makes the ``Link`` header of (request, offset, limit, total); ``None`` leaves it out."""
    total: Callable[[int], int | None] = lambda found: found
    ignores: frozenset[str] = frozenset()
    """Parameters without effect."""
    refuses: frozenset[str] = frozenset()
    """Parameters that are answered with 400."""
    before: Callable[["Peer", Asked], Reply | None] | None = None
    """Called for every list request; may change the objects, or answer itself."""
    body: Callable[[list[dict[str, Any]]], bytes] | None = None
    """Writes a page."""
    files: dict[str, Reply] = field(default_factory=dict)
    """Answers by path."""
    endpoints: Callable[["Peer"], list[dict[str, Any]]] | None = None
    credentials: Callable[["Peer", Asked], Reply] | None = None
    date: bool = True
    asked: list[Asked] = field(default_factory=list)
    url: str = ""

    def pages(self, path: str = "/locations") -> list[Asked]:
        """The list requests that came."""
        return [each for each in self.asked if each.path.rstrip("/") == path]

    def answer(self, asked: Asked) -> Reply:
        """Answer a request."""
        self.asked.append(asked)
        path = asked.path.rstrip("/")
        if path in self.files:
            return self._file(asked, *self.files[path])
        if not self._knows(asked.headers.get("authorization", "")):
            status, code = self.refusal
            return status, {}, envelope(None, code or 2001)
        if path == "/versions":
            found = [{"version": self.version, "url": f"{self.url}/{self.version}"}]
            return 200, {}, envelope(found)
        if path == f"/{self.version}":
            made = self.endpoints(self) if self.endpoints else self._endpoints()
            return 200, {}, envelope({"version": self.version, "endpoints": made})
        if path == "/credentials" and self.credentials:
            return self.credentials(self, asked)
        if path in ("/locations", "/tariffs"):
            return self._list(asked, path)
        return 404, {}, envelope(None, 2000)

    def _file(self, asked: Asked, status: int, headers: dict[str, str], data: bytes) -> Reply:
        etag = headers.get("ETag")
        if etag and asked.headers.get("if-none-match") == etag:
            return 304, {"ETag": etag}, b""
        return status, headers, data

    def _knows(self, header: str) -> bool:
        if not self.token:
            return True
        encoded = base64.b64encode(self.token.encode()).decode()
        valid = {"plain": f"Token {self.token}", "base64": f"Token {encoded}"}
        return header in {valid[form] for form in self.forms}

    def _endpoints(self) -> list[dict[str, Any]]:
        return [
            {"identifier": name, "role": "SENDER", "url": f"{self.url}/{name}"}
            for name in ("credentials", "locations", "tariffs")
        ]

    def _list(self, asked: Asked, path: str) -> Reply:
        reply = self.before(self, asked) if self.before else None
        if reply is not None:
            return reply
        if self.refuses & asked.query.keys():
            return 400, {}, envelope(None, 2001)
        query = {name: each for name, each in asked.query.items() if name not in self.ignores}
        objects = self.locations if path == "/locations" else self.tariffs
        since = query.get("date_from")
        if since:
            objects = [each for each in objects if each["last_updated"] >= since]
        offset = int(query.get("offset", 0))
        limit = min(int(query.get("limit", self.limit)), self.limit)
        page = objects[offset : offset + limit]
        headers = {"X-Limit": str(limit)}
        total = self.total(len(objects))
        if total is not None:
            headers["X-Total-Count"] = str(total)
        link = (self.link or next_link)(asked, offset, limit, len(objects))
        if link is not None:
            headers["Link"] = link.replace("{base}", self.url)
        return 200, headers, self.body(page) if self.body else envelope(page)


def next_link(asked: Asked, offset: int, limit: int, total: int) -> str | None:
    """The header as the specification wants it."""
    if offset + limit >= total:
        return None
    query = asked.query | {"offset": str(offset + limit), "limit": str(limit)}
    return f'<{{base}}{asked.path}?{urlencode(query)}>; rel="next"'


def no_link(*_: object) -> None:
    """No header at all."""


def envelope(data: Any, code: int = 1000, **members: Any) -> bytes:
    """An answer as OCPI wants it."""
    stamp = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    found = {"status_code": code, "status_message": "as asked", "timestamp": stamp, **members}
    if data is not None:
        found = {"data": data} | found
    return json.dumps(found).encode()


def packed(data: bytes) -> bytes:
    """The same, as gzip."""
    return gzip.compress(data)


@contextmanager
def running(peer: Peer, port: int = 0) -> Iterator[Peer]:
    """Serve the peer, on a port that is free unless told."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _go(self) -> None:
            parts = urlsplit(self.path)
            size = int(self.headers.get("content-length") or 0)
            asked = Asked(
                method=self.command,
                path=parts.path,
                query={name: value[-1] for name, value in parse_qs(parts.query).items()},
                headers={name.lower(): value for name, value in self.headers.items()},
                body=self.rfile.read(size),
            )
            status, headers, body = peer.answer(asked)
            self.send_response_only(status)
            if peer.date:
                self.send_header("Date", self.date_time_string())
            for name, value in headers.items():
                self.send_header(name, value)
            if status != 304:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = do_PUT = do_DELETE = _go  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_: object) -> None:
            """Clients that leave are no error."""

    server = Server(("127.0.0.1", port), Handler)
    peer.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield peer
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
