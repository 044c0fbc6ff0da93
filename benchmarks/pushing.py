"""Pushes from many connections at once: a process of its own, with as little Python as can be."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from selectors import EVENT_READ, DefaultSelector
from typing import Final, NamedTuple

CONNECTIONS: Final = 16
RETRY: Final = 0.05
ACCEPTED: Final = (b"HTTP/1.1 200", b"HTTP/1.1 201")
MARK: Final = b'"status_code":1000'


class Rate(NamedTuple):
    """What pushes of one kind came to."""

    number: int
    seconds: float
    p50: float
    p99: float
    """Milliseconds."""

    @property
    def per_second(self) -> float:
        """Pushes a second."""
        return self.number / self.seconds


def request(method: str, target: str, token: str, body: bytes) -> bytes:
    """The bytes of a push."""
    head = (
        f"{method} {target} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Token {token}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def push_all(port: int, file: Path, connections: int = CONNECTIONS) -> Rate:
    """Send the requests of a file in a process of its own."""
    command = [sys.executable, str(Path(__file__)), str(port), str(file), str(connections)]
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    return Rate(*json.loads(output))


def write(file: Path, requests: Sequence[bytes]) -> Path:
    """Store requests for ``push_all``."""
    with file.open("wb") as stream:
        for each in requests:
            stream.write(len(each).to_bytes(4) + each)
    return file


def read(file: Path) -> Iterator[bytes]:
    """The requests of a file."""
    data = file.read_bytes()
    place = 0
    while place < len(data):
        length = int.from_bytes(data[place : place + 4])
        yield data[place + 4 : place + 4 + length]
        place += 4 + length


def run(port: int, requests: Sequence[bytes], connections: int) -> Rate:
    """Keep so many connections busy until all requests are answered."""
    pending = iter(requests)
    took: list[float] = []
    began = time.perf_counter()
    with DefaultSelector() as selector:
        for _ in range(min(connections, len(requests))):
            each = socket.create_connection(("127.0.0.1", port))
            each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            each.sendall(next(pending))
            selector.register(each, EVENT_READ, time.perf_counter())
        while selector.get_map():
            for key, _ in selector.select():
                connection = key.fileobj
                assert isinstance(connection, socket.socket)
                answer = connection.recv(65536)
                while answer and not answer.endswith(b"}"):
                    answer += connection.recv(65536)
                if not answer.startswith(ACCEPTED) or MARK not in answer:
                    sys.exit(f"refused: {answer.decode(errors='replace')}")
                now = time.perf_counter()
                took.append(now - key.data)
                following = next(pending, None)
                if following is None:
                    selector.unregister(connection)
                    connection.close()
                else:
                    connection.sendall(following)
                    selector.modify(connection, EVENT_READ, time.perf_counter())
    seconds = time.perf_counter() - began
    took.sort()
    p50, p99 = took[len(took) // 2], took[len(took) * 99 // 100]
    return Rate(len(took), seconds, p50 * 1000, p99 * 1000)


if __name__ == "__main__":
    port, file, connections = sys.argv[1:]
    print(json.dumps(run(int(port), list(read(Path(file))), int(connections))))
