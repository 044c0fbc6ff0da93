"""Registering with a peer, from our side: POST, PUT and DELETE of credentials (OCPI 2.2.1 §7).

1. The peer calls back with our new token while it answers the POST, so that token is accepted
   before the POST begins (TOKEN_B).
2. A rotation whose answer is lost must lock nobody out: the old token stays accepted beside the
   new one.
3. After a DELETE both tokens are void, also when the peer has forgotten us already.
"""

from collections.abc import Sequence
from typing import Any, Final, Protocol

import msgspec
from msgspec.structs import replace

from plugdex.directory.handshake import (
    SIDE_FOR,
    Credentials,
    Discovery,
    InvalidCredentials,
    PeerUnusable,
    Us,
    new_token,
    our_roles,
    peer_interface,
    read_credentials,
    write_credentials,
)
from plugdex.directory.pages import FetchFailed
from plugdex.directory.peers import (
    PEER,
    InterfaceRole,
    Peer,
    TokenForm,
    find_peer,
    put_peer,
    token_hash,
)
from plugdex.directory.ports import Reads, Store
from plugdex.model.errors import InvalidSetting
from plugdex.model.value import Value

REGISTRATION: Final = "registration"

WAITING: Final = "~"
"""Begins the name of a peer whose registration is under way; no party's name does."""

UNKNOWN_THERE: Final = frozenset({401, 404, 405})
"""What a peer answers to the DELETE of one whom it does not know (OCPI 2.2.1 §7.2.4)."""

DEFAULT_ROLES: Final = ("NSP",)
FALLBACK_ROLES: Final = ("EMSP",)
"""For peers that refuse the role of a navigation service provider."""

REFUSES_ROLE: Final = frozenset({2000, 2001, 2002})


class Talk(Protocol):
    """Speaks OCPI with peers."""

    def discover(
        self,
        url: str,
        token: str,
        *,
        version: str | None = None,
        token_form: TokenForm | None = None,
        role: InterfaceRole = "SENDER",
        given: str = "",
        rewrite: bool = False,
    ) -> Discovery:
        """Get versions and details; see ``Discover``. The host of ``given`` may be private.

        With ``rewrite`` all that is advertised is asked at the host of ``url``.
        """
        ...

    def credentials(
        self, method: str, url: str, key: tuple[str, TokenForm], document: object, given: str
    ) -> Any:
        """Call a credentials endpoint; the data of its answer. Raises ``FetchFailed``."""
        ...


class Registration(Value, frozen=True, kw_only=True):
    """How we registered, for the next time."""

    url: str
    """The peer's versions endpoint, as the operator gave it."""
    interface: InterfaceRole
    """What the peer is to us."""
    roles: tuple[str, ...]
    rewrite: bool = False


class Wish(Value, frozen=True, kw_only=True):
    """How to register."""

    url: str
    """The peer's versions endpoint."""
    token: str
    """TOKEN_A."""
    version: str | None = None
    token_form: TokenForm | None = None
    roles: tuple[str, ...] = ()
    """Our roles; without any, NSP, and EMSP where that is refused."""
    interface: InterfaceRole | None = None
    """What the peer is; without it its endpoints tell."""
    name: str = ""
    """Name of the peer; its first party without it."""
    rewrite: bool = False
    """What it advertises is asked at the host of ``url`` (wild 2.6)."""
    hub: bool = False
    stale_after: int | None = None
    """Seconds of silence after which its statuses are not believed."""


def register(store: Store, talk: Talk, us: Us, wish: Wish, now: int) -> Peer:
    """Exchange credentials and store the peer; ``now`` is milliseconds since 1970.

    Raises ``HandshakeError`` or ``FetchFailed``; then nothing is stored.
    """
    found = talk.discover(
        wish.url,
        wish.token,
        version=wish.version,
        token_form=wish.token_form,
        role=wish.interface or _guessed_interface(wish.url),
        given=wish.url,
        rewrite=wish.rewrite,
    )
    token = new_token()
    digest = token_hash(token)
    waiting = WAITING + digest[:16]
    with store.transaction() as tx:
        put_peer(tx, Peer(name=waiting, roles=(), accepted=(digest,), created=now, updated=now))
    try:
        how, theirs = _post(talk, us, wish, found, token)
        name = wish.name.upper() or _party_name(theirs)
        known = find_peer(store.reads(), name) or Peer(name=name, roles=(), created=now)
        peer = replace(
            known,
            roles=theirs.roles,
            accepted=(digest,),
            version=found.version,
            url=wish.url,
            endpoints=found.endpoints,
            token=theirs.token,
            token_form=found.token_form,
            registered=True,
            hub=wish.hub or known.hub,
            stale_after=wish.stale_after or known.stale_after,
            updated=now,
        )
    except BaseException:
        with store.transaction() as tx:
            tx.unregister(PEER, [waiting])
        raise
    with store.transaction() as tx:
        put_peer(tx, peer)
        tx.register(REGISTRATION, name, msgspec.json.encode(how))
        tx.unregister(PEER, [waiting])
    return peer


