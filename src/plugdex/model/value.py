"""The base of all values of the model."""

from datetime import UTC, datetime
from typing import Final

from msgspec import Struct

NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""Stands where a source gives no time."""


class Value(Struct, frozen=True, omit_defaults=True, gc=False):
    """Frozen, and absent where nothing is known; subclasses are built by keyword.

    A value never refers to itself, so the garbage collector need not look at it.
    """
