"""What an error of PostgreSQL means to the operator."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

import psycopg
from psycopg import errors

from plugdex.model.errors import StoreError

AGAIN: Final = "Try again in a moment."
ADVICE: Final[Mapping[str, str]] = {
    "53100": "the disk of the server is full. Free some space and try again.",
    "53300": "the server has no connection left. Raise max_connections, or run fewer workers.",
    "53": f"the server has run out of resources. {AGAIN}",
    "55P03": "another process has been writing for long. Wait for it or stop it, then try again.",
    "57014": "the server cancelled the statement. Check statement_timeout and try again.",
    "57P05": f"the server closed the idle connection. {AGAIN}",
    "57P": f"the server is stopping or starting. {AGAIN}",
    "25006": "it may only be read: it is a standby. Name the leader in PLUGDEX_STORE, "
    "or all nodes with ?target_session_attrs=read-write.",
    "25P03": f"the server ended a change that stood still. {AGAIN}",
    "40": f"the server undid a change that met another. {AGAIN}",
    "28": "the server refuses us. Check user and password in PLUGDEX_STORE, and pg_hba.conf.",
    "3D": "there is no such database. Make it with createdb, or check PLUGDEX_STORE.",
    "42501": "our user may not do that. Make it the owner of the database or of its schema.",
    "54": "a name is too long for an index: it may have about 2,500 bytes. Tell us which.",
    "58": "the server reports an error of the disk. Check the disk and the space on it.",
    "XX": "the database is damaged. Restore a backup, or import again into a new one.",
    "08": f"the connection was lost. {AGAIN}",
}
"""By the beginning of the SQLSTATE; the first that fits counts."""

REFUSALS: Final[Mapping[str, str]] = {
    "starting up": ADVICE["57P"],
    "shutting down": ADVICE["57P"],
    "password": ADVICE["28"],
    "pg_hba.conf": ADVICE["28"],
    "authentication": ADVICE["28"],
    "role ": ADVICE["28"],
    'database "': ADVICE["3D"],
    "too many clients": ADVICE["53300"],
    "read-only": ADVICE["25006"],
}
"""By words of what a server says that lets nobody in: no SQLSTATE comes with it. The first that
fits counts."""

UNREACHABLE: Final = "nobody answers. Start PostgreSQL, or check host and port in PLUGDEX_STORE."
LOST: Final = ADVICE["08"]
UNSURE: Final = "the connection was lost at the end of a change, which may be stored or not"

UNREPLICATED: Final = (
    "a change is on one server only, which its standby has not confirmed. Send it again."
)


def advice_for(error: psycopg.Error) -> str | None:
    """What to do about an error from outside; ``None`` for a mistake of ours."""
    state = error.sqlstate or ""
    for beginning, text in ADVICE.items():
        if state.startswith(beginning):
            return text
    if isinstance(error, errors.ConnectionTimeout):
        return UNREACHABLE
    is_outside = isinstance(error, (psycopg.OperationalError, psycopg.InterfaceError))
    return LOST if not state and is_outside else None


def advice_for_refusal(error: psycopg.Error) -> str:
    """What to do about a connection that cannot be made."""
    said = str(error)
    return next((text for part, text in REFUSALS.items() if part in said), UNREACHABLE)


@contextmanager
def explaining(name: str) -> Iterator[None]:
    """Raise ``StoreError`` for every error that comes from outside."""
    try:
        yield
    except psycopg.Error as error:
        advice = advice_for(error)
        if advice is None:
            raise
        raise StoreError(f"The store {name}: {advice} ({_said(error)})") from error


def refused(name: str, error: psycopg.Error) -> StoreError:
    """There is no connection."""
    return StoreError(f"The store {name}: {advice_for_refusal(error)} ({_said(error)})")


def _said(error: psycopg.Error) -> str:
    """What the server said, in one line."""
    return " ".join(str(error).split()) or type(error).__name__
