"""API keys: only hashes are stored, and they are compared in constant time."""

import hmac
import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Final

from plugdex.directory.kept import KeyRow
from plugdex.directory.ports import Keys
from plugdex.directory.rates import Rate
from plugdex.directory.records import to_millis
from plugdex.model.errors import InvalidSetting

MIRROR: Final = "mirror"
"""Read everything as it is stored, also what is not for the public."""

FIELDS: Final = ("predictions", "reliability", "truckRestrictions")
"""Restricted fields."""

ENTITLEMENTS: Final = (*FIELDS, MIRROR)
"""What a key may be allowed beyond the open fields."""


def new_client_id() -> str:
    """An id for the token endpoint; it is no secret."""
    return secrets.token_urlsafe(16)


def create_key(
    keys: Keys,
    name: str,
    entitlements: Collection[str],
    now: datetime,
    *,
    expires: datetime | None = None,
    rates: Sequence[Rate] = (),
    client: str = "",
) -> str:
    """Make a key and store its hash; the text is shown once and never again.

    One with the id of a ``client`` is for the token endpoint.

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
            expires=to_millis(expires) if expires else None,
            rates=tuple(rate.text for rate in rates),
            client=client,
        )
    )
    return text


def key_hash(text: str) -> bytes:
    """The hash of a key; keys are random, so no salt or slow hash is needed."""
    return sha256(text.encode()).digest()


class KeyRing:
    """The keys that a server accepts."""

    def __init__(self, rows: Sequence[KeyRow]) -> None:
        self._rows: Mapping[bytes, KeyRow] = {row.hash: row for row in rows if not row.client}
        self._clients: Mapping[str, KeyRow] = {row.client: row for row in rows if row.client}

    def find(self, text: str, now: float) -> KeyRow | None:
        """The key of this text, unless it is over at ``now`` (milliseconds since 1970).

        The look-up is by hash, and the hash is compared once more in constant time, so that
        timing tells nothing about stored keys.
        """
        presented = key_hash(text)
        row = self._rows.get(presented)
        if row is None or not hmac.compare_digest(row.hash, presented):
            return None
        return _unless_over(row, now)

    def client(self, client: str, now: float) -> KeyRow | None:
        """The key of a client, unless it is over."""
        return _unless_over(self._clients.get(client), now)


def _unless_over(row: KeyRow | None, now: float) -> KeyRow | None:
    return row if row is None or row.expires is None or now < row.expires else None
