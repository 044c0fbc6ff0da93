"""Who may ask: keys in the header or the query, and what they are entitled to."""

from collections.abc import Callable, Sequence
from typing import Final, Protocol

from plugdex.directory.keys import ENTITLEMENTS, KeyRing
from plugdex.directory.ports import KeyRow

RELOAD_SECONDS: Final = 5.0
"""A key that was created or revoked meanwhile counts after at most so long."""

EVERYTHING: Final = frozenset(ENTITLEMENTS)


class Clock(Protocol):
    """Seconds that only grow."""

    def __call__(self) -> float: ...


class Gate:
    """Decides whether a key is known; an open gate lets everybody do everything."""

    def __init__(
        self, load: Callable[[], Sequence[KeyRow]], clock: Clock, *, is_open: bool
    ) -> None:
        self._load = load
        self._clock = clock
        self._ring = KeyRing([] if is_open else load())
        self._loaded = clock()
        self.is_open = is_open

    def entitlements(self, key: str | None) -> frozenset[str] | None:
        """What a key may do; ``None`` when nobody knows it."""
        if self.is_open:
            return EVERYTHING
        if not key:
            return None
        if self._clock() - self._loaded > RELOAD_SECONDS:
            self._reload()
        row = self._ring.find(key)
        return frozenset(row.entitlements) if row else None

    def _reload(self) -> None:
        self._ring = KeyRing(self._load())
        self._loaded = self._clock()


def bearer(header: bytes | None) -> str | None:
    """The token of an ``Authorization: Bearer …`` header."""
    if header is None:
        return None
    scheme, _, token = header.partition(b" ")
    return token.strip().decode("latin-1") if scheme.lower() == b"bearer" else None
