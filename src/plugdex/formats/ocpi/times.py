"""Times of OCPI: UTC, whatever the spelling (wild 4.1–4.6)."""

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import Final

from plugdex.formats.notes import Notes

STRICT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,5})?Z?")
LENIENT: Final = re.compile(
    r"\s*(\d{4})-(\d{1,2})-(\d{1,2})(?:(?:[Tt]|\s+)(\d{1,2}):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?)?"
    r"\s*(?:[Zz]|UTC|GMT|([+-])(\d\d):?(\d\d)?)?\s*"
)
EPOCH: Final = re.compile(r"\d{10}(?:\d{3})?")
FIRST_YEAR: Final = 2000
"""No charging location is older; earlier times are placeholders (wild 4.4)."""

AHEAD: Final = timedelta(minutes=5)
"""How far a clock may be ahead of ours."""


@lru_cache(maxsize=16384)
def read_time(text: str) -> tuple[datetime | None, str]:
    """Read a time as UTC, cut to milliseconds; the code of the issue is empty if all is well."""
    is_usual = len(text) == 20 and text[10:20:9] == "TZ"
    if is_usual or (len(text) <= 25 and STRICT.fullmatch(text)):
        try:
            found, code = datetime.fromisoformat(text), ""
        except ValueError:
            return None, "timestamp_invalid"
    else:
        lenient = _read_leniently(text)
        if lenient is None:
            return None, "timestamp_invalid"
        found, code = lenient, "timestamp_lenient"
    if found.year < FIRST_YEAR:
        return None, "timestamp_invalid"
    if found.tzinfo is None:
        found = found.replace(tzinfo=UTC)
    if found.microsecond % 1000:
        found = found.replace(microsecond=found.microsecond // 1000 * 1000)
    return found, code


def _read_leniently(text: str) -> datetime | None:
    match = LENIENT.fullmatch(text)
    try:
        if match is None:
            return _read_epoch(text.strip())
        year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
        fraction = int(((match[7] or "") + "000000")[:6])
        local = datetime(year, month, day, hour, minute, second, fraction, tzinfo=_offset(match))
        return local.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _read_epoch(text: str) -> datetime | None:
    if not EPOCH.fullmatch(text):
        return None
    seconds = int(text) / 1000 if len(text) == 13 else int(text)
    return datetime.fromtimestamp(seconds, UTC)


def _offset(match: re.Match[str]) -> timezone:
    if not match[8]:
        return UTC
    offset = timedelta(hours=int(match[9]), minutes=int(match[10] or 0))
    return timezone(offset if match[8] == "+" else -offset)


def optional_time(text: str | None, notes: Notes, path: str) -> datetime | None:
    """A time that may be missing; one that cannot be understood is dropped."""
    if not text:
        return None
    found, code = read_time(text)
    if code:
        became = found.isoformat() if found else ""
        notes.add(code, "normalised" if found else "dropped", path, text, became)
    return found


def last_updated(
    text: str | None, fallback: datetime, received: datetime, notes: Notes, path: str
) -> datetime:
    """The time stamp of an object, or the fallback (wild 4.4, 4.5).

    One in the future is cut to the most that a clock may be ahead, so that of two stamps the
    later one stays the later one and no later update is kept out.
    """
    if not text:
        notes.add("last_updated_missing", "normalised", path, "", fallback.isoformat())
        return fallback
    found, code = read_time(text)
    if found is None:
        notes.add("last_updated_invalid", "normalised", path, text, fallback.isoformat())
        return fallback
    if found > received and found > (latest := received + AHEAD):
        notes.add("last_updated_future", "normalised", path, text, latest.isoformat())
        return latest
    if code:
        notes.add(code, "normalised", path, text, found.isoformat())
    return found
