"""Registering of a peer with us: what POST, PUT and DELETE of credentials leave behind.

1. A peer's old token stays good until it has used the new one: the answer may have been lost.
2. A registration token (TOKEN_A) is dead as soon as it has served.
"""

from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from plugdex.directory.feeds import unsubscribe
from plugdex.directory.handshake import Credentials, Discovery, InvalidCredentials
from plugdex.directory.peers import (
    INVITATION,
    PEER,
    Invitation,
    Peer,
    peers_of,
    put_peer,
    token_hash,
)
from plugdex.directory.ports import Store, Transaction

KEPT: Final = 2
"""Tokens that a peer may use at a time."""


def accept(
    store: Store,
    theirs: Credentials,
    found: Discovery,
    token: str,
    now: int,
    invitation: Invitation | None = None,
    before: Peer | None = None,
) -> Peer:
    """Store a peer that registered, or that renewed its registration.

    ``token`` is the one that it gets; it is known ``before``, or comes by ``invitation``. Raises
    ``InvalidCredentials`` where an invitation is not for the party that comes.
    """
    name = before.name if before else party_names(theirs)[0]
    with store.transaction() as tx:
        known = _peer(tx, name)
        if invitation:
            _check_guest(invitation, name, known)
        peer = replace(
            known or before or Peer(name=name, roles=(), created=now),
            roles=theirs.roles,
            accepted=_accepted(token, before),
            version=found.version,
            url=theirs.url,
            endpoints=found.endpoints,
            token=theirs.token,
            token_form=found.token_form,
            registered=True,
            updated=now,
        )
        put_peer(tx, peer)
        if invitation:
            tx.unregister(INVITATION, [invitation.hash])
    return peer


def _check_guest(invitation: Invitation, name: str, known: Peer | None) -> None:
    """An invitation for anybody must not take over the registration of somebody."""
    if invitation.party and invitation.party != name:
        raise InvalidCredentials(f"this token is for {invitation.party}, not for {name}")
    if known and known.registered and not invitation.party:
        raise InvalidCredentials(f"{name} is registered already; it needs a token that is for it")


def forget_old_tokens(store: Store, name: str, used: str, now: int) -> None:
    """Accept only the newest token of a peer, if it is the one that was used: it has arrived."""
    with store.transaction() as tx:
        peer = _peer(tx, name)
        if peer and len(peer.accepted) > 1 and peer.accepted[0] == token_hash(used):
            put_peer(tx, replace(peer, accepted=peer.accepted[:1], updated=now))


def dismiss(store: Store, peer: Peer) -> None:
    """Void the tokens of both sides and pull from it no more; what the peer told stays."""
    void = replace(peer, accepted=(), token="", endpoints=(), registered=False)
    with store.transaction() as tx:
        put_peer(tx, void)
        unsubscribe(tx, peer)


def party_names(theirs: Credentials) -> Sequence[str]:
    """``NL/TNM``: the parties of credentials, in their order."""
    return [f"{role.country_code}/{role.party_id}" for role in theirs.roles]


def _peer(tx: Transaction, name: str) -> Peer | None:
    """The peer as it is now, which may not be as it was when it called."""
    return next((peer for peer in peers_of(tx.registered(PEER)) if peer.name == name), None)


def _accepted(token: str, before: Peer | None) -> tuple[str, ...]:
    old = before.accepted if before and before.registered else ()
    return (token_hash(token), *old)[:KEPT]
