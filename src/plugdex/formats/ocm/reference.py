"""Reference data of Open Charge Map for answers that have only its ids."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import msgspec

from plugdex.model.value import Value


class Reference(Value, frozen=True, kw_only=True):
    """Names by id."""

    countries: Mapping[str, str]
    operators: Mapping[str, str]
    providers: Mapping[str, str]
    """``open`` or ``closed``."""


@cache
def reference() -> Reference:
    """What ``reference.toml`` says."""
    path = Path(__file__).with_name("reference.toml")
    return msgspec.toml.decode(path.read_bytes(), type=Reference)
