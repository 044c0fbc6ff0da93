"""Clients that look up without pause, and count what fails."""

import threading
import time
from collections import Counter

import httpx2

from plugdex.directory.peers import source_of
from plugdex.model.ids import content_id
from tests.crash.pushing import OWNER

PAUSE = 0.01
PATIENCE = 30.0


def public_id(name: str, source: str = source_of(OWNER)) -> str:
    """The id under which a location of the peers, or of another source, is looked up."""
    return content_id(source, *OWNER.split("/"), name)


class Reader(threading.Thread):
    """Looks up a location without pause."""

    def __init__(self, port: int, name: str) -> None:
        super().__init__(daemon=True)
        url = f"http://127.0.0.1:{port}"
        self._client = httpx2.Client(base_url=url, trust_env=False, timeout=PATIENCE)
        self._query = {"ids": public_id(name)}
        self._is_ending = False
        self.asked, self.slowest = 0, 0.0
        self.failures: Counter[str] = Counter()

    def run(self) -> None:
        with self._client:
            while not self._is_ending:
                began = time.monotonic()
                failure = self._ask()
                self.slowest = max(self.slowest, time.monotonic() - began)
                self.asked += 1
                if failure:
                    self.failures[failure] += 1
                time.sleep(PAUSE)

    def end(self) -> None:
        """Ask no more."""
        self._is_ending = True
        self.join()

    def _ask(self) -> str:
        """Nothing, or why there was no answer."""
        try:
            answer = self._client.get("/v3/locations", params=self._query)
        except httpx2.TransportError as error:
            return type(error).__name__
        if answer.status_code != 200:
            return str(answer.status_code)
        return "" if answer.json()["items"] else "empty"
