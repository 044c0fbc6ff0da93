"""Everything that a soak runs: a server, a feed process, an operator that dies, files to import."""

import gzip
import json
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2

from tests.api.servers import free_port, wait_for
from tests.feeds.peer import Peer, running
from tests.formats.ocpi_samples import connector, evse, location

TOKEN = "soak-token"
HEADERS = {"Authorization": f"Token {b64encode(TOKEN.encode()).decode()}"}
PARTY = "NL/SOK"
BASE = "/ocpi/emsp/2.2.1/locations/NL/SOK"
EVSES = 4
DEMO = Path(__file__).parents[2] / "src/plugdex/data/demo"
STATUSES = ("AVAILABLE", "CHARGING")


def place(name: str, number: int) -> dict[str, Any]:
    """A location with four EVSEs."""
    evses = [
        evse(uid=f"E{each}", evse_id=f"NL*SOK*E{number}*{each}", connectors=[connector()])
        for each in range(EVSES)
    ]
    spot = {"latitude": f"{51.8 + number % 70 / 100}", "longitude": f"{4.4 + number // 70 / 100}"}
    return location(id=name, country_code="NL", party_id="SOK", coordinates=spot, evses=evses)


class Operator:
    """A sender whose statuses change, and which is gone from time to time."""

    def __init__(self, places: int) -> None:
        self.port = free_port()
        self._peer = Peer(locations=[_theirs(number, 0) for number in range(places)], limit=100)
        self._peer.asked = _Nothing()
        self._stack = ExitStack()
        self.is_up = False
        self.turns = 0

    @property
    def url(self) -> str:
        """Where its locations are."""
        return f"http://127.0.0.1:{self.port}/locations"

    def start(self) -> None:
        """Serve, with other statuses than before."""
        self.turns += 1
        self._peer.locations = [
            _theirs(number, self.turns) for number in range(len(self._peer.locations))
        ]
        self._stack.enter_context(running(self._peer, self.port))
        self.is_up = True

    def stop(self) -> None:
        """Die."""
        self._stack.close()
        self.is_up = False


class _Nothing(list[Any]):
    """Keeps nothing, so that the soak itself does not grow."""

    def append(self, _: Any) -> None:
        """Forget it."""


def _theirs(number: int, turn: int) -> dict[str, Any]:
    stamp = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    found = place(f"F{number}", number)
    for at, each in enumerate(found["evses"]):
        each |= {"status": STATUSES[(turn + at) % 2], "last_updated": stamp}
        each["evse_id"] = f"NL*FED*E{number}*{at}"
    return found | {"party_id": "FED", "last_updated": stamp}


class World:
    """A store and its processes."""

    def __init__(self, folder: Path, workers: int = 1) -> None:
        self.folder = folder
        self.store = folder / "soak.db"
        self.port = free_port()
        self.log = folder / "server.log"
        self.feed_log = folder / "feed.log"
        self._workers = workers
        self._target = ["--store", f"sqlite:///{self.store}"]
        self.imports = 0
        self.pids: dict[str, int] = {}

    def run(self, *arguments: str) -> None:
        """A command, to its end."""
        command = [sys.executable, "-m", "plugdex", *arguments, *self._target]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise AssertionError(
                f"{' '.join(arguments)} ended with {done.returncode}: {done.stderr}"
            )

    def prepare_files(self) -> None:
        """Two national files that differ in one location of twenty."""
        found = json.loads(gzip.decompress((DEMO / "ndw-locations.json.gz").read_bytes()))
        listed = found["data"] if isinstance(found, dict) else found
        for number in range(2):
            changed = [
                each | {"name": f"{each.get('name')} {number}"} if at % 20 == 0 else each
                for at, each in enumerate(listed)
            ]
            (self.folder / f"ndw-{number}.json").write_text(json.dumps(changed))

    def reimport(self) -> None:
        """The other file."""
        file = self.folder / f"ndw-{self.imports % 2}.json"
        self.run("import", "ocpi", str(file), "--source", "ndw")
        self.imports += 1

    @contextmanager
    def served(self, operator: Operator) -> Iterator[httpx2.Client]:
        """The server and the feed process."""
        self.prepare_files()
        self.reimport()
        self.run("party", "add", PARTY, "--role", "CPO", "--token", TOKEN)
        command = [sys.executable, "-m", "plugdex"]
        add = ("feed", "add", "ocpi", operator.url, "--name", "fed", "--pages", "--interval", "5s")
        self.run(*add, "--limit", "100", "--version", "2.2.1")
        serve = ["serve", "--open", "--port", str(self.port), "--workers", str(self._workers)]
        with (
            self.log.open("wb") as log,
            self.feed_log.open("wb") as feed_log,
            subprocess.Popen([*command, *serve, *self._target], stderr=log) as server,
            subprocess.Popen(
                [*command, "feed", "sync", "--watch", *self._target],
                stderr=feed_log,
                stdout=subprocess.DEVNULL,
            ) as feeds,
            httpx2.Client(
                base_url=f"http://127.0.0.1:{self.port}", trust_env=False, timeout=60
            ) as client,
        ):
            self.pids = {"server": server.pid, "feeds": feeds.pid}
            try:
                wait_for(client, server)
                yield client
            finally:
                feeds.terminate()
                server.terminate()

    def put_places(self, client: httpx2.Client, places: int) -> None:
        """What the pusher owns."""
        for number in range(places):
            body = place(f"P{number}", number)
            answer = client.put(f"{BASE}/P{number}", json=body, headers=HEADERS)
            assert answer.json()["status_code"] == 1000, answer.text
