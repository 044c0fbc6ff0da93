"""Requests signed by OAuth 1.0 (RFC 5849 §3), as clients of HERE ask for tokens.

Only HMAC-SHA256, which is what HERE takes; a request holds for some minutes, and once.
"""

import hmac
import re
from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from plugdex.directory.ports import Store
from plugdex.model.errors import PlugdexError
from plugdex.model.value import Value

METHOD: Final = "HMAC-SHA256"
WINDOW: Final = 300
"""Seconds by which the clock of a client may be wrong."""

NONCE: Final = "nonce"
PARAMETER: Final = re.compile(r'\s*([A-Za-z_]+)\s*=\s*"([^"]*)"\s*(?:,|$)')
PORTS: Final = {"http": 80, "https": 443}

Pairs = Sequence[tuple[str, str]]


class BadSignature(PlugdexError):
    """A signature that proves nothing; the text says why."""

    code = "bad-signature"
    title = "The signature is not valid"


class Signed(Value, frozen=True, kw_only=True):
    """What the Authorization header of a signed request says."""

    client: str
    timestamp: int
    nonce: str
    signature: str
    parameters: Mapping[str, str]
    """All of them but ``realm`` and the signature."""


def read_signed(header: str) -> Signed:
    """Read ``OAuth oauth_consumer_key="…", …``; raises ``BadSignature``."""
    found = {
        name: unquote(value) for name, value in PARAMETER.findall(header.partition(" ")[2][:4096])
    }
    missing = [
        name
        for name in ("consumer_key", "timestamp", "nonce", "signature", "signature_method")
        if not found.get(f"oauth_{name}")
    ]
    if missing:
        raise BadSignature(f"oauth_{missing[0]} is missing")
    if found["oauth_signature_method"] != METHOD:
        raise BadSignature(f"the signature method must be {METHOD}")
    if not re.fullmatch(r"[0-9]{1,12}", found["oauth_timestamp"]):
        raise BadSignature("oauth_timestamp must be seconds since 1970")
    return Signed(
        client=found["oauth_consumer_key"],
        timestamp=int(found["oauth_timestamp"]),
        nonce=found["oauth_nonce"],
        signature=found["oauth_signature"],
        parameters={k: v for k, v in found.items() if k not in ("realm", "oauth_signature")},
    )


def check_signature(
    signed: Signed, secret: str, method: str, urls: Iterable[str], more: Pairs
) -> None:
    """Check a signature; ``more`` are the parameters of query and form.

    A server behind a proxy is called by another address than it sees, so one of ``urls`` must fit.
    Raises ``BadSignature``.
    """
    parameters = [*signed.parameters.items(), *more]
    bases = [base_string(method, url, parameters) for url in urls]
    if not any(
        hmac.compare_digest(sign(base, secret), signed.signature.encode()) for base in bases
    ):
        raise BadSignature("signature mismatch: the signature or the credentials are wrong")


def sign(base: str, secret: str) -> bytes:
    """The signature of a base string, without a token secret (RFC 5849 §3.4.2)."""
    return b64encode(hmac.digest(f"{escaped(secret)}&".encode(), base.encode(), sha256))


def base_string(method: str, url: str, parameters: Pairs) -> str:
    """What is signed (RFC 5849 §3.4.1)."""
    pairs = sorted((escaped(name), escaped(value)) for name, value in parameters)
    normal = "&".join(f"{name}={value}" for name, value in pairs)
    return "&".join((method.upper(), escaped(base_url(url)), escaped(normal)))


def base_url(url: str) -> str:
    """Scheme, host and path; the port only when it is not the usual one (§3.4.1.2)."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    host = f"[{host}]" if ":" in host else host
    port = "" if parts.port in (None, PORTS.get(parts.scheme)) else f":{parts.port}"
    return f"{parts.scheme.lower()}://{host}{port}{parts.path or '/'}"


def escaped(text: str) -> str:
    """Percent encoded as OAuth wants it (§3.6)."""
    return quote(text, safe="~")


def use_once(store: Store, signed: Signed, now: float) -> None:
    """Remember a request whose signature is right; raises ``BadSignature`` for an old one, and
    for one that was used before.

    In the store, so that it holds for all processes and after a restart.
    """
    if abs(now - signed.timestamp) > WINDOW:
        raise BadSignature(f"the timestamp is more than {WINDOW} seconds off the server's clock")
    told = f"{signed.client} {signed.nonce}".encode()
    name = f"{signed.timestamp:012} {sha256(told).hexdigest()}"
    with store.transaction() as tx:
        known = tx.registered(NONCE)
        if name in known:
            raise BadSignature("the request was used before; sign it with another nonce")
        tx.unregister(NONCE, [each for each in known if int(each[:12]) < now - 2 * WINDOW])
        tx.register(NONCE, name, b"")
