"""Plain requests to the peer, for what the library has no code for.

It offers no client for the handshake, no PATCH, no DELETE and no pull.
"""

import uuid
from typing import Any
from urllib.parse import quote

import httpx
from extrawest.state import Peer, State, new_token
from py_ocpi.core.adapter import BaseAdapter
from py_ocpi.core.utils import encode_string_base64
from py_ocpi.modules.versions.enums import VersionNumber

SUCCESS = range(1000, 2000)


class Refused(Exception):
    """The peer did not do what we asked for."""


async def shake_hands(state: State, versions_url: str, token: str) -> None:
    """Register at a peer that invited us.

    Our token is valid before we send it, because the peer calls back meanwhile.
    """
    peer = Peer(token_for_us=token, versions_url=versions_url, token_for_them=new_token())
    await discover(state, peer)
    state.peer = peer
    try:
        peer.token_for_us = (await present(state, "POST"))["token"]
    except Refused:
        state.peer = None
        raise


async def renew(state: State) -> None:
    """Exchange both tokens; the old one stays valid until the peer has answered."""
    peer = known(state)
    await discover(state, peer)
    peer.token_for_us = (await present(state, "PUT"))["token"]


async def present(state: State, method: str) -> dict[str, Any]:
    """Send our credentials; what comes back are theirs."""
    ours = state.credentials(known(state).token_for_them)
    body = BaseAdapter.credentials_adapter(ours, VersionNumber(state.version)).dict()
    answer = await ask(state, method, endpoint(state, "credentials"), body)
    return good(answer)["data"]


async def discover(state: State, peer: Peer) -> None:
    """Read the versions and the endpoints of a peer."""
    versions = good(await request(state, peer, "GET", peer.versions_url))["data"]
    urls = {entry["version"]: entry["url"] for entry in versions}
    if state.version not in urls:
        raise Refused(f"no version {state.version} among {sorted(urls)}")
    peer.details_url = urls[state.version]
    peer.endpoints = good(await request(state, peer, "GET", peer.details_url))["data"]["endpoints"]


async def ask(state: State, method: str, url: str, body: Any = None) -> httpx.Response:
    """Send a request to the peer."""
    return await request(state, known(state), method, url, body)


async def request(
    state: State, peer: Peer, method: str, url: str, body: Any = None
) -> httpx.Response:
    """Send a request with the headers that the version wants; no redirect is followed."""
    headers = {"Authorization": f"Token {peer.token_for_us}"}
    if state.version != "2.1.1":
        headers = {
            "Authorization": f"Token {encode_string_base64(peer.token_for_us)}",
            "X-Request-ID": str(uuid.uuid4()),
            "X-Correlation-ID": str(uuid.uuid4()),
        }
    async with httpx.AsyncClient(trust_env=False) as client:
        return await client.request(method, url, headers=headers, json=body)


def endpoint(state: State, module: str, *path: str, role: str = "RECEIVER") -> str:
    """A URL at the peer: an endpoint as it told us, or an object of ours below it."""
    for entry in known(state).endpoints:
        fits = module == "credentials" or entry.get("role") in (None, role)
        if entry["identifier"] == module and fits:
            return below(state, entry["url"], path) if path else str(entry["url"])
    raise Refused(f"the peer has no {module} for us as {role}")


def below(state: State, url: str, path: tuple[str, ...]) -> str:
    """The URL of an object of ours at a receiver."""
    parts = (state.country, state.party, *path)
    return "/".join([url.rstrip("/"), *(quote(part, safe="") for part in parts)])


def known(state: State) -> Peer:
    """The peer."""
    if state.peer is None:
        raise Refused("there is no peer")
    return state.peer


def good(answer: httpx.Response) -> dict[str, Any]:
    """The body of an answer that says success."""
    if answer.status_code not in (200, 201):
        raise Refused(f"{answer.url} says {answer.status_code}: {answer.text[:300]}")
    body: dict[str, Any] = answer.json()
    if body["status_code"] not in SUCCESS:
        raise Refused(f"{answer.url} says {body['status_code']}: {body.get('status_message')}")
    return body


def told(answer: httpx.Response) -> dict[str, Any]:
    """An answer as a test wants to see it."""
    is_json = answer.headers.get("content-type", "").startswith("application/json")
    body = answer.json() if is_json else answer.text
    return {"status": answer.status_code, "headers": dict(answer.headers), "body": body}
