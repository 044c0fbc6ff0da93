"""Whole numbers of queries."""

from typing import Final

from plugdex.api.own.problems import InvalidQuery

MOST_DIGITS: Final = 9
"""More would be no number that any parameter means."""


def whole(name: str, text: str, least: int, most: int) -> int:
    """The number of a parameter within its limits; raises ``InvalidQuery``."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS
    if not is_number or not least <= int(text) <= most:
        raise InvalidQuery(name, f"must be a whole number from {least} to {most}")
    return int(text)
