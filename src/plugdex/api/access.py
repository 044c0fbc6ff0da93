"""Who may ask: keys in the header or the query, what they are entitled to, and how often."""

import time
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Final, Protocol

from plugdex.api.limiter import Limiter
from plugdex.directory.kept import KeyRow
from plugdex.directory.keys import FIELDS, KeyRing
from plugdex.directory.tokens import read_token

RELOAD_SECONDS: Final = 5.0
"""A key that was created or revoked meanwhile counts after at most so long, heard of or not."""

ANYBODY: Final = KeyRow(name="", hash=b"", entitlements=FIELDS, created=0)
"""Who asks an open gate."""


class Clock(Protocol):
    """Seconds that only grow."""

    def __call__(self) -> float: ...


class Issuer(Protocol):
    """Reads tokens of an identity provider."""

    def find(self, text: str) -> KeyRow | None:
        """What a token may do; ``None`` for one that is not believed."""

    def is_news(self, text: str) -> bool:
        """Whether a token is worth learning for."""

    def learn(self) -> None:
        """Learn the keys of the provider again; may take seconds."""


class Gate:
    """Decides whether a key is known; an open gate lets everybody do everything.

    ``rates`` hold for keys that have none of their own.
    """

    def __init__(
        self,
        load: Callable[[], Sequence[KeyRow]],
        clock: Clock,
        *,
        is_open: bool,
        rates: Sequence[str] = (),
        secret: Callable[[], bytes | None] = lambda: None,
        issuer: Issuer | None = None,
    ) -> None:
        self._issuer = issuer
        self._load = load
        self._load_secret = secret
        self._clock = clock
        self._rates = rates
        self.is_open = is_open
        self._reload()

    def find(self, key: str | None) -> KeyRow | None:
        """The key of a text; ``None`` when nobody knows it, or when it is over."""
        return ANYBODY if self.is_open else self.known(key)

    def known(self, key: str | None) -> KeyRow | None:
        """The same also where the gate is open: some things are not for anybody."""
        if not key:
            return None
        self._follow()
        now = time.time()
        return self._ring.find(key, now * 1000) or self._of_token(key, now)

    def is_news(self, key: str | None) -> bool:
        """Whether a key that nobody knows is one of an issuer whose keys have changed."""
        return self._issuer is not None and bool(key) and self._issuer.is_news(key or "")

    def learn(self) -> None:
        """Learn the keys of the issuer again; may take seconds."""
        if self._issuer is not None:
            self._issuer.learn()

    def forget(self) -> None:
        """Ask the store again before the next answer; for any thread."""
        self._loaded = float("-inf")

    def client(self, client: str) -> KeyRow | None:
        """The key of a client of the token endpoint."""
        self._follow()
        return self._ring.client(client, time.time() * 1000)

    @property
    def secret(self) -> bytes | None:
        """What signs tokens; ``None`` while there is no client."""
        self._follow()
        return self._secret

    def wait(self, key: KeyRow) -> int:
        """Count a request of a key; seconds to wait when it is one too many, else 0."""
        rates = key.rates or self._rates
        return self._limiter.wait(key.name, rates) if rates and not self.is_open else 0

    @cached_property
    def _limiter(self) -> Limiter:
        return Limiter()

    def _of_token(self, text: str, now: float) -> KeyRow | None:
        client = read_token(self._secret, text, now) if self._secret else None
        if client:
            return self._ring.client(client, now * 1000)
        return self._issuer.find(text) if self._issuer else None

    def _follow(self) -> None:
        if self._clock() - self._loaded > RELOAD_SECONDS:
            self._reload()

    def _reload(self) -> None:
        self._loaded = self._clock()  # first: what is heard of meanwhile counts
        self._ring = KeyRing(self._load())
        self._secret = self._load_secret()


def bearer(header: bytes | None) -> str | None:
    """The token of an ``Authorization: Bearer …`` header."""
    if header is None:
        return None
    scheme, _, token = header.partition(b" ")
    return token.strip().decode("latin-1") if scheme.lower() == b"bearer" else None
