"""``POST /oauth2/token``: a short-lived token for the credentials of a client.

Client credentials (RFC 6749 §4.4) with the secret in the header or the form, or with a request
signed by OAuth 1.0, as clients of HERE do. The body is a form, or JSON with ``grantType``.
"""

import binascii
import hmac
import secrets
import time
from base64 import b64decode
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl, unquote_plus

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from plugdex.api.bodies import read_body
from plugdex.api.services import Services
from plugdex.directory.signatures import (
    BadSignature,
    Pairs,
    Signed,
    check_signature,
    read_signed,
    use_once,
)
from plugdex.directory.tokens import client_secret, issue_token

PATH: Final = "/oauth2/token"
LARGEST: Final = 16 * 1024
GRANT: Final = "client_credentials"
NOT_KEPT: Final = {"cache-control": "no-store", "pragma": "no-cache"}
NAMES: Final = {"grantType": "grant_type", "clientId": "client_id", "clientSecret": "client_secret"}
"""Members of a JSON body, as HERE's clients for Java and JavaScript write them."""


class OAuthError(Exception):
    """An error answer (RFC 6749 §5.2)."""

    def __init__(self, status: int, error: str, description: str) -> None:
        super().__init__(description)
        self.status = status
        self.error = error
        self.description = description


async def token_endpoint(request: Request) -> Response:
    """Issue a token."""
    services: Services = request.app.state.services
    try:
        form = await _form(request)
        if dict(form).get("grant_type") != GRANT:
            raise OAuthError(400, "unsupported_grant_type", f"grant_type must be {GRANT}")
        body = await run_in_threadpool(_issue, services, request, form)
    except OAuthError as error:
        return _refusal(error)
    return JSONResponse(body, headers=NOT_KEPT)


def _issue(services: Services, request: Request, form: Pairs) -> Mapping[str, Any]:
    client = _client(services, request, form)
    key = services.gate.client(client)
    secret = services.gate.secret
    if key is None or secret is None:
        raise _unknown()
    now = int(time.time())
    end = now + services.token_seconds
    if key.expires is not None:
        end = min(end, key.expires // 1000)
    token = issue_token(secret, client, end)
    return {"access_token": token, "token_type": "bearer", "expires_in": end - now}


def _client(services: Services, request: Request, form: Pairs) -> str:
    """Who asks, proved; raises ``OAuthError``."""
    header = request.headers.get("authorization", "")
    scheme = header.partition(" ")[0].lower()
    if scheme == "oauth":
        return _signing(services, request, header, form)
    if scheme == "basic":
        client, presented = _basic(header)
    else:
        client = dict(form).get("client_id", "")
        presented = dict(form).get("client_secret", "")
    if not client:
        raise OAuthError(401, "invalid_client", "No credentials found")
    expected = _secret_of(services, client)
    if not hmac.compare_digest(expected.encode(), presented.encode()):
        raise _unknown()
    return client


def _signing(services: Services, request: Request, header: str, form: Pairs) -> str:
    query = parse_qsl(request.url.query, keep_blank_values=True)
    is_form = not request.headers.get("content-type", "").startswith("application/json")
    more = [*query, *form] if is_form else query
    urls = (str(request.url.replace(query="")), services.us.public_url + PATH)
    try:
        signed = read_signed(header)
        _check(services, signed, urls, more)
    except BadSignature as error:
        raise OAuthError(401, "invalid_client", str(error)) from None
    return signed.client


def _check(services: Services, signed: Signed, urls: tuple[str, ...], more: Pairs) -> None:
    check_signature(signed, _secret_of(services, signed.client), "POST", urls, more)
    use_once(services.store, signed, time.time())


def _secret_of(services: Services, client: str) -> str:
    """The secret of a client; of one that there is not, one that nobody can know."""
    secret = services.gate.secret
    if secret is None or services.gate.client(client) is None:
        return secrets.token_urlsafe(32)
    return client_secret(secret, client)


def _basic(header: str) -> tuple[str, str]:
    try:
        text = b64decode(header.partition(" ")[2].strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise OAuthError(401, "invalid_client", "The Basic header cannot be read") from None
    client, _, secret = text.partition(":")
    return unquote_plus(client), unquote_plus(secret)


async def _form(request: Request) -> Pairs:
    body = await read_body(request.receive, LARGEST)
    if body is None:
        raise OAuthError(413, "invalid_request", f"The body is larger than {LARGEST:,} bytes")
    if not request.headers.get("content-type", "").startswith("application/json"):
        return parse_qsl(body.decode("latin-1"), keep_blank_values=True)
    try:
        members = msgspec.json.decode(body, type=dict[str, Any])
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise OAuthError(400, "invalid_request", "The body must be a JSON object") from None
    return [(NAMES.get(k, k), v) for k, v in members.items() if isinstance(v, str)]


def _unknown() -> OAuthError:
    return OAuthError(401, "invalid_client", "These credentials do not authorize access")


def _refusal(error: OAuthError) -> Response:
    """As RFC 6749 has it, with the members that clients of HERE show."""
    body = {
        "error": error.error,
        "error_description": error.description,
        "httpStatus": error.status,
        "message": error.description,
    }
    more = {"www-authenticate": 'Basic realm="plugdex"'} if error.status == 401 else {}
    return JSONResponse(body, error.status, headers=NOT_KEPT | more)