def rotate(store: Store, talk: Talk, us: Us, name: str, now: int) -> Peer:
    """Give a peer a new token and take one (PUT), and read its endpoints again.

    When the peer refuses, all is as before; when its answer is lost, both our tokens are good.
    """
    peer = registered_peer(store.reads(), name)
    how = registration(store.reads(), peer)
    found = talk.discover(
        how.url,
        peer.token,
        version=peer.version,
        token_form=peer.token_form,
        role=how.interface,
        given=how.url,
        rewrite=how.rewrite,
    )
    token = new_token()
    asked = replace(peer, accepted=(token_hash(token), *peer.accepted), updated=now)
    with store.transaction() as tx:
        put_peer(tx, asked)
    try:
        key = (peer.token, found.token_form)
        theirs = _send(talk, us, "PUT", found, key, how, token)
    except FetchFailed as error:
        if error.status:
            with store.transaction() as tx:
                put_peer(tx, peer)
        raise
    fresh = replace(
        asked,
        roles=theirs.roles,
        accepted=(token_hash(token), *peer.accepted[:1]),
        endpoints=found.endpoints,
        token=theirs.token,
        token_form=found.token_form,
    )
    with store.transaction() as tx:
        put_peer(tx, fresh)
    return fresh


def unregister(store: Store, talk: Talk, name: str, now: int, *, force: bool = False) -> Peer:
    """Take leave of a peer (DELETE), then void both tokens.

    Raises ``FetchFailed`` when the peer cannot be asked, unless by ``force``.
    """
    peer = known_peer(store.reads(), name)
    url = peer.endpoint("credentials", "SENDER")
    if url and peer.token and peer.registered:
        how = registration(store.reads(), peer)
        form = peer.token_form or "base64"
        try:
            talk.credentials("DELETE", url, (peer.token, form), None, how.url)
        except FetchFailed as error:
            if error.status not in UNKNOWN_THERE and not force:
                raise
    void = replace(peer, accepted=(), token="", endpoints=(), registered=False, updated=now)
    with store.transaction() as tx:
        put_peer(tx, void)
        tx.unregister(REGISTRATION, [peer.name])
    return void


def known_peer(reads: Reads, name: str) -> Peer:
    """The peer of a name; raises ``InvalidSetting`` when there is none."""
    peer = find_peer(reads, name)
    if peer is None:
        raise InvalidSetting(f"there is no party {name!r}; see: plugdex party list")
    return peer


def registered_peer(reads: Reads, name: str) -> Peer:
    """A peer with which credentials were exchanged; raises ``InvalidSetting`` otherwise."""
    peer = known_peer(reads, name)
    if not peer.registered or not peer.token:
        raise InvalidSetting(f"{peer.name} is not registered; use: plugdex party register")
    return peer


def registration(reads: Reads, peer: Peer) -> Registration:
    """How we registered with a peer, or how we would if it registered with us."""
    document = reads.registered(REGISTRATION).get(peer.name)
    if document:
        return msgspec.json.decode(document, type=Registration)
    interface = peer_interface(peer.endpoints)
    return Registration(url=peer.url, interface=interface, roles=DEFAULT_ROLES)


def _post(
    talk: Talk, us: Us, wish: Wish, found: Discovery, token: str
) -> tuple[Registration, Credentials]:
    key = (wish.token, found.token_form)
    how = Registration(
        url=wish.url,
        interface=wish.interface or peer_interface(found.endpoints),
        roles=wish.roles or DEFAULT_ROLES,
        rewrite=wish.rewrite,
    )
    try:
        return how, _send(talk, us, "POST", found, key, how, token)
    except FetchFailed as error:
        is_about_role = error.status == 400 or error.ocpi in REFUSES_ROLE
        if wish.roles or not is_about_role or found.version == "2.1.1":
            raise
    how = replace(how, roles=FALLBACK_ROLES)
    return how, _send(talk, us, "POST", found, key, how, token)


def _send(
    talk: Talk,
    us: Us,
    method: str,
    found: Discovery,
    key: tuple[str, TokenForm],
    how: Registration,
    token: str,
) -> Credentials:
    """Send our credentials; returns theirs."""
    urls = [each.url for each in found.endpoints if each.identifier == "credentials"]
    ours = us.versions_url(SIDE_FOR[how.interface])
    document = write_credentials(found.version, us, token, ours, our_roles(us, how.roles))
    answer = talk.credentials(method, urls[0], key, document, how.url)
    try:
        return read_credentials(answer, how.interface)
    except InvalidCredentials as error:
        raise PeerUnusable(
            f"The peer took our credentials, but those of its answer are not usable ({error}); "
            "ask it to unregister us, then try again."
        ) from error


def _guessed_interface(url: str) -> InterfaceRole:
    """What a peer of 2.1.1 is, which has an address for each of its two interfaces."""
    return "RECEIVER" if "emsp" in url.lower() else "SENDER"


def _party_name(theirs: Credentials) -> str:
    first = theirs.roles[0]
    return f"{first.country_code}/{first.party_id}"


def waiting_free(peers: Sequence[Peer]) -> list[Peer]:
    """Peers without those whose registration is under way."""
    return [peer for peer in peers if not peer.name.startswith(WAITING)]
