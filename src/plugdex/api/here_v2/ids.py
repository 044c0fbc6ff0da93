"""Ids of stations and pools.

A location is one pool and one station. The pool has the content id; the station id is the same
number in hexadecimal digits, so either is made from the other and both are equally stable.
"""

from typing import Final

from plugdex.model.ids import CONTENT_ID, DIGITS, ID_DIGITS, PREFIX

STATION: Final = "pdx-"
HEX_DIGITS: Final = 32
"""As in the ids that the vendor shows: 32 hexadecimal digits behind a hyphen."""


def station_id(content: str) -> str:
    """The station id of a content id."""
    return f"{STATION}{int(content.removeprefix(PREFIX), 32):0{HEX_DIGITS}x}"


def content_of(identifier: str) -> str | None:
    """The content id of a station or pool id; ``None`` when it cannot be one of ours.

    As in v3, only what follows the last colon counts.
    """
    key = identifier.rpartition(":")[2]
    if CONTENT_ID.fullmatch(key):
        return key
    if not key.startswith(STATION) or len(key) != len(STATION) + HEX_DIGITS:
        return None
    try:
        content = _content(int(key.removeprefix(STATION), 16))
    except ValueError:
        return None
    return content if station_id(content) == key else None


def _content(number: int) -> str:
    digits = [DIGITS[number >> 5 * place & 31] for place in reversed(range(ID_DIGITS))]
    return PREFIX + "".join(digits)
