"""Addresses of lists: how they are compared, extended, followed and shown.

1. An address is used as it was given: only the parameter that is set is touched (wild 2.5).
2. Of ``Link`` headers only ``rel="next"`` on the same host counts (OCPI 2.2.1 §4.1.5).
3. What is shown of an address has no secrets: keys stand in queries and before the ``@``.
"""

import re
from collections.abc import Collection, Iterator
from typing import Final
from urllib.parse import parse_qsl, quote, unquote_plus, urlencode, urljoin, urlsplit, urlunsplit

from plugdex.model.value import Value

PORTS: Final = {"http": 80, "https": 443}
HARMLESS: Final = frozenset({"offset", "limit", "date_from", "date_to", "page", "size"})
"""Parameters of a query that are shown as they are; all others may be keys."""

LINK: Final = re.compile(r'<([^>]*)>((?:\s*;\s*[\w-]+\*?\s*=?\s*(?:"[^"]*"|[^";,]*))*)')
PARAMETER: Final = re.compile(r';\s*([\w-]+)\*?\s*=\s*(?:"([^"]*)"|([^";,\s]+))')


class Next(Value, frozen=True, kw_only=True):
    """What ``Link`` says of the next page."""

    url: str = ""
    """Empty where it says nothing that can be used."""
    fault: str = ""
    """Why what it says cannot be used."""


def authority(url: str) -> tuple[str, int]:
    """Host and port of an address."""
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or PORTS.get(parts.scheme, 0)


def same_host(one: str, other: str) -> bool:
    """Whether two addresses are of one server: http and https on their usual ports are one."""
    first, second = authority(one), authority(other)
    if first[0] != second[0]:
        return False
    return first[1] == second[1] or {first[1], second[1]} == set(PORTS.values())


def next_page(header: str | None, url: str) -> Next:
    """The next page by the ``Link`` header of the answer from ``url``.

    An empty header is the end. Relative addresses, several links, other orders of parameters and
    missing quotes are read; ``http`` is asked by the scheme of ``url`` (wild 2.10).
    """
    fault = ""
    for target, rels in links(header or ""):
        if "next" in rels:
            found = own_page(target, url)
            if found.url and _is_of_list(found.url, url):
                return found
            fault = found.fault or f"another path: {shown_url(found.url)}"
    return Next(fault=fault)


def _is_of_list(found: str, url: str) -> bool:
    """Whether an address may be a page of the list at ``url``: its path goes on there."""
    here, there = (urlsplit(each).path.rstrip("/") for each in (url, found))
    same_end = here.rpartition("/")[2] == there.rpartition("/")[2]
    return same_end or there.startswith(here + "/")


def own_page(target: str, url: str) -> Next:
    """An address that the answer from ``url`` names, on the same host and by its scheme."""
    try:
        found = urljoin(url, target.strip())
        is_ours = same_host(url, found)
    except ValueError:
        return Next(fault=f"no address: {target!r}")
    if not is_ours:
        return Next(fault=f"another host: {shown_url(found)}")
    here, there = urlsplit(url), urlsplit(found)
    return Next(url=urlunsplit((here.scheme, here.netloc, there.path, there.query, "")))


def links(header: str) -> Iterator[tuple[str, frozenset[str]]]:
    """The targets of a ``Link`` header (RFC 8288) and their relations."""
    for match in LINK.finditer(header):
        rels: set[str] = set()
        for name, quoted, bare in PARAMETER.findall(match[2]):
            if name.lower() == "rel":
                rels |= set((quoted or bare).lower().split())
        yield match[1], frozenset(rels)


def number_in(url: str, name: str) -> int | None:
    """The number that a parameter of the query has; ``None`` where there is none."""
    found = [value for key, value in parse_qsl(urlsplit(url).query) if key == name]
    return int(found[0]) if found and found[0].isdecimal() else None


def has_cursor(url: str, known: Collection[str]) -> bool:
    """Whether the query has something that tells the server where to go on.

    That is any parameter that is neither ours (``known``) nor one of OCPI's, nor a page's number.
    """
    names = {name.lower() for name, _ in parse_qsl(urlsplit(url).query, keep_blank_values=True)}
    return bool(names - HARMLESS - {name.lower() for name in known})


def names_in(url: str) -> frozenset[str]:
    """The parameters of the query."""
    return frozenset(name for name, _ in parse_qsl(urlsplit(url).query, keep_blank_values=True))


def with_query(url: str, name: str, value: str | int) -> str:
    """The address with one parameter set; all else stays to the letter."""
    parts = urlsplit(url)
    pair = f"{quote(name, safe='')}={quote(str(value), safe=':')}"
    kept = [
        each
        for each in parts.query.split("&")
        if each and unquote_plus(each.partition("=")[0]) != name
    ]
    return urlunsplit(parts._replace(query="&".join([*kept, pair])))


def without_query(url: str, name: str) -> str:
    """The address without one parameter; all else stays to the letter."""
    parts = urlsplit(url)
    kept = [
        each
        for each in parts.query.split("&")
        if each and unquote_plus(each.partition("=")[0]) != name
    ]
    return urlunsplit(parts._replace(query="&".join(kept)))


def shown_url(url: str) -> str:
    """An address without secrets."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "***"
    host = parts.netloc.rpartition("@")[2]
    query = [
        (name, value if name.lower() in HARMLESS else "***")
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
    ]
    return urlunsplit((parts.scheme, host, parts.path, urlencode(query, safe="*:"), ""))
