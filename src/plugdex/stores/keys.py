"""API keys as rows of SQL stores: lists are JSON."""

from typing import Any, Final

import msgspec

from plugdex.directory.kept import KeyRow

COLUMNS: Final = "name, hash, entitlements, created, expires, rates, client"
SELECT: Final = f"SELECT {COLUMNS} FROM api_key ORDER BY created, name"
TEXTS: Final = msgspec.json.Decoder(tuple[str, ...])

Row = tuple[Any, ...]


def to_row(key: KeyRow) -> Row:
    """The values of the columns."""
    entitlements = msgspec.json.encode(key.entitlements).decode()
    rates = msgspec.json.encode(key.rates).decode()
    return key.name, key.hash, entitlements, key.created, key.expires, rates, key.client


def from_row(row: Row) -> KeyRow:
    """The key of a row."""
    name, digest, entitlements, created, expires, rates, client = row
    return KeyRow(
        name=name,
        hash=bytes(digest),
        entitlements=TEXTS.decode(entitlements),
        created=created,
        expires=expires,
        rates=TEXTS.decode(rates),
        client=client,
    )
