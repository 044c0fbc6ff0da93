"""Requests at a steady rate over connections that are kept open, from a process of their own.

How long a request takes counts from the moment at which it was due, so that a server that stands
still for a second is not asked less in that second, and is seen to have stood still.
"""

import json
import multiprocessing
import sys
import threading
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException
from multiprocessing.connection import Connection
from random import Random
from typing import NamedTuple

TIMEOUT = 30.0


class Ask(NamedTuple):
    """One request, and what its answer must have."""

    method: str
    target: str
    body: bytes
    mark: bytes
    """Stands in every right answer."""


class Done(NamedTuple):
    """What happened in one period."""

    requests: int
    errors: tuple[str, ...]
    p50: float
    p99: float
    slowest: float
    """Milliseconds."""


class Plan(NamedTuple):
    """How requests are sent."""

    port: int
    rate: float
    connections: int
    headers: dict[str, str]
    make: Callable[[Random, int], Ask]
    seed: int = 1


class Load:
    """A process that sends until it is told to end; ``take`` gives what happened since the last."""

    def __init__(self, plan: Plan) -> None:
        context = multiprocessing.get_context("spawn")
        self._ours, theirs = context.Pipe()
        self._process = context.Process(target=_run, args=(plan, theirs), daemon=True)
        self._process.start()

    def take(self) -> Done:
        """What was done since this was asked the last time."""
        self._ours.send("take")
        found: Done = self._ours.recv()
        return found

    def end(self) -> None:
        """Stop sending."""
        self._process.terminate()
        self._process.join()


class _Notes:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._took: list[float] = []
        self._errors: list[str] = []

    def add(self, seconds: float, error: str) -> None:
        with self._lock:
            self._took.append(seconds)
            if error:
                self._errors.append(error)

    def take(self) -> Done:
        with self._lock:
            took, self._took = sorted(self._took), []
            errors, self._errors = tuple(self._errors), []
        return Done(len(took), errors, part(took, 0.5), part(took, 0.99), part(took, 1.0))


def part(ordered: Sequence[float], share: float) -> float:
    """A quantile of ordered seconds, in milliseconds."""
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000 if ordered else 0.0


def _run(plan: Plan, told: Connection) -> None:
    sys.setswitchinterval(0.001)
    notes = _Notes()
    for number in range(plan.connections):
        threading.Thread(target=_send, args=(plan, number, notes), daemon=True).start()
    while told.recv() == "take":
        told.send(notes.take())


def _send(plan: Plan, number: int, notes: _Notes) -> None:
    """One connection's share of the rate."""
    rng = Random(plan.seed * 1000 + number)
    connection = HTTPConnection("127.0.0.1", plan.port, timeout=TIMEOUT)
    pause = plan.connections / plan.rate
    due = time.monotonic() + pause * number / plan.connections
    turn = number
    while True:
        time.sleep(max(0.0, due - time.monotonic()))
        error = _one(connection, plan, plan.make(rng, turn))
        notes.add(time.monotonic() - due, error)
        turn += plan.connections
        due += pause


def _one(connection: HTTPConnection, plan: Plan, ask: Ask) -> str:
    try:
        connection.request(ask.method, ask.target, ask.body or None, plan.headers)
        answer = connection.getresponse()
        body = answer.read()
    except (OSError, HTTPException) as error:
        connection.close()
        return f"{ask.method} {ask.target[:60]}: {error!r}"
    if answer.status not in (200, 201) or ask.mark not in body:
        return f"{ask.method} {ask.target[:60]}: {answer.status} {body[:120]!r}"
    return ""


class StatusPush(NamedTuple):
    """PATCHes of EVSEs, another status each time."""

    base: str
    places: int
    evses: int

    def __call__(self, rng: Random, turn: int) -> Ask:
        """The next one; each connection has EVSEs of its own."""
        number = turn % (self.places * self.evses)
        place, evse = divmod(number, self.evses)
        status = STATUSES[turn // (self.places * self.evses) % len(STATUSES)]
        stamp = datetime.now(UTC).isoformat(timespec="milliseconds")
        body = json.dumps({"status": status, "last_updated": stamp}).encode()
        return Ask("PATCH", f"{self.base}/P{place}/E{evse}", body, b'"status_code":1000')


STATUSES = ("AVAILABLE", "CHARGING", "OUTOFORDER", "BLOCKED")


class LookUps(NamedTuple):
    """What navigation asks: mostly one location, sometimes many, sometimes what is near."""

    ids: tuple[str, ...]

    def __call__(self, rng: Random, turn: int) -> Ask:
        """The next question."""
        chance = rng.random()
        if chance < 0.7:
            return Ask("GET", f"/v3/locations/{rng.choice(self.ids)}?fields=evses", b"", b'"id"')
        if chance < 0.8:
            several = ",".join(rng.sample(self.ids, min(50, len(self.ids))))
            return Ask(
                "GET", f"/v3/locations?ids={several}&fields=connectorGroups", b"", b'"items"'
            )
        lat, lon = rng.uniform(51.8, 52.5), rng.uniform(4.4, 5.6)
        near = f"/api/search?at={lat:.4f},{lon:.4f}&radius=10000&limit=20&available=1"
        return Ask("GET", near, b"", b'"items"')
