"""How a program says what it asks for: Python values by the names of the parameters.

Names are those of the HTTP API in snake case, and ``for_`` is ``for``. Lists of texts become
lists with commas, and a pair of numbers becomes ``lat,lon``.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Final, TypedDict

from plugdex.model.errors import PlugdexError

Number = int | float | Decimal
Texts = str | Sequence[str]

IRREGULAR: Final[Mapping[str, str]] = {"for_": "for", "dc_kw_at_400_v": "dcKwAt400V"}


class Session(TypedDict, total=False):
    """A charging session, and the vehicle that charges; kW, kWh, per cent and minutes."""

    kwh: Number
    battery: Number
    soc_from: Number
    soc_to: Number
    kw: Number
    start: datetime | str
    parking: int
    types: Texts
    vehicle: str
    adapters: Texts
    inlets: Texts
    ac_kw: Number
    ac_phases: int
    dc_kw: Number
    volts: int
    dc_kw_at_400_v: Number
    cable_a: int
    make: str


class SearchQuestion(Session, total=False):
    """Where to search, and what must be there; metres, kW and degrees."""

    at: tuple[float, float]
    radius: Number
    bbox: tuple[float, float, float, float]
    country: Texts
    route: str
    polyline: str
    width: Number
    every: Number
    order: str
    connectors: Texts
    min_kw: Number
    max_kw: Number
    current: str
    format: str
    available: int
    operator: Texts
    emsp: Texts
    payment: Texts
    open: str
    access: str
    for_: str
    q: str
    max_price: Number
    lenient: bool
    limit: int
    cursor: str


class ChangesQuestion(TypedDict, total=False):
    """Which changes are wanted."""

    bbox: tuple[float, float, float, float]
    connectors: Texts
    operator: Texts


def parameters(question: Mapping[str, object]) -> dict[str, str]:
    """The query of a question; raises ``InvalidValue`` for a value that has no text."""
    return {
        parameter_name(name): _text(name, value)
        for name, value in question.items()
        if value is not None
    }


def parameter_name(name: str) -> str:
    """What the HTTP API calls a parameter: ``min_kw`` is ``minKw``."""
    if name in IRREGULAR:
        return IRREGULAR[name]
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


class InvalidValue(PlugdexError):
    """A value that cannot be said in a query."""

    code = "invalid-value"
    title = "The value cannot be asked for"


def _text(name: str, value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, str | int | float | Decimal):
        return str(value)
    if isinstance(value, Sequence):
        return ",".join(_text(name, each) for each in value)
    raise InvalidValue(f"{name}: must be a text, a number, or a list of them")
