"""The OCPI node as an ASGI application: who calls, what for, and the envelope of the answer.

1. Every request needs a token; a registration token opens versions and credentials only.
2. What is wrong with an object is HTTP 200 with 2001; HTTP errors are for the rest (contract §4).
3. Every answer has the envelope, the message ids of the request, and its routing headers
   exchanged.
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from plugdex.api.ocpi.answers import (
    INVALID,
    SERVER_ERROR,
    Answer,
    Refusal,
    refuse,
)
from plugdex.api.ocpi.credentials import CredentialsModule
from plugdex.api.ocpi.receiver import Receiver
from plugdex.api.ocpi.requests import (
    Call,
    body_of,
    message_ids,
    query_of,
    routing,
    segments_of,
)
from plugdex.api.ocpi.sender import Sender
from plugdex.api.ocpi.tokens import Caller, Tokens
from plugdex.api.ocpi.versions import MODULES, VERSIONS, details, versions
from plugdex.directory.accepting import forget_old_tokens
from plugdex.directory.handshake import Side, Us
from plugdex.directory.ports import Store
from plugdex.directory.records import to_millis
from plugdex.formats.ocpi.push.body import Invalid, NotJson
from plugdex.model.errors import StoreError

PREFIX: Final = "/ocpi"
SIDES: Final[Mapping[str, Side]] = {"emsp": "emsp", "cpo": "cpo"}
ERRORS: Final = {
    NotJson: (HTTPStatus.BAD_REQUEST, INVALID),
    Invalid: (HTTPStatus.OK, INVALID),
    StoreError: (HTTPStatus.SERVICE_UNAVAILABLE, SERVER_ERROR),
}

log = logging.getLogger("plugdex.ocpi")


class Node:
    """The dialect as an ASGI application."""

    def __init__(
        self,
        us: Us,
        store: Store,
        tokens: Tokens,
        modules: tuple[CredentialsModule, Receiver, Sender],
    ) -> None:
        self._us = us
        self._store = store
        self._tokens = tokens
        self._credentials, self._receiver, self._sender = modules

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        headers: Mapping[bytes, bytes] = dict(scope["headers"])
        caller: Caller | None = None
        try:
            caller = self._caller(headers)
            answer = await self._answer(scope, receive, headers, caller)
        except Refusal as refusal:
            answer = refusal.answer
        except tuple(ERRORS) as error:
            answer = _of_error(error)
        except ClientDisconnect:
            raise
        except Exception:
            log.exception("request failed", extra={"path": scope["path"]})
            answer = Answer(code=SERVER_ERROR, message="something went wrong here; it is logged")
        if answer.http == HTTPStatus.CREATED and caller and caller.peer and caller.peer.always_200:
            answer = answer._replace(http=HTTPStatus.OK)  # wild 2.18
        await _send(send, answer, headers, is_get=scope["method"] != "HEAD")

    def _caller(self, headers: Mapping[bytes, bytes]) -> Caller:
        caller = self._tokens.find(headers.get(b"authorization"))
        if caller is None:
            raise refuse(
                HTTPStatus.UNAUTHORIZED,
                "the token is missing or not known: Authorization: Token …",
            )
        return caller

    async def _answer(
        self, scope: Scope, receive: Receive, headers: Mapping[bytes, bytes], caller: Caller
    ) -> Answer:
        method: str = scope["method"]
        path = segments_of(scope)
        now = datetime.now(UTC)
        now = now.replace(microsecond=now.microsecond // 1000 * 1000)
        if caller.is_newest and caller.peer:
            await run_in_threadpool(
                forget_old_tokens, self._store, caller.peer.name, caller.token, to_millis(now)
            )
            self._tokens.reload()
        side = SIDES.get(path[0]) if path else None
        if side is None or len(path) < 2:
            raise refuse(
                HTTPStatus.NOT_FOUND, "there are /ocpi/emsp/versions and /ocpi/cpo/versions"
            )
        if path[1] == "versions" or len(path) == 2:
            return self._versions(method, side, path)
        version, module, rest = path[1], path[2], path[3:]
        if module == "credentials":
            details(self._us, side, version)  # refuses a version that there is not
            body = await body_of(receive, headers)
            return await self._credentials.answer(method, side, version, caller, body, now)
        if caller.peer is None:
            raise refuse(HTTPStatus.UNAUTHORIZED, "this token is good for registration only")
        if module not in MODULES[side][1]:
            raise refuse(HTTPStatus.NOT_FOUND, f"no module {module!r} on the side {side!r}")
        if version not in VERSIONS:
            raise refuse(HTTPStatus.NOT_FOUND, f"no version {version!r}; there are {VERSIONS}")
        call = Call(
            method=method,
            side=side,
            version=version,
            module=module,
            path=rest,
            query=query_of(scope) if scope["query_string"] else {},
            headers=headers,
            body=b"" if method == "GET" else await body_of(receive, headers),
            peer=caller.peer,
            token=caller.token,
            received=now,
        )
        return await (self._receiver if side == "emsp" else self._sender).answer(call)

    def _versions(self, method: str, side: Side, path: Sequence[str]) -> Answer:
        if method not in ("GET", "HEAD"):
            raise refuse(HTTPStatus.METHOD_NOT_ALLOWED, f"no {method} here; GET", Allow="GET")
        if path[1] == "versions" and len(path) == 2:
            return versions(self._us, side)
        return details(self._us, side, path[1])


def _of_error(error: Exception) -> Answer:
    for kind, (http, code) in ERRORS.items():
        if isinstance(error, kind):
            if isinstance(error, StoreError):
                log.error("store_failed: %s", error)
                return Answer(http=http, code=code, message="the store failed; try again")
            return Answer(http=http, code=code, message=str(error)[:500])
    raise error


async def _send(
    send: Send, answer: Answer, request: Mapping[bytes, bytes], *, is_get: bool
) -> None:
    body = answer.body()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", b"%d" % len(body)),
        *message_ids(request),
        *routing(request),
        *((name.lower().encode(), value.encode()) for name, value in answer.headers.items()),
    ]
    await send({"type": "http.response.start", "status": int(answer.http), "headers": headers})
    await send({"type": "http.response.body", "body": body if is_get else b""})
