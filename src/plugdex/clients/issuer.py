"""Tokens of an identity provider: JWTs (RFC 7519), checked against its published keys (RFC 7517).

1. Only signatures by key pairs are believed: never ``none``, and never a secret that both know.
2. Keys are read again every few minutes, and at once for a key that is not known, but not more
   often than every half minute, whatever tokens say.
3. Provider out of reach: the keys that are known stay.
"""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

import msgspec

from plugdex.directory.kept import KeyRow
from plugdex.directory.keys import ENTITLEMENTS
from plugdex.model.errors import InvalidSetting, PlugdexError
from plugdex.model.value import Value

try:
    import jwt
except ImportError:  # the extra is not installed
    jwt = None  # type: ignore[assignment]

ALGORITHMS: Final = frozenset(
    ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
)
KINDS: Final = frozenset(("RSA", "EC", "OKP"))
LEEWAY: Final = 60
"""Seconds by which clocks may differ."""

READ_EVERY: Final = 300.0
READ_AT_MOST_EVERY: Final = 30.0
"""Seconds."""

LONGEST: Final = 8192
"""Characters of a token."""

KEPT: Final = 4096
"""Tokens whose signature is not checked again."""

SCOPE_PREFIX: Final = "plugdex:"

log = logging.getLogger("plugdex.issuer")


class Trust(Value, frozen=True, kw_only=True):
    """Whose tokens are believed, and for whom they must be."""

    issuer: str
    audience: str


class PublicKey(Value, frozen=True, kw_only=True):
    """A published key; ``algorithm`` is empty where it does not say which."""

    key: Any
    algorithm: str


class Issuer:
    """Reads tokens; ``load`` brings the published keys as JSON, and may take its time."""

    def __init__(
        self,
        trust: Trust,
        load: Callable[[], bytes],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if jwt is None:
            raise InvalidSetting("tokens of an issuer need: pip install 'plugdex[jwt]'")
        self._trust = trust
        self._load = load
        self._clock = clock
        self._keys: Mapping[str, PublicKey] = {}
        self._asked = float("-inf")
        self._known: dict[str, KeyRow] = {}
        self._guard = threading.Lock()

    def find(self, text: str) -> KeyRow | None:
        """What a token may do; ``None`` for one that is not believed."""
        if text.count(".") != 2 or len(text) > LONGEST:
            return None
        if self._keys and self._clock() - self._asked > READ_EVERY:
            self._asked = self._clock()
            threading.Thread(target=self.learn, daemon=True).start()
        known = self._known.get(text)
        if known is None:
            known = self._read(text)
            if known is not None:
                if len(self._known) >= KEPT:
                    self._known.clear()
                self._known[text] = known
        return known if known and time.time() * 1000 < (known.expires or 0) else None

    def is_news(self, text: str) -> bool:
        """Whether a token names a key that is not known, and it is time to read the keys again."""
        if text.count(".") != 2 or len(text) > LONGEST:
            return False
        if self._clock() - self._asked < READ_AT_MOST_EVERY:
            return False
        head = _head(text)
        return head is not None and self._key(head) is None

    def learn(self) -> None:
        """Read the keys again; those that are known stay when that fails."""
        with self._guard:
            self._asked = self._clock()
            try:
                self._keys = read_keys(self._load())
            except (PlugdexError, OSError) as error:
                log.warning("the keys of the issuer cannot be read: %s", error)
                return
            self._known = {}

    def _read(self, text: str) -> KeyRow | None:
        head = _head(text)
        key = self._key(head) if head else None
        if head is None or key is None:
            return None
        try:
            claims = jwt.decode(
                text,
                key.key,
                algorithms=[head["alg"]],
                audience=self._trust.audience,
                issuer=self._trust.issuer,
                leeway=LEEWAY,
                options={"require": ["exp", "iss", "aud", "sub"]},
            )
        except (jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError):
            return None
        return KeyRow(
            name=f"jwt:{claims['sub']}",
            hash=b"",
            entitlements=entitlements_of(claims),
            created=0,
            expires=(int(claims["exp"]) + LEEWAY) * 1000,
        )

    def _key(self, head: Mapping[str, Any]) -> PublicKey | None:
        """The key that a token names, or the only one."""
        name = head.get("kid")
        keys = self._keys
        found = next(iter(keys.values())) if name is None and len(keys) == 1 else None
        found = keys.get(str(name)) if name is not None else found
        if found is None or (found.algorithm and found.algorithm != head["alg"]):
            return None
        return found


def read_keys(document: bytes) -> Mapping[str, PublicKey]:
    """The keys of a JSON Web Key Set by name; those that are for something else are left out.

    Raises ``InvalidSetting`` for what is none.
    """
    try:
        keys = msgspec.json.decode(document, type=dict[str, Any])["keys"]
        named = {str(each.get("kid", "")): _public_key(each) for each in keys}
    except (msgspec.MsgspecError, LookupError, TypeError, AttributeError, ValueError) as error:
        raise InvalidSetting(f"jwt_keys: no JSON Web Key Set ({error})") from None
    except RecursionError:
        raise InvalidSetting("jwt_keys: no JSON Web Key Set") from None
    return {name: key for name, key in named.items() if key is not None}


def _public_key(member: Mapping[str, Any]) -> PublicKey | None:
    algorithm = member.get("alg", "")
    is_ours = member.get("kty") in KINDS and member.get("use", "sig") == "sig"
    if not is_ours or (algorithm and algorithm not in ALGORITHMS):
        return None
    try:
        key = jwt.PyJWK(dict(member)).key
    except jwt.PyJWTError:
        return None
    return PublicKey(key=key, algorithm=algorithm)


def entitlements_of(claims: Mapping[str, Any]) -> tuple[str, ...]:
    """The scopes that are entitlements, written as they are or with ``plugdex:`` before."""
    said = claims.get("scope") or claims.get("scp") or ()
    scopes = said.split() if isinstance(said, str) else [str(each) for each in said]
    plain = {scope.removeprefix(SCOPE_PREFIX) for scope in scopes}
    return tuple(each for each in ENTITLEMENTS if each in plain)


def _head(text: str) -> Mapping[str, Any] | None:
    """The head of a token whose algorithm we believe."""
    try:
        head = jwt.get_unverified_header(text)
    except (jwt.PyJWTError, ValueError, RecursionError):
        return None
    return head if str(head.get("alg")) in ALGORITHMS else None
