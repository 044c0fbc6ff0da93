"""Identity: public ids made from what a source calls a thing, and from nothing that can move.

1. A location's content id depends on (source, owner, the source's own id) only.
2. It contains no ``:`` and no ``,``, so that id lists and prefixes cannot break it.
3. Stores hang rows on the first 63 bits of the same hash: ``row_id`` reads them off the id.
"""

import re
import uuid
from functools import lru_cache
from hashlib import blake2b
from typing import Final

PREFIX: Final = "pdx"
ID_DIGITS: Final = 25
"""125 bits of hash: no two locations share an id by chance."""

ROW_DIGITS: Final = 13
"""65 bits, of which 63 make the row id."""

LONGEST_NAME: Final = 255
"""Characters of a source's own id, and of a party. OCPI allows 36 and 3; an index of a database
takes some 2,500 bytes, and one object with more would undo the changes of its neighbours."""

DIGITS: Final = "0123456789abcdefghijklmnopqrstuv"
"""Base 32 with extended hex alphabet (RFC 4648 §7), lower case: ``int(text, 32)`` reads it."""

PAIRS: Final = [first + second for first in DIGITS for second in DIGITS]
PLACES: Final = range(120, -1, -10)
"""Where the pairs of digits begin, from the highest bit; the last pair is cut in half."""

ID_LENGTH: Final = len(PREFIX) + ID_DIGITS
KEY: Final = slice(len(PREFIX), len(PREFIX) + ROW_DIGITS)
"""Where the row id stands in a content id."""

CONTENT_ID: Final = re.compile(rf"{PREFIX}[0-9a-v]{{{ID_DIGITS}}}")
SEPARATORS: Final = str.maketrans("", "", "*-. _")
"""What may stand between the parts of an EVSE id and says nothing (ISO 15118-2 annex H)."""

PARTNER_SPACE: Final = uuid.UUID("6f0c6c0e-5a0b-5d0e-9d3c-0f2f3c1e7a55")
"""Name space of partner ids (RFC 4122 §4.3); never to change."""


@lru_cache(maxsize=4096)
def content_id(source: str, country_code: str | None, party_id: str | None, own_id: str) -> str:
    """The public id of a location: ``pdx`` and 25 digits of base 32.

    Owner and own id compare without case (OCPI CiString).
    """
    name = "\x1f".join((source, country_code or "", party_id or "", own_id)).casefold()
    digest = blake2b(name.encode(), digest_size=16).digest()
    bits = int.from_bytes(digest) << 2  # 130 bits: 13 pairs
    return PREFIX + "".join([PAIRS[bits >> place & 1023] for place in PLACES])[:ID_DIGITS]


def row_id(content: str) -> int | None:
    """The 63-bit key of a content id; ``None`` when it cannot be one of ours.

    Only what the key is made of is looked at: who finds a row compares the whole id.
    """
    if len(content) != ID_LENGTH or not content.startswith(PREFIX):
        return None
    try:
        return int(content[KEY], 32) >> 2
    except ValueError:
        return None


def is_too_long(*names: str | None) -> bool:
    """Whether one of the names of an object is longer than a store takes."""
    return any(len(name or "") > LONGEST_NAME for name in names)


def object_row_id(kind: str, *parts: str | None) -> int:
    """The 63-bit key of anything that has no public id (a tariff, a party)."""
    name = "\x1f".join((kind, *(part or "" for part in parts))).casefold()
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest()) >> 1


@lru_cache(maxsize=4096)
def source_key(name: str) -> int:
    """The 63-bit key of a source."""
    return object_row_id("source", name)


def canonical_evse_id(text: str) -> str:
    """An EVSE id in its one spelling: ``NL*ENE*E1``, ``nl-ene-e1`` and ``NLENEE1`` are the same."""
    return text.upper().translate(SEPARATORS)


@lru_cache(maxsize=65536)
def partner_id(name: str) -> str:
    """The id of an operator or eMSP, 36 characters: of its name, whatever case and spaces.

    One party may act for many brands, and one brand through many parties; a driver knows the
    brand.
    """
    return str(uuid.uuid5(PARTNER_SPACE, " ".join(name.casefold().split())))


@lru_cache(maxsize=65536)
def partner_key(partner: str) -> int:
    """The 63-bit key of a partner id."""
    return object_row_id("partner", partner)
