"""Times of OCPI: UTC with ``Z`` (contract §2)."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from plugdex.formats.ocpi.write.versions import Rules

CLOCK: Final = tuple(f"{minute // 60:02}:{minute % 60:02}" for minute in range(24 * 60))
"""``HH:MM`` by the minute of the day."""


def time_of(moment: datetime, rules: Rules) -> str:
    """A time to the second, and to the millisecond where it has any.

    2.1.1 knows no fractions. There time is cut, never rounded up: who asks for what changed since
    the last stamp that was seen must not miss anything.
    """
    return _time(moment, rules.is_modern)


@lru_cache(maxsize=4096)
def _time(moment: datetime, fractions: bool) -> str:
    text = moment.isoformat()
    if len(text) == 25 and text.endswith("+00:00"):
        return text[:19] + "Z"
    utc = moment.astimezone(UTC)
    exact = fractions and utc.microsecond >= 1000
    return utc.isoformat(timespec="milliseconds" if exact else "seconds")[:-6] + "Z"


def optional_time(moment: datetime | None, rules: Rules) -> str | None:
    """A time that may be missing."""
    return None if moment is None else _time(moment, rules.is_modern)
