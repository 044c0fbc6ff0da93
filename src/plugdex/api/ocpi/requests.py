"""Requests: path, headers and body as OCPI means them, however they are written."""

import zlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from http import HTTPStatus
from itertools import count
from typing import Final, NamedTuple
from urllib.parse import parse_qsl, unquote
from uuid import uuid4

from starlette.types import Receive, Scope

from plugdex.api.bodies import read_body
from plugdex.api.ocpi.answers import INVALID, refuse
from plugdex.directory.handshake import Side
from plugdex.directory.peers import Peer
from plugdex.formats.port import Party
from plugdex.model.text import without_extra_spaces

LARGEST: Final = 32 * 1024 * 1024
"""Bytes of a body, unpacked; the largest real location has 2 MB."""


class Call(NamedTuple):
    """A request for a module, by a peer that is known."""

    method: str
    side: Side
    version: str
    module: str
    path: Sequence[str]
    """Segments behind the module, decoded once."""
    query: Mapping[str, str]
    headers: Mapping[bytes, bytes]
    body: bytes
    peer: Peer
    token: str
    received: datetime

    @property
    def is_old(self) -> bool:
        """Whether it is OCPI 2.1.1."""
        return self.version == "2.1.1"

    @property
    def owner(self) -> Party:
        """The party that the URL names; refuses one that the peer does not speak for."""
        if len(self.path) < 2:
            raise refuse(HTTPStatus.NOT_FOUND, "the URL names no party: …/CC/PTY/ID")
        country, party = self.path[0].upper(), self.path[1].upper()
        if not self.peer.speaks_for(country, party):
            raise refuse(
                HTTPStatus.NOT_FOUND, f"{country}/{party} is not among the parties of this token"
            )
        return Party(country_code=country, party_id=party)


def segments_of(scope: Scope) -> list[str]:
    """The path's segments behind ``/ocpi``, decoded once; empty ones do not count (wild 2.5)."""
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    parts = raw.partition(b"?")[0].decode("latin-1").split("/")
    return [segment_of(part) for part in parts if part][1:]


def segment_of(text: str) -> str:
    """A segment decoded once, and trimmed as ids are."""
    found = unquote(text)
    return found.strip() if found.isprintable() else without_extra_spaces(found)


def query_of(scope: Scope) -> dict[str, str]:
    """The query's parameters; the last of a name counts."""
    return dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))


async def body_of(receive: Receive, headers: Mapping[bytes, bytes]) -> bytes:
    """The body, unpacked; refuses one that is too large (wild 8.8)."""
    body = await read_body(receive, LARGEST)
    if body is None:
        raise refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"more than {LARGEST:,} bytes")
    packed = headers.get(b"content-encoding", b"").strip().lower()
    return _unpacked(body) if packed in (b"gzip", b"x-gzip", b"deflate") else body


def _unpacked(body: bytes) -> bytes:
    unpacker = zlib.decompressobj(wbits=47)  # gzip or zlib, by their own marks
    try:
        plain = unpacker.decompress(body, LARGEST)
    except zlib.error as error:
        raise refuse(HTTPStatus.BAD_REQUEST, f"the body is not gzip: {error}", INVALID) from None
    if unpacker.unconsumed_tail:
        raise refuse(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"more than {LARGEST:,} bytes")
    return plain


PROCESS: Final = uuid4().hex.encode()
_own_ids = (b"%b-%d" % (PROCESS, number) for number in count(1))


def message_ids(headers: Mapping[bytes, bytes]) -> list[tuple[bytes, bytes]]:
    """The ids of the request, said again; made up where the peer has none (contract §3.3)."""
    return [
        (name, headers.get(name) or next(_own_ids))
        for name in (b"x-request-id", b"x-correlation-id")
    ]


ROUTES: Final = (
    (b"ocpi-to-party-id", b"ocpi-from-party-id"),
    (b"ocpi-to-country-code", b"ocpi-from-country-code"),
    (b"ocpi-from-party-id", b"ocpi-to-party-id"),
    (b"ocpi-from-country-code", b"ocpi-to-country-code"),
)
"""From and to are exchanged in the answer (OCPI 2.2.1 §4.3.2)."""


def routing(headers: Mapping[bytes, bytes]) -> list[tuple[bytes, bytes]]:
    """The routing headers of the answer, where the request has some."""
    return [(answer, headers[asked]) for asked, answer in ROUTES if asked in headers]
