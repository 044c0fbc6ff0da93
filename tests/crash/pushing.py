"""Peers that push without pause, and know what was acknowledged to them."""

import json
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException

import httpx2

TOKEN = "crash-token"
STATUSES = ("AVAILABLE", "CHARGING", "OUTOFORDER", "RESERVED")
OWNER = "NL/CRA"
BASE = f"/ocpi/emsp/2.1.1/locations/{OWNER}"
TARIFFS = f"/ocpi/emsp/2.1.1/tariffs/{OWNER}"
PARTY = ("party", "add", OWNER, "--role", "CPO", "--token", TOKEN)
"""The command that lets them in."""

AGAIN_SECONDS = 0.2
"""After so long a peer sends again what was not acknowledged."""
ANSWER_SECONDS = 60.0

Moment = tuple[int, str]
"""What a location is: the number of its last whole push, and its status."""


@dataclass
class Place:
    """A location as its pusher knows it: what was acknowledged, and what is on its way."""

    name: str
    acknowledged: Moment | None = None
    underway: Moment | None = None

    def choose(self, rng: random.Random) -> tuple[str, str, object]:
        """Put something on its way: method, target and body."""
        number = self.acknowledged[0] if self.acknowledged else 0
        if not number or rng.random() < 0.3:
            self.underway = (number + 1, rng.choice(STATUSES))
            return "PUT", f"{BASE}/{self.name}", location(self.name, *self.underway)
        self.underway = (number, rng.choice(STATUSES))
        return "PATCH", f"{BASE}/{self.name}/E1", {"status": self.underway[1]}


class Connection:
    """A connection that is kept open and carries the token."""

    def __init__(self, port: int) -> None:
        self._http = HTTPConnection("127.0.0.1", port, timeout=ANSWER_SECONDS)

    def ask(self, method: str, target: str, body: object) -> tuple[int, int]:
        """Send a push; the status of HTTP and that of OCPI."""
        headers = {"Authorization": f"Token {TOKEN}"}
        self._http.request(method, target, json.dumps(body), headers)
        answer = self._http.getresponse()
        return answer.status, json.loads(answer.read())["status_code"]

    def close(self) -> None:
        """The next push opens it again."""
        self._http.close()


@dataclass(frozen=True)
class Push:
    """A push that was acknowledged; seconds of the monotonic clock."""

    sent: float
    acknowledged: float


@dataclass
class Log:
    """What a peer saw."""

    pushes: list[Push] = field(default_factory=list)
    tariffs: list[str] = field(default_factory=list)
    """Those acknowledged; each is sent once, so each must be there at the end."""
    refusals: Counter[str] = field(default_factory=Counter)


class Peer(threading.Thread):
    """Pushes to locations of its own, and whatever fails again, until it is acknowledged.

    So do the systems of operators (OCPI asks for it where a push matters).
    """

    def __init__(self, port: int, name: str, places: int = 6, pause: float = 0.0) -> None:
        super().__init__(daemon=True)
        self.places = [Place(f"{name}-{n}") for n in range(places)]
        self.log = Log()
        self._rng = random.Random(name)
        self._connection = Connection(port)
        self._pause = pause
        self._going = threading.Event()
        self._going.set()
        self._resting = threading.Event()
        self._is_ending = False

    def run(self) -> None:
        while not self._is_ending:
            if not self._going.is_set():
                self._connection.close()  # the server would close it soon
                self._resting.set()
                self._going.wait()
                self._resting.clear()
                continue
            self._push_next()
            time.sleep(self._pause)
        self._connection.close()

    def rest(self) -> None:
        """Stop after the change that is on its way; returns when it is acknowledged."""
        self._resting.clear()
        self._going.clear()
        while self.is_alive() and not self._resting.wait(0.1):
            pass

    def go_on(self) -> None:
        """Push again."""
        self._going.set()

    def end(self) -> None:
        """Leave what is on its way to its fate."""
        self._is_ending = True
        self._going.set()
        self.join()

    def _push_next(self) -> None:
        if self._rng.random() < 0.25:
            name = f"T{self.name}-{len(self.log.tariffs)}"
            if self._insist("PUT", f"{TARIFFS}/{name}", tariff(name)):
                self.log.tariffs.append(name)
            return
        place = self._rng.choice(self.places)
        if self._insist(*place.choose(self._rng)):
            place.acknowledged = place.underway

    def _insist(self, method: str, target: str, body: object) -> bool:
        while not self._is_ending:
            sent = time.monotonic()
            try:
                http, ocpi = self._connection.ask(method, target, body)
            except (OSError, HTTPException, ValueError) as error:
                self._connection.close()
                self.log.refusals[type(error).__name__] += 1
            else:
                if ocpi == 1000 and http in (200, 201):
                    self.log.pushes.append(Push(sent, time.monotonic()))
                    return True
                self.log.refusals[f"{http}/{ocpi}"] += 1
            time.sleep(AGAIN_SECONDS)
        return False


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


def tariff(name: str) -> dict[str, object]:
    """The smallest tariff."""
    price = {"type": "ENERGY", "price": 0.35, "step_size": 1}
    return {"id": name, "currency": "EUR", "elements": [{"price_components": [price]}]}


@dataclass
class Comparison:
    """What is there against what was acknowledged."""

    lost: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def places(self, client: httpx2.Client, places: list[Place]) -> None:
        """Every location is as acknowledged, or as what was on its way."""
        for place in places:
            if place.underway is None:
                continue
            answer = client.get(f"{BASE}/{place.name}")
            there = self._read(answer.json()["data"]) if answer.status_code == 200 else None
            if there not in (place.acknowledged, place.underway):
                self.lost.append(f"{place.name}: {place} and there is {there}")
            place.acknowledged = there

    def tariffs(self, client: httpx2.Client, names: list[str]) -> None:
        """Every tariff is there."""
        for name in names:
            if client.get(f"{TARIFFS}/{name}").status_code != 200:
                self.lost.append(f"tariff {name}")

    def _read(self, data: dict) -> Moment:
        """Number and status of a location; notes one whose parts are of two pushes."""
        evse = data["evses"][0]
        numbers = {
            int(data["name"].split()[1]),
            int(data["address"].split()[1]),
            int(evse["connectors"][0]["tariff_id"][1:]),
        }
        if len(numbers) > 1:
            self.broken.append(f"{data['id']}: half written, {numbers}")
        return max(numbers), evse["status"]


def peer_client(url: str) -> httpx2.Client:
    """A client with the token of the peers."""
    headers = {"Authorization": f"Token {TOKEN}"}
    return httpx2.Client(base_url=url, headers=headers, trust_env=False, timeout=ANSWER_SECONDS)
