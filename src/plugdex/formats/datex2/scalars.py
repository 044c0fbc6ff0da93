"""Values of DATEX II members: numbers, yes or no, times."""

from collections.abc import Iterable
from datetime import UTC, datetime

from plugdex.formats.datex2.tree import Node, Scalar
from plugdex.formats.notes import Notes


def number_of(value: Scalar | None) -> float | None:
    """A finite number."""
    if value is None or isinstance(value, bool):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if abs(found) < 1e12 else None


def numbers_of(values: Iterable[Scalar]) -> tuple[float, ...]:
    """Those that are numbers above 0."""
    found = (number_of(value) for value in values)
    return tuple(number for number in found if number and number > 0)


def first_number(node: Node, name: str) -> float | None:
    """The first value of a member as a number."""
    values = node.scalars(name)
    return number_of(values[0]) if values else None


def flag_of(value: Scalar) -> bool | None:
    """Yes or no, as a boolean or as text."""
    if isinstance(value, bool):
        return value
    return {"true": True, "1": True, "false": False, "0": False}.get(str(value).strip().casefold())


def time_of(value: Scalar | None, notes: Notes, path: str) -> datetime | None:
    """A time in UTC; one without an offset is taken as UTC."""
    if value is None or value == "":
        return None
    try:
        found = datetime.fromisoformat(str(value).strip())
        return found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        notes.add("timestamp_invalid", "dropped", path, value)
        return None
