"""Feeds that answer with garbage beside a good one."""

import gzip
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.crash.looking import public_id
from tests.crash.pushing import OWNER, location
from tests.crash.server import Server
from tests.faults.row import Row

Send = Callable[[BaseHTTPRequestHandler], None]
PLACES = 50
MORE = 60
"""Locations of the good feed after the others went bad."""
HTML = b"<!DOCTYPE html><html><body>Please sign in</body></html>"
MEGABYTE = b" " * 2**20
LONGEST_SECONDS = 120.0


def garbage(row: Row, folder: Path, times: int) -> None:
    """All feeds are good; then all but one answer with garbage; then all are good again."""
    kinds = {**GARBAGE, **(LARGE_GARBAGE if times > 1 else {})}
    server = Server(f"sqlite:///{folder}/plugdex.db")
    with sender() as feeds:
        try:
            for name in ("good", *kinds):
                url = f"{feeds.url}/{name}"
                added = server.run("feed", "add", "ocpi", url, "--name", name, "--party", OWNER)
                assert added.returncode == 0, added.stderr
            first = server.run("feed", "sync")
            row.must(first.returncode == 0, f"good feeds: {first.stderr}")
            feeds.bad = kinds
            began = time.monotonic()
            second = server.run("feed", "sync", "--full", timeout=LONGEST_SECONDS * 2)
            took = time.monotonic() - began
            row.saw(f"{len(kinds)} of {len(kinds) + 1} feeds bad, all asked in {took:.0f} s")
            row.must(took < LONGEST_SECONDS, f"it took {took:.0f} s")
            row.must(second.returncode == 1, f"feed sync ended with {second.returncode}")
            row.must("Traceback" not in second.stderr, second.stderr[-2000:])
            for name in kinds:
                said = reason(second.stderr, name) or noted(second.stdout, name)
                row.must(bool(said), f"nothing is said of {name}")
                row.saw(f"{name}: “{said}”")
            server.start()
            row.must(has(server, "good", MORE), "the good feed was not read to its end")
            kept = [name for name in kinds if has(server, name, PLACES)]
            row.must(len(kept) == len(kinds), f"what was known is gone: {set(kinds) - set(kept)}")
            row.saw("the good feed is up to date, and of the others what was known is served")
            feeds.bad = {}
            third = server.run("feed", "sync", "--full")
            row.must(third.returncode == 0, f"good again: {third.stderr}")
            row.saw("good again: all are read")
        finally:
            server.kill()
            server.forget()


def reason(said: str, name: str) -> str:
    """What is said of a feed."""
    line = next((each for each in said.splitlines() if f"feed {name}: " in each), "")
    return line.partition(f"feed {name}: ")[2].replace("|", "/")


def noted(shown: str, name: str) -> str:
    """The issue that a feed has that could be read in part."""
    code = NOTED.get(name, "")
    return f"issue {code}" if code and code in shown else ""


def has(server: Server, feed: str, count: int) -> bool:
    """Whether all locations of a feed are answered."""
    ids = [public_id(f"{feed}-{number}", source=feed) for number in range(count)]
    with server.client() as client:
        answer = client.get("/v3/locations", params={"ids": ",".join(ids)})
    return answer.status_code == 200 and len(answer.json()["items"]) == count


def good(name: str, count: int) -> bytes:
    """A list of OCPI."""
    places = [location(f"{name}-{number}", number, "AVAILABLE") for number in range(count)]
    return json.dumps({"data": places, "status_code": 1000}).encode()


def whole(body: bytes, status: int = 200, sent: int | None = None, **headers: str) -> Send:
    """Send an answer."""

    def send(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body[:sent])

    return send


def hang_up(handler: BaseHTTPRequestHandler) -> None:
    """Half of what was promised."""
    body = good("hang-up", PLACES)
    whole(body, sent=len(body) // 2)(handler)
    handler.close_connection = True


def endless(handler: BaseHTTPRequestHandler) -> None:
    """A body without an end."""
    handler.send_response(200)
    handler.end_headers()
    with suppress(OSError):
        while True:
            handler.wfile.write(MEGABYTE)


PACKED = gzip.compress(good("gzip", PLACES))
GARBAGE: dict[str, Send] = {
    "html": whole(HTML, Content_Type="text/html"),
    "gzip": whole(PACKED[: len(PACKED) // 2]),
    "cut": whole(good("cut", PLACES)[:-200]),
    "other": whole(b'{"hello": "world"}'),
    "error": whole(b'{"status_code": 3000, "status_message": "no"}'),
    "nothing": whole(b""),
    "none": whole(good("none", 0)),
    "status-500": whole(b"oops", 500),
    "hang-up": hang_up,
}
NOTED = {"cut": "source_truncated", "none": "removal_withheld"}
LARGE_GARBAGE: dict[str, Send] = {"endless": endless}


class Sender:
    """What the feeds send."""

    def __init__(self) -> None:
        self.url = ""
        self.bad: dict[str, Send] = {}

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """Garbage where the feed is bad; else its list."""
        name = handler.path.partition("?")[0].strip("/")
        count = MORE if name == "good" and self.bad else PLACES
        self.bad.get(name, whole(good(name, count)))(handler)


@contextmanager
def sender() -> Iterator[Sender]:
    """The feeds, on a port of their own."""
    feeds = Sender()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            feeds.answer(self)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    feeds.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield feeds
    finally:
        server.shutdown()
        server.server_close()
