"""Kills the server at random moments under full push load, and counts what was lost.

Run it as a program for many rounds: ``python -m tests.crash.kill_nine --rounds 50``.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import httpx2

from tests.api.servers import free_port
from tests.crash.consistency import faults

TOKEN = "crash-token"
PUSHERS = 8
PLACES = 6
"""Locations of each pusher, so that no two push to the same."""
STATUSES = ("AVAILABLE", "CHARGING", "OUTOFORDER", "RESERVED")
BASE = "/ocpi/emsp/2.1.1/locations/NL/CRA"


@dataclass
class Tally:
    """What happened in all rounds."""

    rounds: int = 0
    acknowledged: int = 0
    lost: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    slowest_start: float = 0.0

    def __str__(self) -> str:
        return (
            f"{self.rounds} kills, {self.acknowledged:,} acknowledged changes, "
            f"{len(self.lost)} lost, {len(self.broken)} inconsistencies, "
            f"slowest start {self.slowest_start:.2f} s"
        )


@dataclass
class Place:
    """A location as its pusher knows it: what was acknowledged, and what is on its way."""

    name: str
    acknowledged: tuple[int, str] | None = None
    """Number of the last whole push, and the status."""
    underway: tuple[int, str] | None = None


class Pusher(threading.Thread):
    """Pushes to its own locations, one request at a time, until the server is gone."""

    def __init__(self, port: int, places: list[Place], seed: int) -> None:
        super().__init__(daemon=True)
        self.connection = HTTPConnection("127.0.0.1", port)
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
        number = place.acknowledged[0] if place.acknowledged else 0
        if not number or self.rng.random() < 0.3:
            place.underway = (number + 1, self.rng.choice(STATUSES))
            answer = self.ask("PUT", place.name, location(place.name, *place.underway))
        else:
            place.underway = (number, self.rng.choice(STATUSES))
            answer = self.ask("PATCH", f"{place.name}/E1", {"status": place.underway[1]})
        if json.loads(answer)["status_code"] != 1000:
            self.refused.append(answer)
            return
        place.acknowledged = place.underway
        self.done += 1

    def ask(self, method: str, target: str, body: object) -> str:
        """Send a push on the connection that is kept open."""
        headers = {"Authorization": f"Token {TOKEN}"}
        self.connection.request(method, f"{BASE}/{target}", json.dumps(body), headers)
        return self.connection.getresponse().read().decode()


def location(name: str, number: int, status: str) -> dict[str, object]:
    """A location whose every part carries the number of its push."""
    connector = {
        "id": "1",
        "standard": "IEC_62196_T2",
        "format": "SOCKET",
        "power_type": "AC_3_PHASE",
        "voltage": 230,
        "amperage": 16,
        "tariff_id": f"T{number}",
    }
    return {
        "id": name,
        "type": "ON_STREET",
        "name": f"push {number}",
        "address": f"Kade {number}",
        "city": "Utrecht",
        "postal_code": "3521AL",
        "country": "NLD",
        "coordinates": {"latitude": "52.090000", "longitude": "5.120000"},
        "evses": [{"uid": "E1", "status": status, "connectors": [connector]}],
    }


def run(folder: Path, rounds: int, seed: int = 1, progress: bool = False) -> Tally:
    """Push, kill, restart and compare, so many times."""
    rng, tally = random.Random(seed), Tally()
    store = folder / "crash.db"
    command = [sys.executable, "-m", "plugdex"]
    target = ["--store", f"sqlite:///{store}"]
    party = ["party", "add", "NL/CRA", "--role", "CPO", "--token", TOKEN]
    subprocess.run([*command, *party, *target], check=True, capture_output=True)
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
                tally.broken += pusher.refused
        tally.broken += faults(f"sqlite:///{store}")
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
    headers = {"Authorization": f"Token {TOKEN}"}
    with httpx2.Client(base_url=url, headers=headers, trust_env=False) as client:
        for place in (each for mine in places for each in mine):
            if place.underway is None:
                continue
            answer = client.get(f"{BASE}/{place.name}")
            there = read(answer.json()["data"], tally) if answer.status_code == 200 else None
            if there not in (place.acknowledged, place.underway):
                tally.lost.append(f"{place.name}: {place} and there is {there}")
            place.acknowledged = there


def read(data: dict, tally: Tally) -> tuple[int, str]:
    """Number and status of a location; notes one whose parts are of two pushes."""
    evse = data["evses"][0]
    numbers = {
        int(data["name"].split()[1]),
        int(data["address"].split()[1]),
        int(evse["connectors"][0]["tariff_id"][1:]),
    }
    if len(numbers) > 1:
        tally.broken.append(f"{data['id']}: half written, {numbers}")
    return max(numbers), evse["status"]


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        tally = run(Path(folder), options.rounds, options.seed, progress=True)
    print(f"\n{tally}")
    for line in [*tally.lost, *tally.broken][:20]:
        print(line)
    sys.exit(bool(tally.lost or tally.broken))


if __name__ == "__main__":
    main()
