"""What a partition says of a location beyond the location itself."""

from typing import Final

from plugdex.model.location import Location
from plugdex.model.value import Value

VERSION: Final = 1
"""Of the format; a reader refuses others."""


class Group(Value, frozen=True, kw_only=True):
    """Connectors of one standard and one maximum power (watts), and how many EVSEs have them."""

    standard: str
    max_power: int
    evses: int


class Entry(Value, frozen=True, kw_only=True):
    """A location of a partition under its content id, the one of the HERE v3 dialect."""

    id: str
    location: Location
    groups: tuple[Group, ...] = ()
