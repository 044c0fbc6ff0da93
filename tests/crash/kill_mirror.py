"""Kills a mirror or its origin at random moments under push load, and compares their content.

Run it as a program for many rounds: ``python -m tests.crash.kill_mirror --rounds 50``.
"""

import argparse
import json
import random
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import closing, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from plugdex.stores.sqlite import open_sqlite
from tests.crash.consistency import faults
from tests.crash.kill_nine import wait
from tests.crash.pushing import location
from tests.crash.same_content import differences

TOKEN = "crash-token"
PUSHERS = 4
PLACES = 6
"""Locations of each pusher."""
STATUSES = ("AVAILABLE", "CHARGING", "OUTOFORDER", "REMOVED")
BASE = "/ocpi/emsp/2.1.1"
KILLED = (("mirror",), ("origin",), ("mirror", "origin"))
STEP_SECONDS = 60
COMMAND = (sys.executable, "-m", "plugdex")


@dataclass
class Tally:
    """What happened in all rounds."""

    rounds: int = 0
    pushes: int = 0
    killed: dict[str, int] = field(default_factory=lambda: {"origin": 0, "mirror": 0})
    different: list[str] = field(default_factory=list)
    slowest: float = 0.0
    """Seconds until the mirror was in step after both were running again."""

    def __str__(self) -> str:
        return (
            f"{self.rounds} kills (origin {self.killed['origin']}, mirror "
            f"{self.killed['mirror']}), {self.pushes:,} pushes, {len(self.different)} differences, "
            f"in step again after at most {self.slowest:.1f} s"
        )


class Changer(threading.Thread):
    """Pushes locations, statuses and tariffs, and removes EVSEs and tariffs, until it is told."""

    def __init__(self, port: int, number: int, seed: int) -> None:
        super().__init__(daemon=True)
        self.ended = False
        self.done = 0
        self._connection = HTTPConnection("127.0.0.1", port)
        self._names = [f"P{number}-{place}" for place in range(PLACES)]
        self._rng = random.Random(seed)

    def run(self) -> None:
        while not self.ended:
            try:
                self._change(self._rng.choice(self._names))
                self.done += 1
            except (OSError, HTTPException):
                self._connection.close()
                time.sleep(0.05)
        self._connection.close()

    def _change(self, name: str) -> None:
        number, status = self._rng.randrange(1, 90), self._rng.choice(STATUSES)
        match self._rng.randrange(6):
            case 0:
                self._ask("PUT", f"locations/NL/CRA/{name}", location(name, number, status))
            case 1:
                self._ask("PUT", f"tariffs/NL/CRA/T{name}", tariff(name, number))
            case 2:
                self._ask("DELETE", f"tariffs/NL/CRA/T{name}", {})
            case _:
                self._ask("PATCH", f"locations/NL/CRA/{name}/E1", {"status": status})

    def _ask(self, method: str, target: str, body: object) -> None:
        headers = {"Authorization": f"Token {TOKEN}"}
        self._connection.request(method, f"{BASE}/{target}", json.dumps(body), headers)
        self._connection.getresponse().read()


def tariff(name: str, cents: int) -> dict[str, object]:
    """A tariff with one price."""
    price = {"type": "ENERGY", "price": cents / 100, "step_size": 1}
    return {
        "id": f"T{name}",
        "currency": "EUR",
        "elements": [{"price_components": [price]}],
        "last_updated": "2026-06-01T12:00:00Z",
    }


class Process:
    """A process that is killed and started again."""

    def __init__(self, *arguments: str) -> None:
        self._arguments = arguments
        self.start()

    def start(self) -> None:
        self._process = subprocess.Popen(
            [*COMMAND, *self._arguments], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()


def run(folder: Path, rounds: int, seed: int = 1, progress: bool = False) -> Tally:
    """Push, kill one side, start it again, wait until they are in step, and compare."""
    rng, tally = random.Random(seed), Tally()
    urls = {name: f"sqlite:///{folder / name}.db" for name in ("origin", "mirror")}
    target = ["--store", urls["origin"]]
    key = prepare(target)
    port = steady_port(rng)
    url = f"http://127.0.0.1:{port}"
    sides = {
        "origin": Process("serve", *target, "--port", str(port)),
        "mirror": Process("mirror", url, "--key", key, "--store", urls["mirror"]),
    }
    try:
        for number in range(rounds):
            wait(url)
            pushers = [Changer(port, n, rng.randrange(10**6)) for n in range(PUSHERS)]
            for each in pushers:
                each.start()
            time.sleep(rng.uniform(0.1, 1.5))
            for name in KILLED[number % len(KILLED)]:
                sides[name].kill()
                tally.killed[name] += 1
                time.sleep(rng.uniform(0, 0.3))
            for name in KILLED[number % len(KILLED)]:
                sides[name].start()
            wait(url)
            time.sleep(rng.uniform(0, 0.5))
            for each in pushers:
                each.ended = True
            for each in pushers:
                each.join()
                tally.pushes += each.done
            compare(folder, tally)
            tally.rounds += 1
            if progress:
                print(f"\r{tally}", end="", file=sys.stderr, flush=True)
    finally:
        for each in sides.values():
            each.kill()
    for url in urls.values():
        tally.different += faults(url)
    return tally


def steady_port(rng: random.Random) -> int:
    """A free port that no client gets by chance while the server is away.

    Who tries to connect to a port of the range for clients may be given that very port, and is
    then connected to itself.
    """
    while True:
        port = rng.randrange(20_000, 30_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def prepare(target: list[str]) -> str:
    """A party that may push, and the key of the mirror."""
    party = ["party", "add", "NL/CRA", "--role", "CPO", "--token", TOKEN]
    subprocess.run([*COMMAND, *party, *target], check=True, capture_output=True)
    create = ["key", "create", "--name", "mirror", "--entitle", "mirror"]
    made = subprocess.run([*COMMAND, *create, *target], check=True, capture_output=True, text=True)
    return made.stdout.split()[-1]


def compare(folder: Path, tally: Tally) -> None:
    """Wait until both have the same content; notes what still differs after long."""
    began = time.monotonic()
    with (
        closing(open_sqlite(folder / "origin.db")) as origin,
        closing(open_sqlite(folder / "mirror.db")) as mirror,
    ):
        while found := differences(origin, mirror):
            if time.monotonic() - began > STEP_SECONDS:
                tally.different += found
                return
            time.sleep(0.05)
    tally.slowest = max(tally.slowest, time.monotonic() - began)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        tally = run(Path(folder), options.rounds, options.seed, progress=True)
    print(f"\n{tally}")
    for line in tally.different[:20]:
        print(line)
    sys.exit(bool(tally.different))


if __name__ == "__main__":
    main()
