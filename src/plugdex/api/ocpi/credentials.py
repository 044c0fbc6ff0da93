"""Credentials: peers register, renew and unregister (contract §6).

While a POST or PUT is open we call the peer back. That happens in a thread, so that even a
single worker goes on answering, the peer's own questions included.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from http import HTTPStatus
from typing import Final

import msgspec
from starlette.concurrency import run_in_threadpool

from plugdex.api.ocpi.answers import INVALID, Answer, refuse
from plugdex.api.ocpi.tokens import Caller, Tokens
from plugdex.directory.accepting import accept, dismiss
from plugdex.directory.handshake import (
    Discover,
    HandshakeError,
    Side,
    Us,
    new_token,
    our_roles,
    read_credentials,
    write_credentials,
)
from plugdex.directory.peers import InterfaceRole, Peer
from plugdex.directory.ports import Store
from plugdex.directory.records import to_millis
from plugdex.formats.ocpi.push.body import parse

THEIR_ROLE: Final[Mapping[Side, InterfaceRole]] = {"emsp": "SENDER", "cpo": "RECEIVER"}
"""What a peer is on the other end of our side."""

OUR_ROLES: Final[Mapping[Side, tuple[str, ...]]] = {"emsp": ("EMSP", "NSP"), "cpo": ("CPO", "NAP")}


METHODS: Final = "GET, POST, PUT, DELETE"


class CredentialsModule:
    """The module, on both sides and in all versions."""

    def __init__(
        self,
        store: Store,
        us: Us,
        tokens: Tokens,
        discover: Discover,
        welcome: Callable[[Store, Peer], None],
    ) -> None:
        self._store = store
        self._us = us
        self._tokens = tokens
        self._discover = discover
        self._welcome = welcome

    async def answer(
        self, method: str, side: Side, version: str, caller: Caller, body: bytes, now: datetime
    ) -> Answer:
        """Answer one request."""
        if method == "GET":
            return self._ours(side, version, caller.token)
        if method in ("POST", "PUT"):
            return await self._exchange(method, side, version, caller, body, now)
        if method == "DELETE":
            return await self._delete(caller)
        raise refuse(HTTPStatus.METHOD_NOT_ALLOWED, f"no {method} here; {METHODS}", Allow=METHODS)

    async def _exchange(
        self, method: str, side: Side, version: str, caller: Caller, body: bytes, now: datetime
    ) -> Answer:
        is_registered = bool(caller.peer and caller.peer.registered)
        if method == "POST" and is_registered:
            raise refuse(HTTPStatus.METHOD_NOT_ALLOWED, "already registered; update with PUT")
        if method == "PUT" and not is_registered:
            raise refuse(HTTPStatus.METHOD_NOT_ALLOWED, "not registered; register with POST")
        members = parse(body)
        try:
            theirs = read_credentials(members, THEIR_ROLE[side])
            found = await run_in_threadpool(
                self._discover,
                theirs.url,
                theirs.token,
                version=version,
                role=THEIR_ROLE[side],
            )
        except HandshakeError as error:
            return Answer(code=error.status, message=str(error))
        token = new_token()
        guest = (caller.invitation, caller.peer)
        try:
            peer = await run_in_threadpool(
                accept, self._store, theirs, found, token, to_millis(now), *guest
            )
        except HandshakeError as error:
            return Answer(code=error.status, message=str(error))
        finally:
            self._tokens.reload()
        await run_in_threadpool(self._welcome, self._store, peer)
        return self._ours(side, version, token)

    async def _delete(self, caller: Caller) -> Answer:
        if caller.peer is None or not caller.peer.registered:
            raise refuse(HTTPStatus.METHOD_NOT_ALLOWED, "not registered")
        await run_in_threadpool(dismiss, self._store, caller.peer)
        self._tokens.reload()
        return Answer()

    def _ours(self, side: Side, version: str, token: str) -> Answer:
        """Our credentials, with the token that the peer uses."""
        roles = our_roles(self._us, OUR_ROLES[side])
        ours = write_credentials(version, self._us, token, self._us.versions_url(side), roles)
        return Answer(data=msgspec.json.encode(ours))


def invalid(message: str) -> Answer:
    """An object that is not valid is HTTP 200 with 2001 (contract §1.1)."""
    return Answer(code=INVALID, message=message)
