"""The origin of a mirror: of whom a store is a mirror, and how far."""

from typing import Final

import msgspec

from plugdex.directory.ports import Reads, Transaction
from plugdex.model.value import Value

KIND: Final = "mirror"
NAME: Final = "origin"
STALE_AFTER: Final = 900
"""Seconds of silence of the origin after which a mirror believes no status any more."""


class Origin(Value, frozen=True, kw_only=True):
    """Of whom a store is a mirror."""

    url: str
    cursor: str = "0"
    again: bool = False
    """Everything is read once more, because the origin has forgotten what went."""
    stale_after: int = STALE_AFTER


def origin_of(reads: Reads) -> Origin | None:
    """The origin; ``None`` for a store that is no mirror."""
    document = reads.registered(KIND).get(NAME)
    return msgspec.json.decode(document, type=Origin) if document else None


def put_origin(tx: Transaction, origin: Origin) -> None:
    """Store the origin."""
    tx.register(KIND, NAME, msgspec.json.encode(origin))
