"""How a peer talks to us: requests of OCPI, sent over HTTP or handed to the node."""

import asyncio
import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote, urlsplit

import httpx2

Object = Mapping[str, Any]


@dataclass(frozen=True)
class Reply:
    """An answer: the status of HTTP, that of OCPI, and what came with them."""

    http: int
    headers: Mapping[str, str]
    envelope: Object

    @property
    def code(self) -> int:
        """The status code of OCPI."""
        return int(self.envelope["status_code"])

    @property
    def both(self) -> tuple[int, int]:
        """HTTP and OCPI status."""
        return self.http, self.code

    @property
    def data(self) -> Any:
        """The data; fails where there is none."""
        return self.envelope["data"]

    @property
    def message(self) -> str:
        """What it says for people."""
        return str(self.envelope.get("status_message", ""))


Send = Callable[[str, str, dict[str, str], bytes], Reply]
DONE, CREATED, UNKNOWN, INVALID = (200, 1000), (201, 1000), (404, 2003), (200, 2001)


@dataclass(frozen=True)
class Talk:
    """A peer with its token, in one version."""

    send: Send
    token: str
    party: str = "NL/ABC"
    version: str = "2.2.1"
    headers: Mapping[str, str] = field(default_factory=dict)

    def at(self, version: str, **changes: Any) -> "Talk":
        """The same peer in another version."""
        return replace(self, version=version, **changes)

    def ask(
        self, method: str, path: str, body: Any = None, headers: Mapping[str, str] | None = None
    ) -> Reply:
        """Send a request; a body that is no bytes becomes JSON."""
        plain = self.version == "2.1.1"
        shown = self.token if plain else b64encode(self.token.encode()).decode()
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        sent = {"authorization": f"Token {shown}", "content-type": "application/json"}
        return self.send(
            method,
            path,
            sent | dict(self.headers) | dict(headers or {}),
            b"" if body is None else content,
        )

    def path(self, module: str, *place: str, party: str = "") -> str:
        """Where one of its objects is."""
        parts = [*(party or self.party).split("/"), *(quote(each, safe="") for each in place)]
        return f"/ocpi/emsp/{self.version}/{module}/{'/'.join(parts)}"

    def get(self, module: str, *place: str) -> Reply:
        """GET of one of its objects."""
        return self.ask("GET", self.path(module, *place))

    def put(self, module: str, *place: str, body: Any, **how: Any) -> Reply:
        """PUT of one of its objects."""
        return self.ask("PUT", self.path(module, *place), body, **how)

    def patch(self, module: str, *place: str, body: Any, **how: Any) -> Reply:
        """PATCH of one of its objects."""
        return self.ask("PATCH", self.path(module, *place), body, **how)

    def delete(self, module: str, *place: str) -> Reply:
        """DELETE of one of its objects."""
        return self.ask("DELETE", self.path(module, *place))

    def pull(self, module: str = "locations", query: str = "", *place: str) -> Reply:
        """GET of what we offer."""
        below = "".join(f"/{quote(each, safe='')}" for each in place)
        return self.ask("GET", f"/ocpi/cpo/{self.version}/{module}{below}{query}")

    def pages(self, query: str = "") -> list[list[Any]]:
        """All pages, by the links."""
        reply = self.pull(query=query)
        found = [reply.data]
        while link := reply.headers.get("link"):
            parts = urlsplit(link.partition(">")[0].lstrip("<"))
            reply = self.ask("GET", f"{parts.path}?{parts.query}")
            found.append(reply.data)
        return found


def over_http(client: httpx2.Client) -> Send:
    """Send to a server."""

    def send(method: str, path: str, headers: dict[str, str], content: bytes) -> Reply:
        answer = client.request(method, path, headers=headers, content=content)
        return Reply(answer.status_code, answer.headers, answer.json())

    return send


def to_node(node: Any, runner: asyncio.Runner) -> Send:
    """Hand to a node in this process."""

    def send(method: str, path: str, headers: dict[str, str], content: bytes) -> Reply:
        return runner.run(called(node, method, path, headers, content))

    return send


async def called(
    node: Any, method: str, path: str, headers: dict[str, str], content: bytes
) -> Reply:
    """One request of ASGI."""
    address, _, query = path.partition("?")
    scope = {
        "type": "http",
        "method": method,
        "path": address,
        "raw_path": address.encode(),
        "query_string": query.encode(),
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
    }
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": content, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await node(scope, receive, send)
    start, body = sent
    found = {name.decode(): value.decode() for name, value in start["headers"]}
    return Reply(start["status"], found, json.loads(body["body"]))
