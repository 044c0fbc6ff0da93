"""API keys: only hashes are stored, and they are compared in constant time."""

import hmac
import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Final

from plugdex.directory.ports import KeyRow, Keys
from plugdex.directory.records import to_millis
from plugdex.model.errors import InvalidSetting

ENTITLEMENTS: Final = ("predictions", "reliability", "truckRestrictions")
"""What a key may be allowed beyond the open fields."""


def create_key(keys: Keys, name: str, entitlements: Collection[str], now: datetime) -> str:
    """Make a key and store its hash; the text is shown once and never again.

    Raises ``InvalidSetting`` for an unknown entitlement, ``StoreError`` for a name in use.
    """
    unknown = sorted(set(entitlements) - set(ENTITLEMENTS))
    if unknown:
        raise InvalidSetting(
            f"unknown entitlement {unknown[0]!r}; there are {', '.join(ENTITLEMENTS)}"
        )
    text = "pdx_" + secrets.token_urlsafe(32)
    keys.put_key(
        KeyRow(
            name=name,
            hash=key_hash(text),
            entitlements=tuple(sorted(set(entitlements))),
            created=to_millis(now),
        )
    )
    return text


def key_hash(text: str) -> bytes:
    """The hash of a key; keys are random, so no salt or slow hash is needed."""
    return sha256(text.encode()).digest()


class KeyRing:
    """The keys that a server accepts."""

    def __init__(self, rows: Sequence[KeyRow]) -> None:
        self._rows: Mapping[bytes, KeyRow] = {row.hash: row for row in rows}

    def find(self, text: str) -> KeyRow | None:
        """The key of this text. The look-up is by hash, and the hash is compared once more in
        constant time, so that timing tells nothing about stored keys.
        """
        presented = key_hash(text)
        row = self._rows.get(presented)
        return row if row is not None and hmac.compare_digest(row.hash, presented) else None
