"""One HTTP client for all that we ask.

1. It asks again when that may help: after errors of the network, 429 and 5xx, and after 403 in
   the middle of a crawl (wild 1.12); it waits as long as the server says (``Retry-After``).
2. It follows 307 and 308 on the same host with method, body and token (wild 2.5). To another
   host it goes for open files only, without any secret.
3. Whatever it says about a failure contains no secret.
"""

import logging
import random
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import BinaryIO, Final
from urllib.parse import urljoin, urlsplit

import httpx2
from msgspec.structs import replace

from plugdex import __version__
from plugdex.clients.body import SMALL, Caps, keep, plain
from plugdex.clients.guard import Guard, check_form, scrubbed
from plugdex.clients.pinned import PinnedTransport, is_by_proxy
from plugdex.directory.addresses import same_host, shown_url
from plugdex.directory.pages import FetchFailed
from plugdex.model.value import Value

AGENT: Final = f"plugdex/{__version__}"
TIMEOUT: Final = httpx2.Timeout(60, connect=10)
"""Seconds for an answer to begin or go on, and to connect."""

AGAIN: Final = frozenset({429, 500, 502, 503, 504})
"""Statuses after which asking again may help; RFC 9110 §15.5.29, §15.6."""

FOLLOWED: Final = frozenset({301, 302, 303, 307, 308})
KEEPS_METHOD: Final = frozenset({307, 308})
REDIRECTS: Final = 5
REPEATABLE: Final = frozenset({"GET", "HEAD"})
LOOPBACK: Final = ("localhost", "127.0.0.1", "[::1]")
"""Hosts that are never reached through a proxy."""


class Retry(Value, frozen=True, kw_only=True):
    """How often and how long after a failure it asks again; times are seconds."""

    attempts: int = 5
    first: float = 1.0
    longest: float = 60.0
    patience: float = 120.0
    """A server that asks for a longer wait is asked at another time."""

    def pause(self, attempt: int, advised: float | None) -> float:
        """Seconds to wait after an attempt (from 1): doubled each time, a quarter at random."""
        if advised is not None:
            return advised + random.uniform(0, min(1.0, self.first))  # noqa: S311
        pause = min(self.longest, self.first * 2.0 ** (attempt - 1))
        return pause * random.uniform(0.75, 1.25)  # noqa: S311


class Request(Value, frozen=True, kw_only=True):
    """What to ask."""

    url: str
    method: str = "GET"
    headers: Mapping[str, str] = {}
    body: bytes | None = None
    secrets: tuple[str, ...] = ()
    """Texts that no message may repeat; with any of them it is asked of one host only."""
    again: frozenset[int] = AGAIN
    caps: Caps = SMALL
    is_file: bool = False
    """A redirection to another host is followed, without secrets; the body stays packed."""
    is_chosen: bool = False
    """The operator chose the host, so it may be a private one."""


class Answer(Value, frozen=True, kw_only=True):
    """What came: header names are in lower case, the body is plain text at its beginning.

    The body of a file is as it came, packed or not.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: BinaryIO


class Http:
    """Asks; threads may share it."""

    def __init__(
        self,
        guard: Guard | None = None,
        retry: Retry | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        logging.getLogger("httpx2").setLevel(logging.WARNING)  # its lines show keys in queries
        self.guard = guard or Guard()
        self._retry = retry or Retry()
        self._sleep = sleep
        self._client = httpx2.Client(
            headers={"User-Agent": AGENT, "Accept-Encoding": "gzip"},
            timeout=TIMEOUT,
            mounts={f"all://{host}": None for host in LOOPBACK},
        )
        self._pinned = httpx2.Client(
            headers=self._client.headers, timeout=TIMEOUT, transport=PinnedTransport()
        )

    def close(self) -> None:
        """Close the connections."""
        self._client.close()
        self._pinned.close()

    def send(self, request: Request) -> Answer:
        """Ask, again if need be; an answer of any status is an answer.

        Raises ``FetchFailed`` when none came.
        """
        attempt = 1
        while True:
            failure: FetchFailed | None = None
            try:
                answer = self._follow(request)
            except FetchFailed as error:
                if not error.again:
                    raise
                failure, wait = error, None
            else:
                if answer.status not in request.again:
                    return answer
                wait = retry_after(answer.headers)
            is_last = attempt >= self._retry.attempts or request.method not in REPEATABLE
            if is_last or (wait or 0) > self._retry.patience:
                if failure:
                    raise failure
                return answer
            if failure is None:
                answer.body.close()
            self._sleep(self._retry.pause(attempt, wait))
            attempt += 1

    def _follow(self, request: Request) -> Answer:
        """Ask, and go where the server sends us."""
        check_form(request.url)
        for _ in range(REDIRECTS):
            answer = self._once(request)
            target = answer.headers.get("location", "")
            if answer.status not in FOLLOWED or not target:
                return answer
            answer.body.close()
            request = self._redirected(request, answer.status, urljoin(request.url, target))
        raise FetchFailed(f"{shown_url(request.url)}: the server redirects in circles.")

    def _redirected(self, request: Request, status: int, target: str) -> Request:
        check_form(target)
        if request.method not in REPEATABLE and status not in KEEPS_METHOD:
            raise FetchFailed(f"{shown_url(request.url)}: HTTP {status} would lose what we send.")
        is_downgrade = request.url.startswith("https:") and target.startswith("http:")
        if same_host(request.url, target) and not (is_downgrade and request.secrets):
            return replace(request, url=target)
        if not request.is_file:
            host = urlsplit(target).hostname
            raise FetchFailed(
                f"{shown_url(request.url)}: the server redirects to {host}, which is not followed. "
                "Use the address there if it is meant."
            )
        self.guard.check(target)
        return replace(request, url=target, headers={}, secrets=(), is_chosen=False)

    def _client_for(self, request: Request) -> httpx2.Client:
        is_free = request.is_chosen or self.guard.allow_private
        return self._client if is_free or is_by_proxy(request.url) else self._pinned

    def _once(self, request: Request) -> Answer:
        what = shown_url(request.url)
        try:
            with self._client_for(request).stream(
                request.method, request.url, headers=dict(request.headers), content=request.body
            ) as response:
                headers = {name.lower(): value for name, value in response.headers.items()}
                _check_encoding(headers, what)
                kept = keep(response.iter_raw(), request.caps, what)
                status = response.status_code
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
            reason = scrubbed(str(error) or type(error).__name__, request.secrets)
            again = isinstance(error, httpx2.TransportError)
            raise FetchFailed(f"{what}: {reason}.", again=again) from None
        body = kept if request.is_file else plain(kept, request.caps, what)
        return Answer(url=request.url, status=status, headers=headers, body=body)


def _check_encoding(headers: Mapping[str, str], what: str) -> None:
    named = {each.strip().lower() for each in headers.get("content-encoding", "").split(",")}
    if unknown := named - {"", "identity", "gzip", "x-gzip", "zstd"}:
        raise FetchFailed(f"{what}: the answer is packed by {unknown.pop()}, which was not asked.")


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that the server asks us to wait (RFC 9110 §10.2.3); ``None`` when it says nothing."""
    text = headers.get("retry-after", "").strip()
    if text.isdigit():
        return float(text)
    moment = http_date(text)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds()) if moment else None


def http_date(text: str) -> datetime | None:
    """The moment of a header such as ``Date``; ``None`` for what is none."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
