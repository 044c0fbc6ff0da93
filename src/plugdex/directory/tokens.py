"""Short-lived tokens in place of keys, signed by this directory.

1. One secret of the store signs all of them, and makes the secrets of all clients; so a client's
   secret is nowhere kept, and can still be used for signatures, which need it as it is.
2. A token says who and until when. What the client may do is looked up when it is used, so that a
   key that is revoked takes its tokens along.
"""

import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from typing import Final

from plugdex.directory.ports import Reads, Store

SECRETS: Final = "secret"
OF_TOKENS: Final = "tokens"
PREFIX: Final = "pdt_"
LONGEST: Final = 300
"""Characters of a token; ours have less than half."""


def token_secret(reads: Reads) -> bytes | None:
    """The secret of the store; ``None`` while nobody needed one."""
    return reads.registered(SECRETS).get(OF_TOKENS)


def need_token_secret(store: Store) -> bytes:
    """The secret of the store, made now if there is none."""
    with store.transaction() as tx:
        found = tx.registered(SECRETS).get(OF_TOKENS)
        if found is None:
            found = secrets.token_bytes(32)
            tx.register(SECRETS, OF_TOKENS, found)
        return found


def client_secret(secret: bytes, client: str) -> str:
    """The secret of a client."""
    return _text(_mac(secret, b"client", client.encode()))


def issue_token(secret: bytes, client: str, expires: int) -> str:
    """A token that holds until a moment, in seconds since 1970."""
    claim = b"%d %b" % (expires, client.encode())
    return f"{PREFIX}{_text(claim)}.{_text(_mac(secret, b'token', claim))}"


def read_token(secret: bytes, text: str, now: float) -> str | None:
    """The client of a token; ``None`` for one that is not ours, or is over."""
    if not text.startswith(PREFIX) or len(text) > LONGEST:
        return None
    said, _, signature = text.removeprefix(PREFIX).partition(".")
    claim = _bytes(said)
    if not hmac.compare_digest(_mac(secret, b"token", claim), _bytes(signature)):
        return None
    expires, _, client = claim.partition(b" ")
    return client.decode() if now < int(expires) else None


def _mac(secret: bytes, use: bytes, data: bytes) -> bytes:
    return hmac.digest(secret, use + b"\0" + data, sha256)


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    try:
        return urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4))
    except ValueError:
        return b""
