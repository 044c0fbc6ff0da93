"""Texts, codes and identifiers as a version allows them (contract §2)."""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from plugdex.formats.ocpi import wire
from plugdex.formats.ocpi.write.versions import Rules
from plugdex.model.location import Text
from plugdex.model.text import without_extra_spaces

NOT_AVAILABLE: Final = "#NA"
"""What a required text says where nothing is known (contract §2)."""

LONGEST_URL: Final = 255
LONGEST_DISPLAY_TEXT: Final = 512

IN_ASCII: Final = str.maketrans(
    {
        "ß": "ss",
        "ẞ": "SS",
        "æ": "ae",
        "Æ": "AE",
        "œ": "oe",
        "Œ": "OE",
        "ø": "o",
        "Ø": "O",
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "Đ": "D",
        "ð": "d",
        "Ð": "D",
        "þ": "th",
        "Þ": "Th",
        "ı": "i",
        "€": "EUR",
        "‐": "-",
        "‑": "-",
        "–": "-",
        "—": "-",
        "‘": "'",
        "’": "'",
        "‚": "'",
        "“": '"',
        "”": '"',
        "„": '"',
    }
)
"""Letters and signs that do not fall apart into ASCII and a mark."""


def text_of(value: str | None, limit: int, rules: Rules) -> str | None:
    """A text for people, cut to what the member holds (wild 1.20)."""
    if not value:
        return None
    if len(value) <= limit and value.isprintable() and (rules.is_modern or value.isascii()):
        return value
    return _fitted(value, limit, rules.is_modern)


def required_text(value: str | None, limit: int, rules: Rules) -> str:
    """A text that must be there."""
    return text_of(value, limit, rules) or NOT_AVAILABLE


@lru_cache(maxsize=16384)
def _fitted(value: str, limit: int, any_letter: bool) -> str | None:
    """One printable line; in 2.1.1 of ASCII only, or nothing."""
    plain = without_extra_spaces(value)
    if not any_letter:
        apart = unicodedata.normalize("NFKD", plain.translate(IN_ASCII))
        plain = "".join(ch for ch in apart if not unicodedata.combining(ch))
        if not plain.isascii():
            return None
    line = "".join(ch for ch in plain if ch.isprintable())
    return line[:limit].rstrip() or None


def key_of(value: str | None, limit: int) -> str | None:
    """An identifier: printable ASCII that fits, as it is or not at all."""
    if value and len(value) <= limit and value.isascii() and value.isprintable():
        return value
    return None


def keys_of(values: Sequence[str], limit: int) -> list[str] | None:
    """The identifiers of a list that can be written."""
    return [key for value in values if (key := key_of(value, limit))] or None


def url_of(value: str | None) -> str | None:
    """An address on the web; one that is cut leads nowhere."""
    if value and value.startswith(("http://", "https://")) and " " not in value:
        return key_of(value, LONGEST_URL)
    return None


@lru_cache(maxsize=16384)
def _codes(values: tuple[str, ...], allowed: frozenset[str] | None) -> list[str] | None:
    if allowed is None:
        return keys_of(values, LONGEST_URL)
    return [value for value in values if value in allowed] or None


def codes_of(values: tuple[str, ...], allowed: frozenset[str] | None) -> list[str] | None:
    """The codes of a list that the version has; the lists are shared, nobody may change them."""
    return _codes(values, allowed) if values else None


def texts_of(values: Sequence[Text], rules: Rules) -> list[wire.DisplayText] | None:
    """Texts in languages."""
    if not values:
        return None
    return [made for value in values if (made := display_text(value, rules))] or None


def display_text(value: Text | None, rules: Rules) -> wire.DisplayText | None:
    """A text whose language is known; without one OCPI cannot say it."""
    if value is None:
        return None
    language = _language(value.language)
    text = text_of(value.text, LONGEST_DISPLAY_TEXT, rules)
    if language is None or text is None:
        return None
    return wire.DisplayText(language=language, text=text)


@lru_cache(maxsize=1024)
def _language(text: str) -> str | None:
    """ISO 639-1: ``de`` of ``de``, ``DE`` and ``de-CH``."""
    main = text.replace("_", "-").partition("-")[0].lower()
    return main if len(main) == 2 and main.isascii() and main.isalpha() else None
