"""Deliveries of webhooks, signed as Standard Webhooks says (standardwebhooks.com, version 1).

The signature is HMAC-SHA256 over the id, the time stamp and the body, so that neither can be
changed, and an old delivery cannot be sent again by somebody else.
"""

import hmac
from base64 import b64decode, b64encode
from collections.abc import Callable
from hashlib import sha256
from http import HTTPStatus
from typing import Final

from plugdex.clients.http import Http, Request, retry_after
from plugdex.directory.hooks import SECRET_PREFIX, Hook, Letter
from plugdex.directory.pages import FetchFailed

NO: Final[frozenset[int]] = frozenset()
"""Statuses after which it is asked again at once: a hook has waiting times of its own."""


def deliver_letter(http: Http, clock: Callable[[], float], hook: Hook, letter: Letter) -> None:
    """Send a letter; raises ``FetchFailed`` unless it is answered with 2xx."""
    body = bytes(letter.body)
    answer = http.send(
        Request(
            url=hook.url,
            method="POST",
            headers={"Content-Type": "application/json"}
            | signed(hook.secret, letter.id, int(clock()), body),
            body=body,
            secrets=(hook.secret,),
            again=NO,
        )
    )
    answer.body.close()
    if not HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
        raise FetchFailed(
            f"{hook.name} answered HTTP {answer.status}.",
            status=answer.status,
            wait=retry_after(answer.headers),
        )


def signed(secret: str, letter: str, moment: int, body: bytes) -> dict[str, str]:
    """The headers of a delivery; ``moment`` is seconds since 1970."""
    key = b64decode(secret.removeprefix(SECRET_PREFIX))
    text = b"%b.%d.%b" % (letter.encode(), moment, body)
    signature = b64encode(hmac.new(key, text, sha256).digest()).decode()
    return {
        "webhook-id": letter,
        "webhook-timestamp": str(moment),
        "webhook-signature": f"v1,{signature}",
    }
