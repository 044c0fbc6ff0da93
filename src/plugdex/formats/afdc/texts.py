"""Texts of a station put right: names, telephone numbers and times."""

import re
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Final

from plugdex.formats.afdc.wire import Station
from plugdex.formats.notes import Notes
from plugdex.model.countries import Country
from plugdex.model.location import Text
from plugdex.model.phones import to_e164
from plugdex.model.text import is_nothing, is_tidy, without_extra_spaces, without_markup
from plugdex.model.value import NEVER

PHONES: Final = re.compile(r"\s{2,}|[;,/]|\bor\b")

EXTENSION: Final = re.compile(r"\s*(?:x|ext\.?)\s*\d+$", re.IGNORECASE)


@lru_cache(maxsize=8192)
def text_of(value: str) -> str | None:
    """A text without white space and mark-up that nobody wants."""
    if not value:
        return None
    if not is_tidy(value):
        value = without_extra_spaces(without_markup(value))
    return None if is_nothing(value) else value


def postal_code(station: Station) -> str | None:
    """The ZIP code with its four digits, or the postal code."""
    code = text_of(station.zip)
    return f"{code}-{station.plus4}" if code and station.plus4 else code


def directions(station: Station) -> tuple[Text, ...]:
    """How to find the posts."""
    texts = (("en", station.intersection_directions), ("fr", station.intersection_directions_fr))
    return tuple(
        Text(language=language, text=text)
        for language, value in texts
        if value and (text := (text_of(value) or "").strip(" .|"))
    )


@lru_cache(maxsize=4096)
def _first_phone(text: str, alpha_2: str) -> str | None:
    for part in PHONES.split(text):
        found = to_e164(EXTENSION.sub("", part.strip()), alpha_2)
        if found:
            return found
    return None


def phone_of(text: str, country: Country | None, notes: Notes) -> str | None:
    """The first number of the field; several stand side by side."""
    if is_nothing(text):
        return None
    found = _first_phone(text, country.alpha_2 if country else "US")
    if found is None:
        notes.add("type_invalid", "dropped", "$.station_phone", text)
    return found


def moment_of(text: str) -> datetime | None:
    """``2025-02-12 00:16:32 UTC``, ``2025-02-12T00:16:32Z``, ``2025-02-12``, ``5/9/2019``."""
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text.replace(" UTC", "+00:00"))
    except ValueError:
        day = _american(text)
        return datetime.combine(day, time(), UTC) if day else None
    moment = found if found.tzinfo else found.replace(tzinfo=UTC)
    return moment.astimezone(UTC) if NEVER.year < moment.year < 9000 else None


def _american(text: str) -> date | None:
    month, _, rest = text.partition("/")
    day, _, year = rest.partition("/")
    try:
        return date(int(year) + 2000 * (len(year) == 2), int(month), int(day))
    except (ValueError, OverflowError):
        return None
