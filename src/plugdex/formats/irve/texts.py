"""Texts of a station taken apart: address, coordinates, height limits, telephone numbers."""

import re
from functools import lru_cache
from typing import Final

from plugdex.model.phones import to_e164
from plugdex.model.text import is_nothing, is_tidy, without_extra_spaces, without_markup

ADDRESS: Final = re.compile(
    r"(?P<street>.*?)[\s,]+(?P<code>(?:\d{2}|2[AB])\d{3})[\s,]+(?P<city>[^\d,(]+)"
    r"(?:\([^)]*\))?[\s,]*(?:France|Centre-Val de Loire FRANCE)?[\s,.]*",
    re.IGNORECASE,
)
"""The schema's form: number, street, postal code, town."""

COORDINATES: Final = re.compile(r"\[?\s*(-?[\d.eE+-]+)\s*[,;]\s*(-?[\d.eE+-]+)\s*\]?")
HEIGHT: Final = re.compile(
    r"(?:hauteur|height|haut\.?|h)\D{0,20}?(\d)\s*(?:[.,m]\s*(\d{1,2}))?(?!\d)", re.IGNORECASE
)
LOWEST_CM, HIGHEST_CM = 150, 500
"""A limit outside of this is none."""


def text_of(value: str) -> str | None:
    """A text for people; ``None`` when it says nothing."""
    if not is_tidy(value):
        value = without_extra_spaces(without_markup(value))
    return None if is_nothing(value) else value


def coordinates_of(text: str) -> tuple[str, str]:
    """Latitude and longitude of ``[longitude, latitude]``; empty where there is no pair."""
    match = COORDINATES.fullmatch(text.strip())
    return (match[2], match[1]) if match else ("", "")


def address_of(text: str) -> tuple[str | None, str | None, str | None]:
    """Street, postal code and town; what has no such parts is all street."""
    whole = text_of(text)
    match = ADDRESS.fullmatch(whole) if whole else None
    if match is None:
        return whole, None, None
    return match["street"].strip(" ,") or None, match["code"], match["city"].strip(" ,-") or None


@lru_cache(maxsize=4096)
def phone_of(text: str) -> str | None:
    """A telephone number; one without prefix is French."""
    return to_e164(text, "FR")


def height_of(text: str) -> int | None:
    """Centimetres of a height limit such as ``Hauteur maximale 2m`` or ``H 1,90 m``."""
    match = HEIGHT.search(text)
    if match is None:
        return None
    found = int(match[1]) * 100 + int((match[2] or "0").ljust(2, "0"))
    return found if LOWEST_CM <= found <= HIGHEST_CM else None
