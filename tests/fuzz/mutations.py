"""Ways to spoil what was sound: values inside a structure, and bytes."""

import gzip
import json
from random import Random
from typing import Any

BIG = 10**400
HOSTILE: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    1e308,
    -0.0,
    float("nan"),
    float("inf"),
    2**63,
    2**64 + 1,
    BIG,
    0.1 + 0.2,
    "",
    " ",
    "#NA",
    "NaN",
    "-1",
    "1e999",
    "1,5",
    "0x10",
    "٣",
    "²",
    "½",
    "12:60",
    "24:00",
    "25:00",
    "00:00-24:00",
    "2026-02-30",
    "2026-05-01",
    "0001-01-01T00:00:00+14:00",
    "9999-12-31T23:59:59-14:00",
    "2026-05-01T10:00:60Z",
    "\ud800",
    "\0",
    "\ufeff",
    "\u202e",
    "<b>&amp;</b>",
    "é" * 300,
    "x" * 70_000,
    "a;b|c,d\n\t\"'",
    "https://[::1",
    "http://a b/",
    "Mo-Fr 08:00-20:00; PH off",
    [],
    {},
    [None],
    [[]],
    {"": None},
    [{}],
)
"""What members are replaced by: of another type, out of bounds, or hard to write down."""

DEPTH = 600


def spoil(value: Any, rng: Random) -> Any:
    """The value with one to four changes somewhere inside."""
    for _ in range(rng.choice((1, 1, 2, 4))):
        value = _changed(value, rng)
    return value


def _changed(value: Any, rng: Random) -> Any:
    """One change: at this place, or somewhere below it."""
    if not isinstance(value, dict | list) or not value or rng.random() < 0.08:
        return _replaced(value, rng)
    if isinstance(value, dict):
        name = rng.choice(list(value))
        return _in_object(value, name, rng)
    place = rng.randrange(len(value))
    return _in_list(value, place, rng)


def _in_object(value: dict[str, Any], name: str, rng: Random) -> dict[str, Any]:
    chance = rng.random()
    if chance < 0.1:
        return {key: each for key, each in value.items() if key != name}
    if chance < 0.15:
        return {(key.upper() if key == name else key): each for key, each in value.items()}
    if chance < 0.2:
        return value | {name: value[rng.choice(list(value))]}
    return value | {name: _changed(value[name], rng)}


def _in_list(value: list[Any], place: int, rng: Random) -> list[Any]:
    chance = rng.random()
    if chance < 0.1:
        return value[:place] + value[place + 1 :]
    if chance < 0.2:
        return [*value, *value[: rng.randint(1, 3)]]
    return [*value[:place], _changed(value[place], rng), *value[place + 1 :]]


def _replaced(value: Any, rng: Random) -> Any:
    chance = rng.random()
    if isinstance(value, str) and value and chance < 0.4:
        return spoil_string(value, rng)
    if isinstance(value, int | float) and not isinstance(value, bool) and chance < 0.4:
        return rng.choice((-value, value * 1000, value // 3, str(value), [value], value + 10**15))
    if chance < 0.45:
        return deep(rng)
    if chance < 0.55:
        return [value]
    return rng.choice(HOSTILE)


def deep(rng: Random) -> Any:
    """Lists or objects within each other."""
    value: Any = None
    for _ in range(rng.choice((3, 50, DEPTH))):
        value = [value] if rng.random() < 0.5 else {"a": value}
    return value


def spoil_string(text: str, rng: Random) -> str:
    """A text with a part doubled, cut out, or replaced."""
    begin, end = sorted((rng.randint(0, len(text)), rng.randint(0, len(text))))
    middle = rng.choice(
        ("", text[begin:end] * 2, "\0", "\n", " ", "-", ",", ";", "é", "9" * 20, "\ud800", '"')
    )
    return text[:begin] + middle + text[end:]


def to_json(value: Any) -> bytes:
    """JSON, and where there are NaN, huge numbers or lone surrogates, nearly."""
    text = json.dumps(value, ensure_ascii=False)
    return text.encode("utf-8", "surrogatepass")


TOKENS = (
    b"\0",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\xed\xa0\x80",
    b"\xc3",
    b"\\ud800",
    b"NaN",
    b"1e999",
    b"9" * 400,
    b'"',
    b"'",
    b"\\",
    b",",
    b";",
    b"\n",
    b"\r",
    b"{",
    b"}",
    b"[",
    b"]",
    b":",
    b"<",
    b">",
    b"</",
    b"&x;",
    b"<!DOCTYPE a [<!ENTITY x 'y'>]>",
    b"<![CDATA[",
    b"null",
    b"-",
    b" " * 100,
    b"[" * 2000,
    b'{"a":' * 2000,
)


def spoil_bytes(data: bytes, rng: Random) -> bytes:
    """Bytes with one to eight changes."""
    for _ in range(rng.choice((1, 1, 2, 8))):
        data = rng.choice(BYTE_CHANGES)(data, rng)
    return data


def _flipped(data: bytes, rng: Random) -> bytes:
    if not data:
        return data
    place = rng.randrange(len(data))
    return data[:place] + bytes((data[place] ^ (1 << rng.randrange(8)),)) + data[place + 1 :]


def _cut(data: bytes, rng: Random) -> bytes:
    return data[: rng.randint(0, len(data))]


def _without(data: bytes, rng: Random) -> bytes:
    begin = rng.randint(0, len(data))
    return data[:begin] + data[begin + rng.choice((1, 4, 64, 1000)) :]


def _inserted(data: bytes, rng: Random) -> bytes:
    place = rng.randint(0, len(data))
    return data[:place] + rng.choice(TOKENS) + data[place:]


def _doubled(data: bytes, rng: Random) -> bytes:
    begin = rng.randint(0, len(data))
    end = begin + rng.choice((1, 16, 300))
    return data[:end] + data[begin:end] + data[end:]


def _moved(data: bytes, rng: Random) -> bytes:
    begin, end = sorted((rng.randint(0, len(data)), rng.randint(0, len(data))))
    part = data[begin : min(end, begin + 500)]
    rest = data[:begin] + data[begin + len(part) :]
    place = rng.randint(0, len(rest))
    return rest[:place] + part + rest[place:]


def _encoded(data: bytes, rng: Random) -> bytes:
    text = data.decode("utf-8", "replace")
    return text.encode(rng.choice(("utf-16", "utf-32", "latin-1", "cp1252", "utf-7")), "replace")


def _packed(data: bytes, rng: Random) -> bytes:
    packed = gzip.compress(data, 1)
    return packed if rng.random() < 0.3 else _flipped(_cut(packed, rng), rng)


BYTE_CHANGES = (
    *(_flipped, _flipped, _cut, _without, _inserted, _inserted, _inserted),
    *(_doubled, _moved, _encoded, _packed),
)
