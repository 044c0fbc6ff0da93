"""OCPI as a client: versions, credentials, and the envelope around every answer.

1. The token is written as the version says; at the versions and details step one refusal is
   answered with the other form, and the form that worked is remembered (wild 2.1).
2. A bad token shows as HTTP 401, 403 or 400, or as 200 with 2001, 2002 or 2004 (wild 2.4).
3. What a peer advertises is checked before it is asked (wild 2.6).
"""

import re
import uuid
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

import msgspec

from plugdex.clients.guard import is_chosen, scrubbed
from plugdex.clients.http import Answer, Http, Request, retry_after
from plugdex.directory.addresses import shown_url
from plugdex.directory.handshake import (
    Discovery,
    PeerUnusable,
    authorization,
    choose_version,
    default_form,
    read_endpoints,
    read_versions,
)
from plugdex.directory.pages import FetchFailed, Throttled
from plugdex.directory.peers import InterfaceRole, TokenForm
from plugdex.formats.port import Party
from plugdex.model.value import Value

REFUSED: Final = frozenset({400, 401, 403, 500})
"""HTTP statuses that a token in the wrong form can get; 500 was seen, too (wild 2.1)."""

REFUSED_CODES: Final = frozenset({2001, 2002, 2004})
"""OCPI status codes that a bad token can get (wild 2.4)."""

CODE: Final = re.compile("[0-9]{1,9}")
OTHER_FORM: Final[Mapping[TokenForm, TokenForm]] = {"plain": "base64", "base64": "plain"}
BUSY: Final = frozenset({429, 503})
LONGEST_MESSAGE: Final = 200
"""Characters of a peer's message that are shown."""


