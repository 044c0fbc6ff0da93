"""Texts of sources as people should see them: one line, composed letters, no mark-up."""

import html
import re
import unicodedata
from functools import lru_cache
from typing import Final

WORD: Final = r"[!-%'-;=-~\xa1-\u02ff]++"
"""Printable characters but ``&`` and ``<``; below U+0300 there are no combining marks."""

TIDY: Final = re.compile(rf"{WORD}(?: {WORD})*+")
"""A text to which none of the cleanings below applies; most are."""

SPACES: Final = re.compile(r"[\s\x00-\x1f\x7f\u200b\ufeff]+")
TAG: Final = re.compile(r"</?[a-zA-Z][^<>]*>|<!--.*?-->", re.DOTALL)
ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,8}\d{0,2});")
WORD_CHARACTERS: Final = re.compile(r"[^\W_]+")
NOTHING: Final = frozenset({"", "#na", "n/a", "na", "-", "--", "null", "none"})
"""What sources write where they know nothing, in lower case."""


def is_tidy(text: str) -> bool:
    """Whether a text needs no cleaning for sure."""
    return TIDY.fullmatch(text) is not None


def without_extra_spaces(text: str) -> str:
    """Compose letters (NFC), make any run of white space one space, and trim."""
    return SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


def without_markup(text: str) -> str:
    """Strip tags and resolve entities once; a text without mark-up comes back as it is."""
    if "<" not in text and "&" not in text:
        return text
    bare = TAG.sub(" ", text)
    return html.unescape(bare) if ENTITY.search(bare) else bare


def is_nothing(text: str) -> bool:
    """Whether a text only says that there is none."""
    return text.strip().casefold() in NOTHING


@lru_cache(maxsize=16384)
def search_words(text: str) -> tuple[str, ...]:
    """The words of a text as a search compares them: no case, no accents, no punctuation."""
    plain = text.casefold()
    if not plain.isascii():
        letters = unicodedata.normalize("NFKD", plain)
        plain = "".join([ch for ch in letters if not unicodedata.combining(ch)])
    return tuple(WORD_CHARACTERS.findall(plain))
