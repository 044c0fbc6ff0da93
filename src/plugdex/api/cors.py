"""Which pages of other sites may read our answers (Fetch standard, CORS protocol).

Never with credentials: a browser sends no cookie along, and we have none.
"""

from collections.abc import Sequence
from typing import Final

from plugdex.api.bodies import Header

READ: Final = ("/v3/", "/v1/", "/ev/", "/api/", "/tiles/", "/health")
"""Where the read APIs are; OCPI and the token endpoint are for servers."""

ANY: Final = "*"
EXPOSED: Final = (
    b"access-control-expose-headers",
    b"x-correlation-id, x-request-id, retry-after",
)
PREFLIGHT: Final = (
    (b"access-control-allow-methods", b"GET, POST"),
    (b"access-control-allow-headers", b"authorization, content-type, x-request-id"),
    (b"access-control-max-age", b"86400"),
)


class Cors:
    """The headers of an answer, by the origin that asks; none for origins that are not listed."""

    def __init__(self, origins: Sequence[str]) -> None:
        self._any = ANY in origins
        self._origins = frozenset(origin.encode() for origin in origins)

    def headers(self, path: str, origin: bytes) -> Sequence[Header]:
        """For an answer at a path."""
        if not path.startswith(READ):
            return ()
        if self._any:
            return ((b"access-control-allow-origin", b"*"), EXPOSED)
        vary = (b"vary", b"origin")
        if origin not in self._origins:
            return (vary,)
        return ((b"access-control-allow-origin", origin), EXPOSED, vary)
