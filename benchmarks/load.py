"""A plain HTTP/1.1 client: one connection, one request at a time."""

import re
import socket
import time
from collections.abc import Sequence
from itertools import cycle, islice
from typing import Final, NamedTuple

from processes import cpu_seconds

LENGTH: Final = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
SECONDS: Final = 1.0
"""CPU time that a measurement should take: the system counts in steps of 10 ms."""


class Cost(NamedTuple):
    """What a request costs."""

    cpu: float
    wall: float


class Client:
    """A connection that is kept open."""

    def __init__(self, port: int, headers: str = "") -> None:
        self._port = port
        self._headers = headers
        self.connect()

    def connect(self) -> None:
        """Begin a connection; before each measurement, since servers close idle ones."""
        self._socket = socket.create_connection(("127.0.0.1", self._port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def request(self, target: str) -> bytes:
        """The bytes of a request."""
        return f"GET {target} HTTP/1.1\r\nHost: localhost\r\n{self._headers}\r\n".encode()

    def body(self, request: bytes) -> bytes:
        """Send a request and read its answer, which must be a 200."""
        self._socket.sendall(request)
        data = self._receive()
        while (head := data.find(b"\r\n\r\n")) < 0:
            data += self._receive()
        if not data.startswith(b"HTTP/1.1 200"):
            raise SystemExit(data.decode(errors="replace"))
        length = LENGTH.search(data, 0, head)
        assert length
        parts, missing = [data], head + 4 + int(length[1]) - len(data)
        while missing > 0:
            parts.append(self._receive())
            missing -= len(parts[-1])
        return b"".join(parts)[head + 4 :]

    def close(self) -> None:
        """Close the connection."""
        self._socket.close()

    def _receive(self) -> bytes:
        data = self._socket.recv(1 << 20)
        if not data:
            raise SystemExit("the server closed the connection")
        return data


def measure(pid: int, client: Client, targets: Sequence[str], seconds: float = SECONDS) -> Cost:
    """CPU and wall seconds per request of a server, over all targets in turn."""
    client.connect()
    requests = [client.request(target) for target in targets]
    number = len(requests)
    while True:
        cpu, wall = cpu_seconds(pid), time.perf_counter()
        for request in islice(cycle(requests), number):
            client.body(request)
        cpu, wall = cpu_seconds(pid) - cpu, time.perf_counter() - wall
        if cpu >= seconds / 2:
            return Cost(cpu / number, wall / number)
        number = int(number * seconds / max(cpu, 0.02)) + 1
