"""Parties of other implementations as real processes, and how a test talks to them."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from tests.api.servers import WAIT_SECONDS, free_port, wait_for
from tests.counterparts.environments import HERE, python_for

LIBRARY_FAILED = 3000


@dataclass(frozen=True)
class Party:
    """A running party."""

    client: httpx2.Client

    @property
    def url(self) -> str:
        """Where it listens."""
        return str(self.client.base_url).rstrip("/")

    def tell(self, order: str, **what: Any) -> Any:
        """Give an order; fails with the words of the party when it did not work."""
        answer = self.client.post(f"/control/{order}", json=what)
        assert answer.status_code == 200, answer.text
        told = answer.json()
        assert not (isinstance(told, dict) and told.get("status_code") == LIBRARY_FAILED), told
        return told

    def refusal(self, order: str, **what: Any) -> str:
        """Give an order that has to fail; the words of the party."""
        answer = self.client.post(f"/control/{order}", json=what)
        assert answer.status_code == 502, answer.text
        return str(answer.json()["problem"])

    @property
    def state(self) -> dict[str, Any]:
        """All that the party knows."""
        return dict(self.client.get("/control/state").json())

    def path_of(self, location: str) -> dict[str, str]:
        """The names of a location, its first EVSE and the first connector there."""
        evse = self.state["objects"]["locations"][location]["evses"][0]
        connector = evse["connectors"][0]["id"]
        return {"location": location, "evse": evse["uid"], "connector": connector}


@contextmanager
def running(name: str, program: Path, *options: str) -> Iterator[Party]:
    """Run a program with the python of its environment."""
    port = free_port()
    command = [str(python_for(name)), str(program), "--port", str(port), *options]
    with (
        subprocess.Popen(command, cwd=HERE) as process,
        httpx2.Client(
            base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=WAIT_SECONDS
        ) as client,
    ):
        try:
            wait_for(client, process)
            yield Party(client)
        finally:
            process.terminate()
            process.wait(WAIT_SECONDS)


def extrawest(version: str, *options: str) -> Any:
    """A party over extrawest-ocpi: an operator, unless the options say otherwise."""
    return running("extrawest", HERE / "extrawest_operator.py", "--version", version, *options)


def pyocpi(*options: str) -> Any:
    """An operator over python-ocpi."""
    return running("pyocpi", HERE / "pyocpi_operator.py", *options)
