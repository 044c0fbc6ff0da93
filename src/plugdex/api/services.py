"""What endpoints may use; built once by the wiring and handed in."""

from collections.abc import Callable
from dataclasses import dataclass

from plugdex.api.access import Gate
from plugdex.directory.ports import Reads


@dataclass(frozen=True)
class Services:
    """The pieces behind the HTTP side."""

    reads: Callable[[], Reads]
    """A reader of the store for the current thread."""
    gate: Gate
