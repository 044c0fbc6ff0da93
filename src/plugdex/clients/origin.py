"""The origin of a mirror, asked over HTTP."""

from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

import msgspec

from plugdex.clients.body import Caps
from plugdex.clients.guard import scrubbed
from plugdex.clients.http import Http, Request, retry_after
from plugdex.directory.changes import TooOld
from plugdex.directory.mirrored import DECODER, MirrorPage
from plugdex.directory.pages import FetchFailed

PATH: Final = "/api/changes"
LIMIT: Final = 500
"""Changes in a page, and so in a transaction of the mirror."""

CAPS: Final = Caps(packed=256 * 1024 * 1024, plain=512 * 1024 * 1024)
NO: Final[frozenset[int]] = frozenset()
"""Statuses after which it is asked again at once: who mirrors waits by itself."""


def ask_origin(http: Http, url: str, key: str, cursor: str, wait: int) -> MirrorPage:
    """The page behind a cursor, if need be after so many seconds.

    ``key`` is one for mirrors. Raises ``FetchFailed`` when it does not come, and ``TooOld``.
    """
    query = urlencode({"since": cursor, "include": "records", "limit": LIMIT, "wait": wait})
    answer = http.send(
        Request(
            url=f"{url}{PATH}?{query}",
            headers={"Authorization": f"Bearer {key}"} if key else {},
            secrets=(key,) if key else (),
            again=NO,
            caps=CAPS,
            is_chosen=True,
        )
    )
    with answer.body as body:
        text = body.read()
    if answer.status == HTTPStatus.OK:
        try:
            return DECODER.decode(text)
        except msgspec.MsgspecError as error:
            raise FetchFailed(f"{url} does not answer as plugdex does ({error}).") from None
    detail = scrubbed(_detail(text), (key,))
    if answer.status == HTTPStatus.GONE:
        raise TooOld(detail)
    raise FetchFailed(
        f"{url} answered HTTP {answer.status}{': ' * bool(detail)}{detail}.",
        status=answer.status,
        wait=retry_after(answer.headers),
    )


def _detail(text: bytes) -> str:
    """What a problem document says; empty for anything else."""
    try:
        return str(msgspec.json.decode(text, type=dict[str, object]).get("detail", ""))
    except msgspec.MsgspecError:
        return ""
