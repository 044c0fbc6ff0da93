"""Who calls: the token of the Authorization header, however a peer writes it.

1. 2.1.1 sends the token as it is, later versions in base64, and peers mix both (contract §3.1):
   every reading of the header is looked up, by hash.
2. A token that is not known is looked up in the store before it is refused: another process may
   have handed it out a moment ago.
"""

import hmac
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple

from plugdex.directory.peers import Invitation, Peer, all_peers, invitations, token_hash
from plugdex.directory.ports import Reads

RELOAD_SECONDS: Final = 2.0
"""A token that was taken away elsewhere is refused after at most so long, heard of or not."""

LONGEST: Final = 200
"""Characters of a header's value that can be a token: 64, in base64."""


class Caller(NamedTuple):
    """Who calls, and by what token."""

    token: str
    peer: Peer | None = None
    invitation: Invitation | None = None

    @property
    def is_newest(self) -> bool:
        """Whether a peer has begun to use the newest of its tokens, and may forget the others."""
        peer = self.peer
        return bool(peer and len(peer.accepted) > 1 and peer.accepted[0] == token_hash(self.token))


class Tokens:
    """All tokens that may be used, as of a moment ago."""

    def __init__(self, reads: Callable[[], Reads], clock: Callable[[], float]) -> None:
        self._reads = reads
        self._clock = clock
        self._peers: Mapping[str, Peer] = {}
        self._invitations: Mapping[str, Invitation] = {}
        self._found: dict[bytes, Caller] = {}
        self._loaded = float("-inf")

    def find(self, header: bytes | None) -> Caller | None:
        """Who calls with this header; ``None`` for nobody."""
        if not header:
            return None
        if self._clock() - self._loaded > RELOAD_SECONDS:
            self.reload()
        found = self._found.get(header) or self._find(header)
        if found is None:
            self.reload()
            found = self._find(header)
        if found is not None:
            self._found[header] = found
        return found

    def forget(self) -> None:
        """Read again before the next answer; for any thread."""
        self._loaded = float("-inf")

    def reload(self) -> None:
        """Read peers and invitations again."""
        self._loaded = self._clock()  # first: what is heard of meanwhile counts
        reads = self._reads()
        self._peers = {each: peer for peer in all_peers(reads) for each in peer.accepted}
        self._invitations = {each.hash: each for each in invitations(reads)}
        self._found.clear()

    def _find(self, header: bytes) -> Caller | None:
        for token in readings(header):
            digest = token_hash(token)
            peer, invitation = self._peers.get(digest), self._invitations.get(digest)
            if peer and any(hmac.compare_digest(digest, each) for each in peer.accepted):
                return Caller(token=token, peer=peer)
            if invitation and hmac.compare_digest(digest, invitation.hash):
                return Caller(token=token, invitation=invitation)
        return None


def readings(header: bytes) -> Iterator[str]:
    """What a header's token may be: decoded, decoded without white space, and as it is."""
    text = header.decode("latin-1").strip()
    scheme, _, value = text.partition(" ")
    plain = value.strip() if scheme.lower() == "token" else text
    if not plain or len(plain) > LONGEST:
        return
    decoded = _decoded(plain)
    if decoded:
        yield decoded
        if decoded.strip() != decoded:
            yield decoded.strip()  # wild 2.2
    yield plain


def _decoded(text: str) -> str | None:
    """The token in base64, of either alphabet, with or without padding."""
    padded = text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4)
    try:
        return b64decode(padded, validate=True).decode()
    except (Base64Error, ValueError):
        return None
