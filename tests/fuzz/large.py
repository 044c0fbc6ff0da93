"""Inputs of a megabyte that ask for much work: long, deep, repeated, never ending."""

import json
from collections.abc import Iterator
from typing import Any

from tests.fuzz.mutations import to_json
from tests.fuzz.seeds import Seed

SIZE = 1_000_000
PATTERNS = (
    "[",
    "{",
    '{"a":',
    '[{"',
    '{"a":1},',
    '{"id":{"id":',
    '{"data":[',
    "x,",
    "]",
    "},{",
    '"',
    "\\",
    ",",
    ";",
    "\n",
    "\r",
    ' "",',
    '"a""',
    "9",
    "-",
    "0.",
    "1e",
    " ",
    "\t",
    "<a>",
    "<a b='",
    "<!--",
    "<![CDATA[",
    "&a;",
    "a",
    "é",
    "(",
    "00:00-",
    "Mo-Fr ",
    "a b;",
)
CELLS = (
    "9",
    " ",
    "a",
    "1,",
    "1;",
    "1|",
    "00:00-",
    "Mo-Fr 08:00-20:00,",
    "Mo 8-9; ",
    "- ",
    "(",
    "<",
)
CELLS_MORE = ("a ", "24h ", ". ", "1 x ", "kW ", "http://", "a.", "+", "\n", "\\", "1.", "é", "3*")


def plain() -> Iterator[bytes]:
    """Patterns alone, and behind what opens a file."""
    for pattern in PATTERNS:
        text = (pattern * (SIZE // len(pattern))).encode()
        for begin in (b"", b"[", b'[{"id":"', b'{"data":[', b"<?xml version='1.0'?><a>"):
            yield begin + text


def within(seed: Seed) -> Iterator[bytes]:
    """A sound file of which one value is very long, or one list."""
    if seed.kind == "json":
        yield from _in_json(json.loads(seed.data))
    elif seed.kind == "csv":
        yield from _in_table(seed.data)


def _in_json(value: Any) -> Iterator[bytes]:
    first = smallest(value)
    for path in _leaves(first):
        for cell in CELLS + CELLS_MORE:
            yield to_json(_with(first, path, cell * (SIZE // len(cell))))
    for path in _lists(first):
        found = _at(first, path)
        many = SIZE // max(1, len(to_json(found[:1])))
        yield to_json(_with(first, path, found[:1] * many))


def _in_table(data: bytes) -> Iterator[bytes]:
    head, row, *_ = data.splitlines()
    separator = b";" if head.count(b";") > head.count(b",") else b","
    cells = row.split(separator)
    for place in range(len(cells)):
        for cell in CELLS + CELLS_MORE:
            long = (cell * (SIZE // len(cell))).encode().replace(separator, b"/")
            changed = [*cells[:place], b'"' + long.replace(b'"', b"") + b'"', *cells[place + 1 :]]
            yield head + b"\n" + separator.join(changed) + b"\n"


def smallest(value: Any) -> Any:
    """The structure with one element in each list."""
    if isinstance(value, dict):
        return {name: smallest(each) for name, each in value.items()}
    return [smallest(each) for each in value[:1]] if isinstance(value, list) else value


def _leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _leaves(each, (*path, name))
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from _leaves(each, (*path, number))
    else:
        yield path


def _lists(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _lists(each, (*path, name))
    elif isinstance(value, list) and value:
        yield path
        yield from _lists(value[0], (*path, 0))


def _at(value: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        value = value[step]
    return value


def _with(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    step, *rest = path
    changed = _with(value[step], tuple(rest), new)
    if isinstance(value, dict):
        return value | {step: changed}
    return [*value[:step], changed, *value[step + 1 :]]
