"""Which addresses may be asked.

1. An address that a peer advertises must not lead into our own network (server-side request
   forgery), unless the operator's own address leads there or the operator allows it.
2. What is said about it repeats no secret.
"""

import ipaddress
import socket
from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

from plugdex.directory.addresses import PORTS, shown_url
from plugdex.directory.pages import FetchFailed
from plugdex.model.value import Value

PLACEHOLDERS: Final = ("example.com", "example.org", "example.net")
"""Hosts of default configurations (wild 2.6)."""

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
LOCAL_NAMES: Final = ("localhost", ".local", ".internal")


class Guard(Value, frozen=True, kw_only=True):
    """Says which addresses may be asked."""

    allow_private: bool = False
    """Addresses that only we can reach are allowed, too."""

    def check(self, url: str, given: str = "") -> None:
        """Refuse an address that a peer advertises; raises ``FetchFailed`` with the reason.

        The host of ``given``, an address that the operator chose, is always allowed.
        """
        host = check_form(url)
        if is_chosen(url, given):
            return
        if any(host == name or host.endswith("." + name) for name in PLACEHOLDERS):
            raise FetchFailed(f"{shown_url(url)} is the placeholder of a default configuration.")
        if not self.allow_private and is_private(host):
            raise FetchFailed(
                f"{shown_url(url)} is a private or loopback address, which is not asked. "
                "Set PLUGDEX_ALLOW_PRIVATE=true if it is meant."
            )


def is_chosen(url: str, given: str) -> bool:
    """Whether an address is at the host of one that the operator chose."""
    return bool(given) and urlsplit(url).hostname == urlsplit(given).hostname


def check_form(url: str) -> str:
    """The host of an http or https address; raises ``FetchFailed`` for any other."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError as error:
        raise FetchFailed(f"{shown_url(url)!r} is no address ({error}).") from None
    if parts.scheme not in PORTS or not host or "null" in (host, *parts.path.split("/")):
        raise FetchFailed(f"{shown_url(url)!r} is no http or https address of a server.")
    return host


def is_private(host: str, *, resolve: bool = True) -> bool:
    """Whether a host is one that only we can reach; one that is unknown is not."""
    try:
        found = [ipaddress.ip_address(host.split("%")[0])]
    except ValueError:
        if host.endswith(LOCAL_NAMES):
            return True
        found = list(_resolved(host)) if resolve else []
    return any(is_ours(each) for each in found)


def is_ours(address: Address) -> bool:
    """Whether an address leads to this machine or network, also from within one of IPv6."""
    if isinstance(address, ipaddress.IPv6Address):
        teredo = address.teredo[1] if address.teredo else None
        inner = address.ipv4_mapped or address.sixtofour or teredo or translated(address)
        if inner is not None:
            return is_ours(inner)
    return not address.is_global or address.is_multicast


def translated(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The address of IPv4 within one of NAT64 (RFC 6052 §2.1)."""
    return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if address in NAT64 else None


def _resolved(host: str) -> Iterable[Address]:
    try:
        infos = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except OSError:
        return
    for info in infos:
        yield ipaddress.ip_address(str(info[4][0]).split("%")[0])


def scrubbed(text: str, secrets: Iterable[str]) -> str:
    """A text without the secrets that it may repeat."""
    for secret in secrets:
        if secret:
            text = text.replace(secret, "***")
    return text
