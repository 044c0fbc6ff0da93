"""The request that is answered right now, and the ids under which others know it."""

from collections.abc import Mapping
from contextvars import ContextVar
from typing import Final
from uuid import uuid4

from starlette.types import Scope

CURRENT: Final[ContextVar[Scope | None]] = ContextVar("request", default=None)
CORRELATION: Final = "plugdex.correlation_id"
"""Member of the scope: the id that the answer has, where the dialect makes one."""
TRACE: Final = "plugdex.trace_id"
"""Member of the scope, where traces are made."""

MOST: Final = 128
"""Characters of an id that a log line shows; the rest of a longer one is the client's fun."""


def request_ids() -> Mapping[str, str]:
    """The ids of the current request; empty outside of any.

    A correlation id is made when the first line wants it, where nobody had one yet.
    """
    scope = CURRENT.get()
    if scope is None:
        return {}
    headers = dict(scope["headers"])
    made = scope.get(CORRELATION) or _text(headers, b"x-correlation-id")
    ids = {
        "correlation_id": scope.setdefault(CORRELATION, made or str(uuid4())),
        "request_id": _text(headers, b"x-request-id"),
        "trace_id": scope.get(TRACE, ""),
    }
    return {name: value for name, value in ids.items() if value}


def _text(headers: Mapping[bytes, bytes], name: bytes) -> str:
    return headers.get(name, b"").decode("latin-1")[:MOST]
