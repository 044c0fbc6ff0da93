"""How often somebody may ask: ``60/minute``."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from plugdex.model.errors import InvalidSetting
from plugdex.model.value import Value

UNITS: Final[Mapping[str, int]] = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400}
"""Seconds of each unit."""

RATE: Final = re.compile(rf"([1-9]\d{{0,9}})\s*/\s*({'|'.join(UNITS)})", re.IGNORECASE)
DURATION: Final = re.compile(r"([1-9]\d{0,4})d", re.IGNORECASE)


class Rate(Value, frozen=True, kw_only=True):
    """So many requests in each unit of time."""

    amount: int
    unit: str

    @property
    def text(self) -> str:
        """As people write it."""
        return f"{self.amount}/{self.unit}"


def read_rate(text: str) -> Rate:
    """A rate such as ``60/minute``; raises ``InvalidSetting``."""
    match = RATE.fullmatch(text.strip())
    if match is None:
        raise InvalidSetting(
            f"rate {text!r}: must be a number per {', '.join(UNITS)}, such as 60/minute"
        )
    return Rate(amount=int(match[1]), unit=match[2].lower())


def read_rates(text: str) -> tuple[Rate, ...]:
    """Rates with commas between; none in an empty text."""
    return tuple(read_rate(each) for each in text.split(",") if each.strip())


def read_expiry(text: str, now: datetime) -> datetime:
    """The end of ``90d``, or of a date or moment (ISO 8601, UTC); raises ``InvalidSetting``.

    A date counts until its day begins.
    """
    if match := DURATION.fullmatch(text.strip()):
        return now + timedelta(days=int(match[1]))
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise InvalidSetting(
            f"expiry {text!r}: must be days such as 90d, or a date such as 2027-01-31"
        ) from None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    if moment <= now:
        raise InvalidSetting(f"expiry {text!r}: is over already; choose a later one")
    return moment
