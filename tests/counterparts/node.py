"""plugdex as a node: a server of its own and the commands that go with it."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from tests.api.servers import WAIT_SECONDS, free_port, wait_for

PLUGDEX = (sys.executable, "-m", "plugdex")
COMMAND_SECONDS = 60


@dataclass(frozen=True)
class Node:
    """A running node."""

    client: httpx2.Client
    settings: dict[str, str]

    @property
    def url(self) -> str:
        """Where it listens."""
        return self.settings["PLUGDEX_PUBLIC_URL"]

    @property
    def receiver(self) -> str:
        """The versions URL that operators are given."""
        return f"{self.url}/ocpi/emsp/versions"

    @property
    def sender(self) -> str:
        """The versions URL that takers of our data are given."""
        return f"{self.url}/ocpi/cpo/versions"

    def run(self, *arguments: str) -> str:
        """Run a command of plugdex; what it printed."""
        done = subprocess.run(
            [*PLUGDEX, *arguments],
            env={**os.environ, **self.settings},
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def invite(self) -> str:
        """A new TOKEN_A: the last word that is printed."""
        return self.run("party", "invite").split()[-1]

    def parties(self) -> list[dict[str, Any]]:
        """The parties that it knows."""
        return list(json.loads(self.run("party", "list", "--json")))

    def public(self, coordinates: dict[str, str]) -> list[dict[str, Any]]:
        """What anybody sees at a place."""
        latitude, longitude = (float(coordinates[key]) for key in ("latitude", "longitude"))
        box = (longitude - 1e-4, latitude - 1e-4, longitude + 1e-4, latitude + 1e-4)
        query = {"bbox": ",".join(map(str, box))}
        return list(self.client.get("/api/locations", params=query).json()["items"])


@contextmanager
def node(folder: Path, party: str = "NL/PDX") -> Iterator[Node]:
    """Serve an empty store."""
    port = free_port()
    settings = {
        "PLUGDEX_PARTY": party,
        "PLUGDEX_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "PLUGDEX_STORE": f"sqlite:///{folder / 'node.db'}",
    }
    with (
        subprocess.Popen(
            [*PLUGDEX, "serve", "--port", str(port)], env={**os.environ, **settings}
        ) as process,
        httpx2.Client(base_url=settings["PLUGDEX_PUBLIC_URL"], trust_env=False) as client,
    ):
        try:
            wait_for(client, process)
            yield Node(client, settings)
        finally:
            process.terminate()
            process.wait(WAIT_SECONDS)
