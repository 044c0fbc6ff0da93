"""Cursors: the place in an order behind which the next page goes on, as a text for URLs.

The order is part of it, because a place in another order would be another place.
"""

import re
from struct import pack, unpack
from typing import Final

from plugdex.api.own.problems import InvalidQuery
from plugdex.model.geo import LAST_CELL

Place = tuple[float, int]
"""A cell or metres (or what a price comes to), and a row id."""

BY_CELL: Final = "cell"
FORM: Final = re.compile(r"([a-z])([0-9a-f]{16})([0-9a-f]{16})")
LAST_ROW: Final = (1 << 63) - 1


def write_cursor(order: str, place: Place) -> str:
    """A place exactly: the first letter of its order, and 64 bits for each number."""
    first, rid = place
    bits = int(first).to_bytes(8) if order == BY_CELL else pack(">d", first)
    return f"{order[0]}{bits.hex()}{rid:016x}"


def read_cursor(order: str, text: str) -> Place:
    """The place in an order; raises ``InvalidQuery`` for anything that was not ``next`` of it."""
    match = FORM.fullmatch(text)
    if match is None or match[1] != order[0]:
        raise _no_cursor()
    bits, rid = bytes.fromhex(match[2]), int(match[3], 16)
    first: float = int.from_bytes(bits) if order == BY_CELL else unpack(">d", bits)[0]
    if not (0 <= first <= LAST_CELL and rid <= LAST_ROW):
        raise _no_cursor()
    return first, rid


def _no_cursor() -> InvalidQuery:
    return InvalidQuery("cursor", "must be the `next` of an earlier answer to the same question")
