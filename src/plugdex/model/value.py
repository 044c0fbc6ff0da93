"""The base of all values of the model."""

from msgspec import Struct


class Value(Struct, frozen=True, omit_defaults=True):
    """Frozen, and absent where nothing is known; subclasses are built by keyword."""
