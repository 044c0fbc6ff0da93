"""Values as the server takes them, in binary, by their types in Python."""

from collections.abc import Callable, Mapping, Sequence
from itertools import chain, repeat
from struct import Struct, pack
from typing import Any, Final, NamedTuple

from psycopg.pq import Format

UNKNOWN: Final = 0
BYTES: Final = 17
BLOBS: Final = 1001
NUMBER: Final = 20
TEXT: Final = 25
FRACTION: Final = 701
TEXTS: Final = 1009
FRACTIONS: Final = 1022
NUMBERS: Final = 1016
"""Types as the server numbers them."""

NUL: Final = "\x00"
"""PostgreSQL has no text with this in it."""

SYMBOL_FOR_NUL: Final = "\u2400"


class Encoded(NamedTuple):
    """A value for a statement."""

    type: int
    data: bytes
    format: Format = Format.BINARY


EMPTY: Final = Encoded(UNKNOWN, b"{}", Format.TEXT)
"""An array without elements, of whatever type the statement wants."""

NUMBER_PACK: Final = Struct(">q").pack
FRACTION_PACK: Final = Struct(">d").pack
LENGTH_PACK: Final = Struct(">i").pack


def storable(text: str) -> str:
    """Text that PostgreSQL takes, whatever a peer sends."""
    return text.replace(NUL, SYMBOL_FOR_NUL)


def numbers(values: Sequence[int]) -> bytes:
    """An array: dimensions, nulls, type, length, first index; then each with its length."""
    elements = chain.from_iterable(zip(repeat(8), values, strict=False))
    return pack(f">iiIii{'iq' * len(values)}", 1, 0, NUMBER, len(values), 1, *elements)


def texts(values: Sequence[str]) -> bytes:
    """The same of texts."""
    return _of_lengths(TEXT, [storable(each).encode() for each in values])


def fractions(values: Sequence[float]) -> bytes:
    """The same of floating-point numbers."""
    elements = chain.from_iterable(zip(repeat(8), values, strict=False))
    return pack(f">iiIii{'id' * len(values)}", 1, 0, FRACTION, len(values), 1, *elements)


def blobs(values: Sequence[bytes]) -> bytes:
    """The same of bytes."""
    return _of_lengths(BYTES, values)


ARRAYS: Final[Mapping[str, tuple[int, Callable[[Sequence[Any]], bytes]]]] = {
    "int8": (NUMBERS, numbers),
    "float8": (FRACTIONS, fractions),
    "text": (TEXTS, texts),
    "bytea": (BLOBS, blobs),
}


def array(kind: str, values: Sequence[Any]) -> Encoded:
    """A column of values of a type, as PostgreSQL calls it."""
    oid, packed = ARRAYS[kind]
    return Encoded(oid, packed(values))


def encoded(value: Any) -> Encoded:
    """A value of one of the types that our questions have; raises ``KeyError`` for others."""
    return ENCODERS[type(value)](value)


def _of_lengths(oid: int, values: Sequence[bytes]) -> bytes:
    parts = chain.from_iterable((LENGTH_PACK(len(each)), each) for each in values)
    return pack(">iiIii", 1, 0, oid, len(values), 1) + b"".join(parts)


def _list(values: Sequence[Any]) -> Encoded:
    if not values:
        return EMPTY
    if type(values[0]) is int:
        return Encoded(NUMBERS, numbers(values))
    return Encoded(TEXTS, texts(values))


ENCODERS: Final[Mapping[type, Callable[[Any], Encoded]]] = {
    int: lambda value: Encoded(NUMBER, NUMBER_PACK(value)),
    float: lambda value: Encoded(FRACTION, FRACTION_PACK(value)),
    str: lambda value: Encoded(TEXT, storable(value).encode()),
    bytes: lambda value: Encoded(BYTES, value),
    list: _list,
    Encoded: lambda value: value,
}
