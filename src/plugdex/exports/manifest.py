"""What stands beside an export: what is in it, from whom, and on which terms."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import msgspec

from plugdex.directory.ports import Transaction
from plugdex.directory.terms import TERMS, Terms, chosen_terms, put_terms
from plugdex.exports.port import Edition, Exported
from plugdex.model.licences import find_licence
from plugdex.model.value import Value

SUFFIX = ".manifest.json"


class SourceCount(Value, frozen=True, kw_only=True, omit_defaults=False):
    """A source in an export."""

    name: str
    locations: int
    title: str
    licence: str
    licence_url: str
    attribution: str


class Manifest(Value, frozen=True, kw_only=True, omit_defaults=False):
    """What a file has; ``filters`` are those of the command, by their names."""

    format: str
    file: str
    created: datetime
    plugdex: str
    bytes: int
    sha256: str
    filters: Mapping[str, str]
    locations: int
    """That were selected; ``left_out`` of them the format has no words for."""
    left_out: int = 0
    evses: int
    connectors: int
    sources: tuple[SourceCount, ...]
    countries: Mapping[str, int]
    """Locations by alpha-3; empty where it is not known."""
    standards: Mapping[str, int]
    """Connectors by OCPI name; empty where it is not known."""
    licences_mixed: bool = False
    """Whether licences stand together that do not go together, as the operator wanted it."""


class Tally:
    """Counts what passes."""

    def __init__(self) -> None:
        self.locations = self.evses = self.connectors = 0
        self.sources: Counter[str] = Counter()
        self.countries: Counter[str] = Counter()
        self.standards: Counter[str] = Counter()

    def watch(self, places: Iterator[Exported]) -> Iterator[Exported]:
        """The same locations, counted."""
        for place in places:
            self._count(place)
            yield place

    def source_counts(self, edition: Edition) -> tuple[SourceCount, ...]:
        """The sources by name."""
        return tuple(
            _source(name, count, edition.terms_of(name))
            for name, count in sorted(self.sources.items())
        )

    def _count(self, place: Exported) -> None:
        location = place.location
        self.locations += 1
        self.evses += len(location.evses)
        self.sources[location.source] += 1
        self.countries[location.country or ""] += 1
        for evse in location.evses:
            self.connectors += len(evse.connectors)
            for connector in evse.connectors:
                self.standards[connector.standard or ""] += 1


def encode(manifest: Manifest) -> bytes:
    """The manifest as JSON for people."""
    return msgspec.json.format(msgspec.json.encode(manifest, order="deterministic"), indent=2)


def manifests_of(files: Iterable[Path]) -> Iterator[Manifest]:
    """The manifests that stand beside some files; one that cannot be read is none."""
    for file in files:
        beside = file.with_name(file.name + SUFFIX)
        if beside.is_file():
            with suppress(msgspec.MsgspecError):
                yield msgspec.json.decode(beside.read_bytes(), type=Manifest)


def adopt_terms(tx: Transaction, manifest: Manifest) -> None:
    """Believe what a manifest says of sources of which the operator has said nothing."""
    known = tx.registered(TERMS)
    for source in manifest.sources:
        if source.licence and source.name not in known:
            terms = chosen_terms(source.licence, source.licence_url, source.attribution)
            put_terms(tx, source.name, msgspec.structs.replace(terms, title=source.title))


def _source(name: str, count: int, terms: Terms) -> SourceCount:
    known = find_licence(terms.licence)
    return SourceCount(
        name=name,
        locations=count,
        title=terms.title or name,
        licence=known.id if known else terms.licence,
        licence_url=terms.licence_url or (known.url if known else ""),
        attribution=terms.attribution,
    )
