"""Texts and telephone numbers of registers as people should see them."""

import re
from functools import lru_cache
from typing import Final

from plugdex.formats.notes import Notes
from plugdex.model.phones import to_e164
from plugdex.model.text import is_nothing, is_tidy, without_extra_spaces, without_markup

UNDETERMINED: Final = "und"
"""Language of a text that does not say it (ISO 639-2)."""

MOJIBAKE: Final = re.compile("[\u00c2-\u00c5\u00e2][\u0080-\u00bf\u0152-\u0178\u2013-\u2122]")
"""What UTF-8 looks like that was read as Windows-1252: two signs for one letter."""


def prose(value: str | None, notes: Notes, path: str) -> str | None:
    """A text of one line without mark-up; ``None`` where it says nothing."""
    if not value:
        return None
    if not is_tidy(value) or not (value.isascii() or MOJIBAKE.search(value) is None):
        value = _cleaned(value, notes, path)
    return None if len(value) <= 4 and is_nothing(value) else value


def _cleaned(value: str, notes: Notes, path: str) -> str:
    spaced = without_extra_spaces(value)
    bare = without_extra_spaces(without_markup(spaced))
    if bare != spaced:
        notes.add("markup_removed", "normalised", path, spaced, bare)
    decoded = _decoded(bare)
    if decoded != bare:
        notes.add("encoding_invalid", "normalised", path, bare, decoded)
    return decoded


def _decoded(text: str) -> str:
    """Text that was read in the wrong encoding once; as it is, where that is not so for sure."""
    if not MOJIBAKE.search(text):
        return text
    try:
        return text.encode("cp1252").decode()
    except UnicodeError:
        return text


@lru_cache(maxsize=4096)
def phone(text: str, alpha_2: str | None) -> str | None:
    """A telephone number in E.164; of several in one text the first."""
    found = to_e164(text, alpha_2)
    if found is None:
        parts = re.split(r"[/;,]|\s{2,}|\bor\b|\boder\b", text)
        found = to_e164(parts[0], alpha_2) if len(parts) > 1 else None
    return found
