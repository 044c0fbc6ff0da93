"""The receiver that people run in Python today, extrawest-ocpi, with a dictionary behind it."""

import json
import random
import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import pushing

ROOT = Path(__file__).resolve().parent.parent
VERSION = "2.2.1"


class Target(NamedTuple):
    """Where to push, and what."""

    port: int
    token: str
    path: str
    locations: dict[str, Any]

    def put(self, name: str, number: int) -> bytes:
        """A whole location."""
        body = {**self.locations[name], "name": f"{name} {number}"}
        return pushing.request("PUT", self._place(name), self.token, json.dumps(body).encode())

    def patch(self, name: str, rng: random.Random) -> bytes:
        """A status."""
        uid = rng.choice(self.locations[name]["evses"])["uid"]
        status = rng.choice(("AVAILABLE", "CHARGING"))
        body = {"status": status, "last_updated": "2026-06-11T10:00:00Z"}
        target = f"{self._place(name)}/{quote(uid, safe='')}"
        return pushing.request("PATCH", target, self.token, json.dumps(body).encode())

    def _place(self, name: str) -> str:
        return f"{self.path}NL/EXA/{quote(name, safe='')}"


@contextmanager
def receiver() -> Iterator[Target]:
    """Run it; its operator registers, so that there is a token."""
    sys.path.insert(0, str(ROOT))
    from tests.counterparts.parties import extrawest  # noqa: PLC0415 (needs the tests' packages)

    with extrawest(VERSION, "--role", "EMSP", "--party", "EMP") as emsp, extrawest(VERSION) as cpo:
        invitation = emsp.tell("invite")
        cpo.tell("register", versions_url=invitation["versions_url"], token=invitation["token"])
        state = cpo.state
        port = int(emsp.url.rpartition(":")[2])
        token = b64encode(state["peer"]["token_for_us"].encode()).decode()
        path = next(
            each["url"].partition(str(port))[2]
            for each in state["peer"]["endpoints"]
            if each["identifier"] == "locations"
        )
        yield Target(port, token, path, state["objects"]["locations"])
