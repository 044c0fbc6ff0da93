"""When a session begins that is asked for in local time, also in nights with a clock change."""

from datetime import UTC, datetime, tzinfo
from typing import Literal, NamedTuple

Clock = Literal["plain", "repeated", "skipped"]


class Start(NamedTuple):
    """An instant (UTC), and what the clock did to it.

    ``repeated``: the local time comes twice, and this is the first. ``skipped``: it does not
    come at all, and this is as long after the change as the time was past it.
    """

    instant: datetime
    clock: Clock = "plain"


def start_of(time: datetime, zone: tzinfo) -> Start:
    """The instant of a local time; of one with an offset that instant."""
    if time.tzinfo is not None:
        return Start(time.astimezone(UTC))
    first = time.replace(tzinfo=zone, fold=0)
    instant = first.astimezone(UTC)
    if first.utcoffset() == time.replace(tzinfo=zone, fold=1).utcoffset():
        return Start(instant)
    is_there = instant.astimezone(zone).replace(tzinfo=None) == time.replace(fold=0)
    return Start(instant, "repeated" if is_there else "skipped")
