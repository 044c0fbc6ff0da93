"""Connections to exactly the addresses that were checked.

A name that is resolved twice can mean two things: a public address while it is checked and one of
ours while it is asked (DNS rebinding). So the check is made where the connection is: a name is
resolved once, and one of its checked addresses is connected to. Host header, SNI and certificate
stay those of the name.
"""

import ipaddress
import socket
from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpcore2
import httpx2

from plugdex.clients.guard import is_ours
from plugdex.directory.pages import FetchFailed


class PinnedTransport(httpx2.HTTPTransport):
    """The usual transport, over connections to public addresses only."""

    def __init__(self) -> None:
        super().__init__()
        self._pool = httpcore2.ConnectionPool(
            ssl_context=httpx2.create_ssl_context(), network_backend=PinnedBackend()
        )


class PinnedBackend(httpcore2.SyncBackend):
    """Connects to public addresses only; raises ``FetchFailed`` for others."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        """Connect to the first address that answers."""
        failure: Exception | None = None
        for address in public_addresses(host, port):
            try:
                return super().connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failure = error
        raise failure or httpcore2.ConnectError(f"{host} has no address")


def public_addresses(host: str, port: int) -> Sequence[str]:
    """The addresses of a host; none when one of them is ours, for then it means no good."""
    try:
        infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise httpcore2.ConnectError(str(error)) from error
    addresses = list(dict.fromkeys(str(info[4][0]) for info in infos))
    if any(is_ours(ipaddress.ip_address(each.partition("%")[0])) for each in addresses):
        raise FetchFailed(
            f"{host} leads to a private or loopback address, which is not asked. "
            "Set PLUGDEX_ALLOW_PRIVATE=true if it is meant."
        )
    return addresses


def is_by_proxy(url: str) -> bool:
    """Whether the environment sends an address through a proxy, which then resolves its name."""
    parts = urlsplit(url)
    proxies = getproxies()
    has_proxy = parts.scheme in proxies or "all" in proxies
    return has_proxy and not proxy_bypass(parts.hostname or "")
