"""Clients that hang up in the middle of a request, or of an answer."""

import json
import socket
import struct
import time
from pathlib import Path

from tests.crash.looking import public_id
from tests.crash.pushing import BASE, TOKEN, Comparison, Place, location, peer_client
from tests.crash.server import Server, serving
from tests.faults.load import Load, settle
from tests.faults.row import Row

HALF = Place("HALF")
"""What only half of ever arrives."""
WHOLE = "WHOLE-{}"
AT_ONCE = struct.pack("ii", 1, 0)
"""Linger: closing sends a reset instead of an end."""


def hang_up(row: Row, folder: Path, times: int) -> None:
    """Half a PUT, a PUT whose answer nobody reads, and half an answer; beside good peers."""
    with serving(f"sqlite:///{folder}/plugdex.db") as server:
        load = Load(server)
        for number in range(times):
            body = json.dumps(location(HALF.name, 1, "AVAILABLE")).encode()
            send(server, put(HALF.name, body)[: -len(body) // 2], is_reset=number % 2 == 0)
            name = WHOLE.format(number)
            body = json.dumps(location(name, 1, "AVAILABLE")).encode()
            send(server, put(name, body), is_reset=number % 2 == 0)
            send(server, question(load), is_reset=number % 2 == 0, read=100)
        time.sleep(1)
        with peer_client(server.url) as client:
            half = client.get(f"{BASE}/{HALF.name}").status_code
            found, stored = Comparison(), 0
            for number in range(times):
                place = Place(WHOLE.format(number), underway=(1, "AVAILABLE"))
                found.places(client, [place])
                stored += place.acknowledged is not None
        row.saw(f"{times} times each: of half a PUT nothing is stored")
        row.saw(f"of PUTs without a reader {stored} are stored as a whole, the others not at all")
        row.must(half == 404, f"half a PUT is answered with {half}")
        row.must(not (found.lost or found.broken), f"{found}")
        row.must("Traceback" not in server.said, f"the log: {server.said[-2000:]}")
        settle(row, load)


def send(server: Server, data: bytes, *, is_reset: bool, read: int = 0) -> None:
    """Send, read so much, and hang up."""
    with socket.create_connection(("127.0.0.1", server.port)) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.sendall(data)
        if read:
            connection.recv(read)
        if is_reset:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, AT_ONCE)


def put(name: str, body: bytes) -> bytes:
    """A push, whole."""
    return (
        f"PUT {BASE}/{name} HTTP/1.1\r\nHost: plugdex\r\nAuthorization: Token {TOKEN}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    ).encode() + body


def question(load: Load) -> bytes:
    """A look-up of all that the peers have."""
    names = [place.name for peer in load.peers for place in peer.places]
    ids = ",".join(map(public_id, names))
    return f"GET /v3/locations?ids={ids} HTTP/1.1\r\nHost: plugdex\r\n\r\n".encode()
