"""Mapbox Vector Tiles 2.1, points only: layers of features with a place and some properties."""

from collections.abc import Iterable, Mapping, Sequence
from struct import pack
from typing import Final

from plugdex.model.tiles import EXTENT
from plugdex.model.value import Value

VERSION: Final = 2
POINT: Final = 1
MOVE_TO_ONCE: Final = 9
"""Command 1, repeated once (§4.3.1)."""

Property = str | int | float | bool


class Feature(Value, frozen=True, kw_only=True):
    """A point in units of the tile, with its properties."""

    x: int
    y: int
    properties: Mapping[str, Property]


def encode(layers: Mapping[str, Sequence[Feature]]) -> bytes:
    """A tile; layers without features are left out (§4.1)."""
    return b"".join(_field(3, _layer(name, each)) for name, each in layers.items() if each)


def _layer(name: str, features: Sequence[Feature]) -> bytes:
    keys: dict[str, int] = {}
    values: dict[tuple[type, Property], int] = {}
    parts = [_field(1, name.encode())]
    parts += [_field(2, _feature(each, keys, values)) for each in features]
    parts += [_field(3, key.encode()) for key in keys]
    parts += [_field(4, _value(value)) for _, value in values]
    parts += [_number(5, EXTENT), _number(15, VERSION)]
    return b"".join(parts)


def _feature(
    feature: Feature, keys: dict[str, int], values: dict[tuple[type, Property], int]
) -> bytes:
    tags = [
        number
        for key, value in feature.properties.items()
        for number in (
            keys.setdefault(key, len(keys)),
            values.setdefault((type(value), value), len(values)),
        )
    ]
    place = (MOVE_TO_ONCE, _zigzag(feature.x), _zigzag(feature.y))
    return _field(2, _packed(tags)) + _number(3, POINT) + _field(4, _packed(place))


def _value(value: Property) -> bytes:
    """A value of its type (§4.4); whole numbers as sint, so that negative ones are short."""
    if isinstance(value, bool):
        return _number(7, int(value))
    if isinstance(value, int):
        return _number(6, _zigzag(value))
    if isinstance(value, float):
        return b"\x19" + pack("<d", value)
    return _field(1, value.encode())


def _field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def _number(number: int, value: int) -> bytes:
    return _varint(number << 3) + _varint(value)


def _packed(numbers: Iterable[int]) -> bytes:
    return b"".join(map(_varint, numbers))


def _varint(number: int) -> bytes:
    if number < 0x80:
        return SHORT[number]
    out = bytearray()
    while number >= 0x80:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def _zigzag(number: int) -> int:
    return number << 1 if number >= 0 else (-number << 1) - 1


SHORT: Final = tuple(bytes((number,)) for number in range(0x80))
