"""Values of OICP members, whatever JSON type they have."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final

from plugdex.formats.notes import Notes
from plugdex.model.phones import to_e164
from plugdex.model.text import is_nothing, is_tidy, without_extra_spaces, without_markup

NO_ENTRY: Final = frozenset({"k.a", "k.a.", "ka", "unknown", "unbekannt"})
"""What else operators write where an address has nothing (keine Angabe)."""

ONLY_MARKS: Final = frozenset(".-_/*?x0 ")
"""What a house number is made of when there is none."""


def text_of(value: object) -> str | None:
    """A text in one line without mark-up; ``None`` when it says nothing."""
    if not isinstance(value, str):
        return str(value) if isinstance(value, int | float) else None
    if not is_tidy(value):
        value = without_extra_spaces(without_markup(value))
    return None if not value or (len(value) <= 4 and is_nothing(value)) else value


def house_number(value: object) -> str | None:
    """A house number; a lone dot or x stands for none."""
    found = address_part(value)
    return None if found is None or ONLY_MARKS.issuperset(found) else found


def address_part(value: object) -> str | None:
    """A part of an address."""
    found = text_of(value)
    return None if found is None or found.casefold() in NO_ENTRY else found


def number_of(value: object) -> float | None:
    """A finite number, written as one or as text."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        found = float(value.replace(",", ".") if isinstance(value, str) else value)
    except (ValueError, OverflowError):
        return None
    return found if abs(found) < 1e12 else None


def flag_of(value: object) -> bool | None:
    """Yes or no, as a boolean or as text."""
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(value.casefold()) if isinstance(value, str) else None


def items_of(value: object) -> Iterator[Any]:
    """The items of a list; something else is a list of one."""
    if isinstance(value, list):
        yield from value
    elif value is not None:
        yield value


def words_of(value: object) -> Iterator[str]:
    """The texts in a list."""
    return (word for word in items_of(value) if isinstance(word, str) and word.strip())


@lru_cache(maxsize=4096)
def phone_of(text: str, alpha_2: str | None) -> str | None:
    """E.164 of a number with a plus before it, which some put before national numbers, too."""
    return to_e164(text, alpha_2) or to_e164(text.lstrip("+"), alpha_2)


def time_of(value: object, notes: Notes, path: str) -> datetime | None:
    """A time in UTC; one without an offset is taken as UTC."""
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value.strip())
        return found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        notes.add("timestamp_invalid", "dropped", path, value)
        return None
