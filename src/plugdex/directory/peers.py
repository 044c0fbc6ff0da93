"""Peers: the platforms that exchange OCPI with us, and what both sides agreed on.

1. A token that a peer sends is kept as a hash only; a token that we send must be kept as it is.
2. A peer's objects belong to one source, whether they were pushed or pulled.
3. An invitation is a registration token (TOKEN_A) that waits for its platform.
"""

import re
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Final, Literal

import msgspec

from plugdex.directory.ports import Reads, Transaction
from plugdex.formats.port import Party
from plugdex.model.errors import InvalidSetting
from plugdex.model.value import Value

PEER: Final = "peer"
INVITATION: Final = "invitation"
ROLES: Final = ("CPO", "EMSP", "HUB", "NAP", "NSP", "OTHER", "PTP", "SCSP")
PARTY: Final = re.compile(r"([A-Za-z]{2})[/*-]([A-Za-z0-9]{3})")

TokenForm = Literal["plain", "base64"]
InterfaceRole = Literal["SENDER", "RECEIVER"]


class PeerRole(Value, frozen=True, kw_only=True):
    """A party for which a platform acts."""

    role: str
    country_code: str
    party_id: str
    name: str = ""
    website: str | None = None


class Endpoint(Value, frozen=True, kw_only=True):
    """Where a peer has a module; ``role`` is always filled, also for 2.1.1."""

    identifier: str
    role: InterfaceRole
    url: str


class Peer(Value, frozen=True, kw_only=True):
    """A platform that exchanges OCPI with us."""

    name: str
    """``NL/TNM``: its first party."""
    roles: tuple[PeerRole, ...]
    accepted: tuple[str, ...] = ()
    """Hashes of the tokens that it may send us, the newest first (see ``token_hash``)."""
    version: str = ""
    """The OCPI version agreed on; empty for one that only has a token."""
    url: str = ""
    """Its versions endpoint."""
    endpoints: tuple[Endpoint, ...] = ()
    token: str = ""
    """The token that we send, as it is."""
    token_form: TokenForm | None = None
    """How we write the token in the header; ``None``: as its version says."""
    registered: bool = False
    """Whether credentials were exchanged."""
    hub: bool = False
    """It may speak for any party."""
    strict: bool = False
    """Its objects must be as the specification says."""
    always_200: bool = False
    """It takes 201 for an error (wild 2.18)."""
    stale_after: int | None = None
    """Seconds of silence after which its statuses are not believed."""
    created: int = 0
    """Milliseconds since 1970."""
    updated: int = 0

    @property
    def source(self) -> str:
        """The name of the source that its objects belong to."""
        return source_of(self.name)

    def speaks_for(self, country_code: str, party_id: str) -> bool:
        """Whether it may push objects of a party."""
        if self.hub or any(role.role == "HUB" for role in self.roles):
            return True
        wanted = (country_code.upper(), party_id.upper())
        return any((r.country_code.upper(), r.party_id.upper()) == wanted for r in self.roles)

    def endpoint(self, identifier: str, role: InterfaceRole) -> str | None:
        """The address of one of its modules."""
        found = (e.url for e in self.endpoints if (e.identifier, e.role) == (identifier, role))
        return next(found, None)


class Invitation(Value, frozen=True, kw_only=True):
    """A registration token that was handed out; only its hash is kept."""

    hash: str
    created: int
    """Milliseconds since 1970."""
    note: str = ""
    """For whom it is, in the words of the operator."""
    party: str = ""
    """The party (``NL/TNM``) that it is for, whose registration it may replace; empty: anybody
    who is not registered."""


def read_party(text: str) -> Party:
    """A party of the form ``NL/TNM``; raises ``InvalidSetting``."""
    match = PARTY.fullmatch(text.strip())
    if match is None:
        raise InvalidSetting(f"{text!r} is no party; it must be of the form CC/PTY, such as NL/TNM")
    return Party(country_code=match[1].upper(), party_id=match[2].upper())


def source_of(name: str) -> str:
    """The source of a peer: ``ocpi-nl-tnm`` for ``NL/TNM``."""
    return "ocpi-" + name.lower().replace("/", "-")


def token_hash(token: str) -> str:
    """The hash of a token; tokens are random, so no salt or slow hash is needed."""
    return sha256(token.encode()).hexdigest()


def peers_of(registered: Mapping[str, bytes]) -> Sequence[Peer]:
    """The peers among the small documents of kind ``PEER``."""
    return [msgspec.json.decode(document, type=Peer) for document in registered.values()]


def all_peers(reads: Reads) -> Sequence[Peer]:
    """All peers by name."""
    return peers_of(reads.registered(PEER))


def find_peer(reads: Reads, name: str) -> Peer | None:
    """The peer of a name such as ``NL/TNM``."""
    return next((peer for peer in all_peers(reads) if peer.name == name.upper()), None)


def invitations(reads: Reads) -> Sequence[Invitation]:
    """The registration tokens that wait."""
    found = reads.registered(INVITATION).values()
    return [msgspec.json.decode(document, type=Invitation) for document in found]


def put_peer(tx: Transaction, peer: Peer) -> None:
    """Store a peer."""
    tx.register(PEER, peer.name, msgspec.json.encode(peer))


def put_invitation(tx: Transaction, invitation: Invitation) -> None:
    """Store a registration token's hash."""
    tx.register(INVITATION, invitation.hash, msgspec.json.encode(invitation))
