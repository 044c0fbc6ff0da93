"""Where an interrupted pull is: one small document for the place, and some for the pages.

They have what the pages had, so that a crash costs no second look at them.
"""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from plugdex.directory.crawl import Place
from plugdex.directory.feeds import FeedList, crawl_kind
from plugdex.directory.kept import Kind
from plugdex.directory.ports import Reads, Transaction
from plugdex.model.value import Value

TOO_OLD: Final = 86_400_000
"""Milliseconds after which an interrupted pull is not gone on with."""

PLACE: Final = "place"


class Interrupted(Value, frozen=True, kw_only=True):
    """A pull that did not come to its end."""

    place: Place
    added: Mapping[Kind, int] = {}
    identified: bool = True
    seen: Mapping[int, int] = {}
    """Time stamps by row id."""
    visited: frozenset[str] = frozenset()


class _Head(Value, frozen=True, kw_only=True):
    place: Place
    added: Mapping[Kind, int]
    identified: bool


class _Page(Value, frozen=True, kw_only=True):
    urls: tuple[str, ...]
    seen: tuple[tuple[int, int], ...]


def save(
    tx: Transaction,
    name: str,
    place: Place,
    facts: tuple[Mapping[Kind, int], bool],
    pages: tuple[Sequence[str], Sequence[tuple[int, int]]],
) -> None:
    """Remember the place behind some pages, and what they had.

    ``facts`` are how many objects were added and whether all could be identified; ``pages`` are
    their addresses and the time stamps of their objects by row id.
    """
    kind = crawl_kind(name)
    added, identified = facts
    urls, seen = pages
    head = _Head(place=place, added=dict(added), identified=identified)
    tx.register(kind, PLACE, msgspec.json.encode(head))
    document = msgspec.msgpack.encode(_Page(urls=tuple(urls), seen=tuple(seen)))
    tx.register(kind, f"{place.page:07d}", document)


def interrupted(reads: Reads, name: str, lists: Sequence[FeedList], now: int) -> Interrupted | None:
    """The pull of a feed that did not come to its end; ``None`` when none may be gone on with."""
    found = dict(reads.registered(crawl_kind(name)))
    document = found.pop(PLACE, None)
    if document is None:
        return None
    head = msgspec.json.decode(document, type=_Head)
    if now - head.place.began > TOO_OLD or head.place.lists != tuple(lists):
        return None
    pages = [msgspec.msgpack.decode(each, type=_Page) for each in found.values()]
    return Interrupted(
        place=head.place,
        added=head.added,
        identified=head.identified,
        seen={rid: updated for page in pages for rid, updated in page.seen},
        visited=frozenset(url for page in pages for url in page.urls),
    )
