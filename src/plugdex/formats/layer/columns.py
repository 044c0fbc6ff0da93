"""Which column of which pool holds a field of the model, and as what.

Read off the model's own types: a field that is added there is a line in ``partition.proto``.
"""

import re
from collections.abc import Mapping
from datetime import datetime
from types import NoneType, UnionType
from typing import Final, Literal, NamedTuple, Union, get_args, get_origin, get_type_hints

from plugdex.formats.layer.values import Group
from plugdex.model.hours import ExceptionalPeriod, OpeningHours, RegularHours
from plugdex.model.location import (
    Business,
    Connector,
    EnergyMix,
    EnergySource,
    EnvironmentalImpact,
    Evse,
    EvseParking,
    Image,
    Location,
    ParkingPlace,
    Point,
    RelatedPoint,
    StatusPeriod,
    Text,
    TruckAccess,
    VehicleLimits,
)
from plugdex.model.value import Value

TEXT: Final = "text"
NUMBER: Final = "number"
TIME: Final = "time"
WHOLE: Final = "whole"
FLAG: Final = "flag"
LAT: Final = "lat"
LON: Final = "lon"

ABSENT: Final = -1
"""No reference, or not known."""

DEGREE: Final = 10_000_000
"""Units of a degree: about a centimetre."""

PLAIN: Final[Mapping[object, str]] = {
    str: TEXT,
    float: NUMBER,
    datetime: TIME,
    bool: FLAG,
    int: WHOLE,
}

TYPES: Final[tuple[type[Value], ...]] = (
    *(Location, Evse, Connector, Group, Business),
    *(OpeningHours, RegularHours, ExceptionalPeriod),
    *(Point, RelatedPoint, Text, Image),
    *(EnergyMix, EnergySource, EnvironmentalImpact),
    *(VehicleLimits, ParkingPlace, EvseParking, TruckAccess, StatusPeriod),
)


EXCEPTIONS: Final[Mapping[type[Value], str]] = {Text: "localized_text", Group: "connector_group"}

POOLS: Final[Mapping[type[Value], str]] = {
    kind: EXCEPTIONS.get(kind) or re.sub(r"(?<!^)([A-Z])", r"_\1", kind.__name__).lower()
    for kind in TYPES
}
"""The pool of each class."""


class Column(NamedTuple):
    """A field; ``kind`` is one of the words above or the name of a pool."""

    name: str
    kind: str
    is_list: bool


def _columns(kind: type[Value]) -> tuple[Column, ...]:
    if kind is Point:
        return (Column("lat", LAT, False), Column("lon", LON, False))
    return tuple(_column(name, hint) for name, hint in get_type_hints(kind).items())


def _column(name: str, hint: object) -> Column:
    hint = _known(hint)
    is_list = get_origin(hint) is tuple
    if is_list:
        hint = get_args(hint)[0]
    if get_origin(hint) is Literal:
        hint = str
    plain = PLAIN.get(hint)
    if plain is None and isinstance(hint, type) and issubclass(hint, Value):
        plain = POOLS[hint]
    if plain is None:
        raise TypeError(f"{name}: no column is known for {hint}")
    return Column(name, plain, is_list)


def _known(hint: object) -> object:
    """A type without its ``None``."""
    if get_origin(hint) in (Union, UnionType):
        return next(each for each in get_args(hint) if each is not NoneType)
    return hint


COLUMNS: Final[Mapping[type[Value], tuple[Column, ...]]] = {kind: _columns(kind) for kind in TYPES}
"""The columns of the pool of each class."""

GROUPS: Final = Column("groups", POOLS[Group], is_list=True)

DERIVED: Final[Mapping[type[Value], tuple[Column, ...]]] = {
    Location: (Column("content_id", TEXT, is_list=False), GROUPS),
    Connector: (Column("max_power", WHOLE, is_list=False),),
}
"""Columns of what is not a field of the model but follows from it."""


def find_column(pool: str, name: str) -> Column:
    """A column by its name in the schema; raises ``KeyError``."""
    for kind, columns in COLUMNS.items():
        if POOLS[kind] == pool:
            for column in (*columns, *DERIVED.get(kind, ())):
                if column.name == name:
                    return column
    raise KeyError(f"{pool}.{name}")
