"""Pages: how use cases fetch from a source elsewhere, without knowing how one fetches.

1. A fetch that fails leaves what is known as it is; the error says what to do, and no secrets.
2. An answer of HTTP 200 can be a failure, too: the OCPI status code counts.
"""

from collections.abc import Mapping
from typing import BinaryIO, ClassVar, Protocol

from plugdex.directory.peers import TokenForm
from plugdex.model.errors import PlugdexError
from plugdex.model.value import Value


class FetchFailed(PlugdexError):
    """Something could not be fetched; ``status`` is that of HTTP, 0 without an answer."""

    code = "fetch-failed"
    title = "The source could not be fetched"
    throttled: ClassVar[bool] = False

    def __init__(
        self,
        message: str,
        *,
        status: int = 0,
        ocpi: int = 0,
        wait: float | None = None,
        again: bool = False,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.ocpi = ocpi
        """Status code of the OCPI envelope, 0 without one."""
        self.wait = wait
        """Seconds that the server asks us to wait."""
        self.again = again
        """Whether asking again at once may help."""


class Throttled(FetchFailed):
    """The server wants us to ask later; what was fetched counts, and the rest is asked later."""

    code = "throttled"
    title = "The source asks to wait"
    throttled = True


class Page(Value, frozen=True, kw_only=True):
    """An answer: where it came from, its headers (names in lower case), and its bytes."""

    url: str
    headers: Mapping[str, str]
    body: BinaryIO
    """Plain text, whatever it was packed with; at its beginning."""
    unchanged: bool = False
    """The server says that nothing changed (HTTP 304); the body is empty."""
    token_form: TokenForm | None = None
    """The form of the token that worked; ``None`` where none is sent."""


class Pages(Protocol):
    """Fetches addresses of one source."""

    def fetch(
        self, url: str, *, started: bool = False, known: Mapping[str, str] | None = None
    ) -> Page:
        """Get one address; raises ``FetchFailed``.

        ``started`` says that earlier pages came, so that HTTP 403 means throttling. ``known``
        are headers that make the request conditional.
        """
        ...

    def foresee(self, url: str) -> None:
        """Say that this address will most likely be fetched next; may do nothing."""
        ...
