"""Single values of requests, checked by the contract's limits (§2)."""

import re
from collections.abc import Collection
from typing import Final

from plugdex.api.dialect import Params
from plugdex.api.here_search.errors import BadRequest
from plugdex.model.location import Point

NUMBER: Final = re.compile(r"[+-]?(\d{1,9}(\.\d{0,30})?|\.\d{1,30})")
INTEGER: Final = re.compile(r"\d{1,9}")


def text(params: Params, name: str) -> str | None:
    """The value of a parameter that may be given once; ``None`` without it."""
    values = params.get(name)
    if values is None:
        return None
    if len(values) > 1:
        raise BadRequest(name, "is given more than once")
    if not values[0].strip():
        raise BadRequest(name, "is empty")
    return values[0]


def items(params: Params, name: str) -> tuple[str, ...]:
    """The values of a list; it may be split at commas or repeated."""
    if name not in params:
        return ()
    found = tuple(item for value in params[name] for item in value.split(","))
    if not all(item.strip() for item in found):
        raise BadRequest(name, "has an empty item")
    return tuple(dict.fromkeys(found))


def items_like(params: Params, name: str, pattern: str) -> tuple[str, ...]:
    """A list, each item of one form."""
    found = items(params, name)
    for item in found:
        if not re.fullmatch(pattern, item):
            raise BadRequest(name, f"{item!r} does not match {pattern}")
    return found


def items_of(params: Params, name: str, allowed: Collection[str]) -> tuple[str, ...]:
    """A list, each item one of those that are allowed."""
    found = items(params, name)
    for item in found:
        if item not in allowed:
            raise BadRequest(name, f"{item!r} is none of {', '.join(allowed)}")
    return found


def one_of(params: Params, name: str, allowed: Collection[str]) -> str | None:
    """One of the values that are allowed."""
    found = text(params, name)
    if found is not None and found not in allowed:
        raise BadRequest(name, f"{found!r} is none of {', '.join(allowed)}")
    return found


def whole(params: Params, name: str, limits: range) -> int | None:
    """A whole number within limits."""
    found = text(params, name)
    if found is None:
        return None
    if not INTEGER.fullmatch(found) or int(found) not in limits:
        raise BadRequest(name, f"must be a whole number from {limits[0]} to {limits[-1]}")
    return int(found)


def degrees(name: str, value: str, count: int) -> tuple[float, ...]:
    """So many decimal numbers, parted by commas."""
    parts = value.split(",")
    if len(parts) != count or not all(NUMBER.fullmatch(part) for part in parts):
        raise BadRequest(name, f"{value!r} is not {count} decimal numbers with commas between")
    return tuple(map(float, parts))


def point(name: str, value: str) -> Point:
    """A position, latitude first."""
    lat, lon = degrees(name, value, 2)
    return Point(lat=latitude(name, lat), lon=longitude(name, lon))


def latitude(name: str, value: float) -> float:
    """Degrees north."""
    if not -90 <= value <= 90:
        raise BadRequest(name, f"latitude {value} is not within ±90")
    return value


def longitude(name: str, value: float) -> float:
    """Degrees east."""
    if not -180 <= value <= 180:
        raise BadRequest(name, f"longitude {value} is not within ±180")
    return value
