"""The two sides of the live stream, each a process of its own: steady pushes, and listeners."""

import json
import re
import socket
import sys
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import count
from selectors import EVENT_READ, DefaultSelector
from typing import Final

import pushing

CONNECTIONS: Final = 64
STATUSES: Final = ("CHARGING", "OUTOFORDER", "RESERVED", "AVAILABLE")
SINCE: Final = re.compile(rb'"since":"([^"]+)"')
EVENT: Final = b"\nevent: status\n"
QUIET: Final = 1.0
"""Seconds without an event after which the listeners end."""


def push(
    port: int, token: str, targets: Sequence[str], rate: int, seconds: float, first: int
) -> None:
    """Send so many changes of a status a second, each with a time stamp of its own."""
    with DefaultSelector() as selector:
        free = [connect(port) for _ in range(CONNECTIONS)]
        for each in free:
            selector.register(each, EVENT_READ)
        changes = bodies(targets, first)
        began, sent, moment, took = time.time(), 0, 0, []
        sent_at: dict[socket.socket, tuple[int, float]] = {}
        answered: dict[int, float] = {}
        while sent < rate * seconds:
            due = min(int((time.time() - began) * rate) + 1, int(rate * seconds)) - sent
            for _ in range(min(due, len(free))):
                target, status = next(changes)
                moment = max(moment + 1, millis(datetime.now(UTC)))
                stamp = datetime.fromtimestamp(moment / 1000, UTC).isoformat()
                body = json.dumps({"status": status, "last_updated": stamp}).encode()
                each = free.pop()
                sent_at[each] = moment, time.time()
                each.sendall(pushing.request("PATCH", target, token, body))
                sent += 1
            for key, _ in selector.select(0.0005):
                each = key.fileobj
                assert isinstance(each, socket.socket)
                answer = each.recv(65536)
                while answer and not answer.endswith(b"}"):
                    answer += each.recv(65536)
                if pushing.MARK not in answer:
                    sys.exit(f"a push was refused: {answer.decode()}")
                now = time.time()
                stamped, sent_then = sent_at[each]
                took.append((now - sent_then) * 1000)
                answered[stamped] = now
                free.append(each)
        elapsed = time.time() - began
    took.sort()
    facts = {"rate": sent / elapsed, "p50": at(took, 50), "p99": at(took, 99)}
    print(json.dumps({**facts, "answered": answered}))


def bodies(targets: Sequence[str], first: int) -> Iterator[tuple[str, str]]:
    """The EVSEs one after the other, each with another status every time."""
    for number in count(first):
        for target in targets:
            yield target, STATUSES[number % len(STATUSES)]


def listen(port: int, number: int, stalled: int) -> None:
    """Listen with so many connections, of which some never read, until it is quiet.

    Of each piece that arrives the oldest event counts.
    """
    with DefaultSelector() as selector:
        still = [connect(port, buffer=4096) for _ in range(stalled)]
        reading = [connect(port) for _ in range(number - stalled)]
        for each in (*still, *reading):
            each.sendall(b"GET /api/live HTTP/1.1\r\nHost: localhost\r\n\r\n")
        for each in reading:
            selector.register(each, EVENT_READ)
        events, last = 0, time.time() + 30
        heard: list[tuple[int, float]] = []
        while time.time() < last + QUIET:
            for key, _ in selector.select(0.2):
                each = key.fileobj
                assert isinstance(each, socket.socket)
                data = each.recv(1 << 20)
                now = time.time()
                if EVENT not in data:
                    continue
                last = now
                events += data.count(EVENT)
                oldest = SINCE.search(data)
                if oldest:
                    heard.append((millis(datetime.fromisoformat(oldest[1].decode())), now))
        cut = sum(is_cut(each) for each in still)
    print(json.dumps({"events": events / len(reading), "heard": heard, "cut": cut}))


def millis(moment: datetime) -> int:
    """Milliseconds since 1970, which tell the pushes apart: no two are of the same."""
    return round(moment.timestamp() * 1000)


def connect(port: int, buffer: int = 0) -> socket.socket:
    """A connection, with a small buffer where it will not be read."""
    each = socket.socket()
    if buffer:
        each.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
    each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    each.connect(("127.0.0.1", port))
    return each


def is_cut(connection: socket.socket) -> bool:
    """Whether the server closed a connection, behind what is still to be read."""
    connection.settimeout(2)
    try:
        while data := connection.recv(1 << 20):
            pass
    except TimeoutError:
        return False
    except ConnectionError:
        return True
    return not data


def at(sorted_times: Sequence[float], percent: int) -> float:
    """A percentile."""
    return sorted_times[min(len(sorted_times) * percent // 100, len(sorted_times) - 1)]


if __name__ == "__main__":
    options = json.load(sys.stdin)
    {"push": push, "listen": listen}[options.pop("side")](**options)
