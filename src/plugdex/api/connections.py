"""What a long answer may know of its connection, where the server tells it."""

from collections.abc import Callable
from typing import Final, Protocol

from starlette.types import Scope

EXTENSION: Final = "plugdex"


class Connection(Protocol):
    """The connection of a request."""

    on_ending: Callable[[], None] | None
    """Called when the server begins to end."""

    def abort(self) -> None:
        """Close it at once, whatever is still to be sent."""
        ...


def connection_of(scope: Scope) -> Connection | None:
    """The connection of a request; ``None`` under a server that does not tell."""
    found: Connection | None = (scope.get("extensions") or {}).get(EXTENSION)
    return found
