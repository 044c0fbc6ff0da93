"""Statements over many values: as few statements as SQLite's limit of parameters allows."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final, TypeVar

Item = TypeVar("Item")

CHUNK: Final = 1_000
"""Values a statement takes; a request for fewer is one statement."""


@cache
def marks(count: int) -> str:
    """``(?,?,?)``."""
    return f"({','.join('?' * count)})"


def chunks(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """Cut a sequence into parts of at most ``CHUNK``; an empty one has none."""
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]