class Auth(Value, frozen=True, kw_only=True):
    """How we show who we are."""

    token: str
    form: TokenForm

    @property
    def header(self) -> str:
        """The Authorization header."""
        return authorization(self.token, self.form)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no message may repeat."""
        plain, packed = authorization(self.token, "plain"), authorization(self.token, "base64")
        return (packed.removeprefix("Token "), plain.removeprefix("Token "))


class Envelope(Value, frozen=True, kw_only=True):
    """The answer of an OCPI server; ``status`` is that of HTTP."""

    status: int
    code: int = 0
    """OCPI status code; 0 where there is no envelope."""
    message: str = ""
    data: Any = None

    @property
    def is_success(self) -> bool:
        """Whether both layers say so; an envelope without a code is one, too (wild 1.2)."""
        return 200 <= self.status < 300 and (self.code == 0 or 1000 <= self.code < 2000)


class OcpiClient:
    """Asks OCPI peers; threads may share it."""

    def __init__(self, http: Http) -> None:
        self._http = http

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
        """Get versions and details; see ``plugdex.directory.handshake.Discover``.

        The host of ``given``, an address that the operator chose, may be private. With
        ``rewrite`` all that is advertised is asked at the host of ``url``.
        """
        auth = Auth(token=token, form=token_form or default_form(version or ""))
        try:
            self._http.guard.check(url, given)
            data, auth = self._either_form(url, auth, given)
            offer = choose_version(read_versions(data, url), version)
            details = at_host_of(url, offer.url) if rewrite else offer.url
            self._http.guard.check(details, given)
            data, auth = self._either_form(details, auth, given)
        except FetchFailed as error:
            raise PeerUnusable(str(error)) from error
        endpoints = read_endpoints(data, details, role)
        if rewrite:
            endpoints = tuple(
                msgspec.structs.replace(each, url=at_host_of(url, each.url)) for each in endpoints
            )
        self._check_all([each.url for each in endpoints], given)
        return Discovery(version=offer.version, endpoints=endpoints, token_form=auth.form)

    def call(
        self, method: str, url: str, auth: Auth, document: object = None, *, given: str = ""
    ) -> Any:
        """The data of an answer; raises ``FetchFailed`` when it is no success."""
        self._http.guard.check(url, given)
        answer = self._ask(method, url, auth, document, given=given)
        if not answer.is_success:
            raise refusal(url, answer, auth.secrets)
        return answer.data

    def credentials(
        self, method: str, url: str, key: tuple[str, TokenForm], document: object, given: str
    ) -> Any:
        """Call a credentials endpoint; see ``plugdex.directory.registering.Talk``."""
        token, form = key
        return self.call(method, url, Auth(token=token, form=form), document, given=given)

    def _check_all(self, urls: list[str], given: str) -> None:
        try:
            for url in urls:
                self._http.guard.check(url, given)
        except FetchFailed as error:
            raise PeerUnusable(f"Among its endpoints: {error}") from error

    def _either_form(self, url: str, auth: Auth, given: str) -> tuple[Any, Auth]:
        """Ask with the token in one form, then in the other."""
        first = self._ask("GET", url, auth, given=given)
        if first.is_success:
            return first.data, auth
        if first.status in REFUSED or first.code in REFUSED_CODES:
            other = msgspec.structs.replace(auth, form=OTHER_FORM[auth.form])
            second = self._ask("GET", url, other, given=given)
            if second.is_success:
                return second.data, other
        raise refusal(url, first, auth.secrets)

    def _ask(
        self, method: str, url: str, auth: Auth, document: object = None, *, given: str
    ) -> Envelope:
        headers = {"Authorization": auth.header, "Accept": "application/json", **message_ids()}
        body = None
        if document is not None:
            headers["Content-Type"] = "application/json"
            body = msgspec.json.encode(document)
        request = Request(
            url=url,
            method=method,
            headers=headers,
            body=body,
            secrets=auth.secrets,
            again=frozenset({429, 502, 503, 504}),
            is_chosen=is_chosen(url, given),
        )
        return read_envelope(self._http.send(request))


def message_ids() -> dict[str, str]:
    """Fresh ids of a message (OCPI 2.2.1 §4.1.3); 2.1.1 ignores them."""
    return {"X-Request-ID": str(uuid.uuid4()), "X-Correlation-ID": str(uuid.uuid4())}


def routing(us: Party, to: Party | None) -> dict[str, str]:
    """Headers of functional modules from 2.2 on (OCPI 2.2.1 §4.1.4)."""
    headers = {"OCPI-from-country-code": us.country_code, "OCPI-from-party-id": us.party_id}
    if to is not None:
        headers |= {"OCPI-to-country-code": to.country_code, "OCPI-to-party-id": to.party_id}
    return headers


def read_envelope(answer: Answer) -> Envelope:
    """The envelope of an answer; what is no JSON has no success in it."""
    with answer.body as body:
        text = body.read()
    try:
        found = msgspec.json.decode(text) if text.strip() else {}
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        start = text[:60].decode(errors="replace").split("\n")[0]
        return Envelope(status=answer.status, code=-1, message=f"no JSON, but {start!r}")
    if not isinstance(found, dict):
        return Envelope(status=answer.status, data=found)
    code = found.get("status_code", 0)
    wait = retry_after(answer.headers)
    message = str(found.get("status_message") or "")
    if answer.status in BUSY and wait:
        message = f"{message} (asks to wait for {wait:.0f} s)".strip()
    return Envelope(
        status=answer.status,
        code=int(code) if CODE.fullmatch(str(code)) else -1,
        message=message,
        data=found.get("data"),
    )


def refusal(url: str, answer: Envelope, secrets: tuple[str, ...]) -> FetchFailed:
    """The error for an answer that is no success."""
    said = f"HTTP {answer.status}"
    if answer.code > 0:
        said += f", OCPI {answer.code}"
    if answer.message:
        said += f", {scrubbed(answer.message, secrets)[:LONGEST_MESSAGE]!r}"
    kind = Throttled if answer.status in BUSY else FetchFailed
    return kind(
        f"{shown_url(url)} answered {said}.", status=answer.status, ocpi=max(0, answer.code)
    )


def at_host_of(base: str, url: str) -> str:
    """An address with scheme, host and port of another (wild 2.6)."""
    there, here = urlsplit(url), urlsplit(base)
    return urlunsplit((here.scheme, here.netloc, there.path, there.query, ""))
