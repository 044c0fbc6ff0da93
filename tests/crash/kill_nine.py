"""Kills the server at random moments under full push load, and counts what was lost.

Run it as a program for many rounds: ``python -m tests.crash.kill_nine --rounds 50``.
"""

import argparse
import random
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path

import httpx2

from tests.api.servers import free_port
from tests.crash.consistency import faults
from tests.crash.pushing import PARTY, Comparison, Connection, Place, peer_client

PUSHERS = 8
PLACES = 6
"""Locations of each pusher, so that no two push to the same."""


@dataclass
class Tally:
    """What happened in all rounds."""

    rounds: int = 0
    acknowledged: int = 0
    found: Comparison = field(default_factory=Comparison)
    slowest_start: float = 0.0

    def __str__(self) -> str:
        return (
            f"{self.rounds} kills, {self.acknowledged:,} acknowledged changes, "
            f"{len(self.found.lost)} lost, {len(self.found.broken)} inconsistencies, "
            f"slowest start {self.slowest_start:.2f} s"
        )


class Pusher(threading.Thread):
    """Pushes to its own locations, one request at a time, until the server is gone."""

    def __init__(self, port: int, places: list[Place], seed: int) -> None:
        super().__init__(daemon=True)
        self.connection = Connection(port)
        self.places = places
        self.rng = random.Random(seed)
        self.done = 0
        self.refused: list[str] = []

    def run(self) -> None:
        try:
            while True:
                self.push(self.rng.choice(self.places))
        except (OSError, HTTPException):
            self.connection.close()

    def push(self, place: Place) -> None:
        answer = self.connection.ask(*place.choose(self.rng))
        if answer[1] != 1000:
            self.refused.append(f"{place.name}: {answer}")
            return
        place.acknowledged = place.underway
        self.done += 1


def run(folder: Path, rounds: int, seed: int = 1, progress: bool = False) -> Tally:
    """Push, kill, restart and compare, so many times."""
    rng, tally = random.Random(seed), Tally()
    store = folder / "crash.db"
    command = [sys.executable, "-m", "plugdex"]
    target = ["--store", f"sqlite:///{store}"]
    subprocess.run([*command, *PARTY, *target], check=True, capture_output=True)
    places = [[Place(f"P{n}-{m}") for m in range(PLACES)] for n in range(PUSHERS)]
    for _ in range(rounds):
        port = free_port()
        with subprocess.Popen([*command, "serve", *target, "--port", str(port)]) as server:
            url = f"http://127.0.0.1:{port}"
            tally.slowest_start = max(tally.slowest_start, wait(url))
            compare(url, places, tally)
            pushers = [Pusher(port, mine, rng.randrange(10**6)) for mine in places]
            for pusher in pushers:
                pusher.start()
            time.sleep(rng.uniform(0.1, 1.2))
            server.kill()
            for pusher in pushers:
                pusher.join()
                tally.acknowledged += pusher.done
                tally.found.broken += pusher.refused
        tally.found.broken += faults(f"sqlite:///{store}")
        tally.rounds += 1
        if progress:
            print(f"\r{tally}", end="", file=sys.stderr, flush=True)
    return tally


def wait(url: str) -> float:
    """Seconds until the server answers."""
    began = time.monotonic()
    while time.monotonic() - began < 20:
        try:
            httpx2.get(f"{url}/health", trust_env=False)
        except httpx2.TransportError:
            time.sleep(0.02)
        else:
            return time.monotonic() - began
    raise AssertionError("the server does not start")


def compare(url: str, places: list[list[Place]], tally: Tally) -> None:
    """What the server knows against what was acknowledged; what was on its way may be there."""
    with peer_client(url) as client:
        for mine in places:
            tally.found.places(client, mine)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        tally = run(Path(folder), options.rounds, options.seed, progress=True)
    print(f"\n{tally}")
    for line in [*tally.found.lost, *tally.found.broken][:20]:
        print(line)
    sys.exit(bool(tally.found.lost or tally.found.broken))


if __name__ == "__main__":
    main()
