"""Requests over connections that are kept open: a process of its own, with little Python in it."""

import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path
from selectors import EVENT_READ, DefaultSelector
from typing import NamedTuple

LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
CHUNKED = re.compile(rb"transfer-encoding: chunked", re.IGNORECASE)


class Asked(NamedTuple):
    """What so many requests came to."""

    number: int
    seconds: float
    size: float
    """Bytes of a body, in the mean."""
    p50: float
    p99: float
    """Milliseconds."""


def ask(port: int, targets: Path, number: int, connections: int) -> Asked:
    """Ask for the targets of a file in turn, in a process of its own."""
    command = [sys.executable, __file__, *map(str, (port, targets, number, connections))]
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    return Asked(*json.loads(output))


def body(data: bytes) -> int | None:
    """Bytes of a body that is whole, and nothing before that."""
    head = data.find(b"\r\n\r\n")
    if head < 0:
        return None
    if not data.startswith(b"HTTP/1.1 200"):
        sys.exit(data.decode(errors="replace"))
    length = LENGTH.search(data, 0, head)
    if length:
        there = len(data) - head - 4
        return there if there == int(length[1]) else None
    if not CHUNKED.search(data, 0, head):
        sys.exit(f"neither a length nor chunks: {data[:head]!r}")
    return len(data) - head - 4 if data.endswith(b"\r\n0\r\n\r\n") else None


def run(port: int, requests: Sequence[bytes], number: int, connections: int) -> Asked:
    """Keep so many connections busy until all is answered."""
    pending = islice(cycle(requests), number)
    took: list[float] = []
    total = 0
    began = time.perf_counter()
    with DefaultSelector() as selector:
        for request in islice(pending, connections):
            each = socket.create_connection(("127.0.0.1", port))
            each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            each.sendall(request)
            selector.register(each, EVENT_READ, (time.perf_counter(), bytearray()))
        while selector.get_map():
            for key, _ in selector.select():
                connection = key.fileobj
                assert isinstance(connection, socket.socket)
                sent, data = key.data
                got = connection.recv(1 << 20)
                if not got:
                    sys.exit("the server closed the connection")
                data += got
                size = body(data)
                if size is None:
                    continue
                now = time.perf_counter()
                took.append(now - sent)
                total += size
                following = next(pending, None)
                if following is None:
                    selector.unregister(connection)
                    connection.close()
                else:
                    connection.sendall(following)
                    selector.modify(connection, EVENT_READ, (time.perf_counter(), bytearray()))
    seconds = time.perf_counter() - began
    took.sort()
    p50, p99 = took[len(took) // 2], took[len(took) * 99 // 100]
    return Asked(len(took), seconds, total / len(took), p50 * 1000, p99 * 1000)


if __name__ == "__main__":
    port, file, number, connections = sys.argv[1:]
    lines = Path(file).read_text().splitlines()
    asked = [f"GET {line} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode() for line in lines]
    print(json.dumps(run(int(port), asked, int(number), int(connections))))
