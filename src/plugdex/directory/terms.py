"""On which terms a source gives its data: what the operator says, else what its format knows."""

from collections.abc import Mapping
from itertools import combinations
from typing import Final

import msgspec

from plugdex.directory.feeds import all_feeds
from plugdex.directory.loads import all_loads
from plugdex.directory.ports import Reads, Transaction
from plugdex.formats.registry import FORMATS
from plugdex.model.licences import find_licence, may_mix
from plugdex.model.value import Value

TERMS: Final = "terms"


class Terms(Value, frozen=True, kw_only=True):
    """The licence of a source, and who is to be named; empty where nobody knows."""

    title: str = ""
    licence: str = ""
    """SPDX identifier where there is one, else its name."""
    licence_url: str = ""
    attribution: str = ""


UNKNOWN: Final = Terms()


def put_terms(tx: Transaction, source: str, terms: Terms) -> None:
    """Remember what the operator says of a source; an address that is none is left out."""
    if not terms.licence_url.startswith(("https://", "http://")):
        terms = msgspec.structs.replace(terms, licence_url="")
    tx.register(TERMS, source, msgspec.json.encode(terms))


def all_terms(reads: Reads) -> Mapping[str, Terms]:
    """The terms of all sources of which something is known, by name."""
    formats = {load.source: load.format for load in all_loads(reads).values()}
    formats |= {feed.source: feed.format for feed in all_feeds(reads)}
    said = {
        name: msgspec.json.decode(document, type=Terms)
        for name, document in reads.registered(TERMS).items()
    }
    usual = {source: format_terms(name) for source, name in formats.items()}
    return {name: _both(said.get(name), usual.get(name)) for name in {**usual, **said}}


def format_terms(name: str) -> Terms:
    """What a format's ``source.toml`` says; a licence that each of its sources has is not known."""
    found = FORMATS.get(name)
    if found is None:
        return UNKNOWN
    info = found.info
    terms = chosen_terms(info.licence, info.licence_url, info.attribution)
    return msgspec.structs.replace(terms, title=info.title)


def chosen_terms(licence: str, url: str = "", attribution: str = "") -> Terms:
    """Terms as an operator gives them; the address of a licence that we know is filled in."""
    known = find_licence(licence)
    return Terms(
        licence=known.id if known else licence,
        licence_url=url or (known.url if known else ""),
        attribution=attribution,
    )


def clashes(terms: Mapping[str, Terms]) -> list[tuple[str, str]]:
    """The pairs of sources that may not stand in one work."""
    licences = {name: find_licence(each.licence) for name, each in terms.items()}
    return [
        (first, second)
        for first, second in combinations(sorted(licences), 2)
        if not may_mix(licences[first], licences[second])
    ]


def _both(said: Terms | None, usual: Terms | None) -> Terms:
    """What the operator says counts; what he leaves out is the format's.

    The attribution of another licence is none of this one.
    """
    if said is None or usual is None:
        return said or usual or UNKNOWN
    licensed = said if said.licence else usual
    return Terms(
        title=said.title or usual.title,
        licence=licensed.licence,
        licence_url=licensed.licence_url,
        attribution=said.attribution or licensed.attribution,
    )
