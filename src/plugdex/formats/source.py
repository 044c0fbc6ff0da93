"""What is known of a source before a byte of it is read: ``source.toml`` beside each reader.

Whatever can be a table stands in that file, so that a new code of a register is a line there and
no line of code.
"""

from collections.abc import Mapping
from pathlib import Path

import msgspec

from plugdex.model.value import Value


class Expected(Value, frozen=True, kw_only=True):
    """How much a whole load of the source has: outside of this it is broken, or something else."""

    locations: tuple[int, int]
    """Fewest and most; for a source that comes in parts of any size the fewest is 0."""


class SourceInfo(Value, frozen=True, kw_only=True):
    """What ``source.toml`` says."""

    title: str
    publisher: str
    url: str
    """Where people find it."""
    licence: str
    """SPDX identifier where there is one, else its name."""
    licence_url: str = ""
    attribution: str
    """What has to stand beside the data; empty where nothing has to."""
    open: bool
    """Whether everybody may publish the data again."""
    countries: tuple[str, ...] = ()
    """ISO 3166-1 alpha-3; empty: the world."""
    schedule: str
    """How often it changes: minutes, hourly, daily, weekly, monthly, or gone."""
    encoding: str = "utf-8"
    delimiter: str = ","
    required: tuple[str, ...] = ()
    """Columns or members without which it is another file."""
    ignored: tuple[str, ...] = ()
    """Columns or members that are known and say nothing that we keep."""
    codes: Mapping[str, Mapping[str, str]] = {}
    """Code tables by name: what a code of the source means in our words."""
    expected: Expected | None = None


def load_source(module: str) -> SourceInfo:
    """The ``source.toml`` beside a module (its ``__file__``)."""
    path = Path(module).with_name("source.toml")
    return msgspec.toml.decode(path.read_bytes(), type=SourceInfo)
