"""An export from beginning to end: one moment of the store becomes a file and its manifest."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from plugdex import __version__
from plugdex.directory.asked import Wanted
from plugdex.directory.ports import Progress, Reads
from plugdex.directory.records import TARIFFS, from_millis
from plugdex.directory.terms import UNKNOWN, Terms, all_terms, clashes
from plugdex.exports.folder import Folder, written_folder
from plugdex.exports.manifest import SUFFIX, Manifest, Tally, encode
from plugdex.exports.output import STANDARD_OUTPUT, Output, written
from plugdex.exports.port import Edition, Exported, Exporter, FolderExporter, Tiling
from plugdex.exports.selection import Selection, chosen_sources, select, sources_of
from plugdex.formats.port import Party
from plugdex.model.errors import InvalidSetting, LicencesClash
from plugdex.model.tariffs import Tariff
from plugdex.model.value import Value

NAMED: Final = 10
"""Sources that an error names at most."""

STEP: Final = 500
"""Locations between two moves of the progress bar."""


class Order(Value, frozen=True, kw_only=True):
    """What is to be written."""

    exporter: Exporter | FolderExporter
    selection: Selection
    filters: Mapping[str, str]
    """As the command has them, for the manifest."""
    out: Path
    manifest: Path | None
    """``None``: none is written."""
    mix_licences: bool = False
    tiling: Tiling = Tiling()
    party: Party | None = None


def manifest_path(out: Path) -> Path | None:
    """Where the manifest of a file stands; none for standard output."""
    return None if str(out) == STANDARD_OUTPUT else out.with_name(out.name + SUFFIX)


def run(
    reads: Reads,
    order: Order,
    now: datetime,
    progress: Progress,
    stale: Collection[int] = (),
) -> Manifest:
    """Write the file, then its manifest; ``reads`` sees one moment.

    Raises ``LicencesClash`` before anything is written when licences do not go together.
    """
    terms = all_terms(reads)
    names, is_mixed = _check_licences(reads, order, terms, stale)
    edition = Edition(
        created=now,
        terms=terms,
        tariffs=lambda: _tariffs(reads, names),
        tiling=order.tiling,
        party=order.party,
    )
    tally = Tally()
    everything = order.selection.is_everything
    progress.start(order.out.name, reads.location_count() if everything else None)
    places = tally.watch(_moving(select(reads, order.selection, stale), progress))
    output, left_out = _write(order, places, edition)
    manifest = replace(
        _manifest(order, edition, tally, output), licences_mixed=is_mixed, left_out=left_out
    )
    if order.manifest:
        with written(order.manifest) as file:
            file.write(encode(manifest))
    more = f", {left_out:,} left out" if left_out else ""
    progress.done(f"{order.out}: {tally.locations:,} locations{more}, {output.bytes:,} bytes")
    return manifest


def _write(
    order: Order, places: Iterator[Exported], edition: Edition
) -> tuple[Output | Folder, int]:
    """Write file or folder; an old manifest is gone before the new one's subject is there."""
    exporter = order.exporter
    if isinstance(exporter, FolderExporter):
        with written_folder(order.out, exporter.mark) as folder:
            left_out = exporter.fill(places, folder, edition)
            _forget_manifest(order)
        return folder, left_out
    with written(order.out) as output:
        left_out = exporter.write(places, output, edition)
        _forget_manifest(order)
    return output, left_out


def _forget_manifest(order: Order) -> None:
    if order.manifest:
        order.manifest.unlink(missing_ok=True)


def _manifest(order: Order, edition: Edition, tally: Tally, output: Output | Folder) -> Manifest:
    return Manifest(
        format=order.exporter.name,
        file=order.out.name,
        created=edition.created,
        plugdex=__version__,
        bytes=output.bytes,
        sha256=output.sha256,
        filters=order.filters,
        locations=tally.locations,
        evses=tally.evses,
        connectors=tally.connectors,
        sources=tally.source_counts(edition),
        countries=dict(tally.countries),
        standards=dict(tally.standards),
    )


def _check_licences(
    reads: Reads, order: Order, terms: Mapping[str, Terms], stale: Collection[int]
) -> tuple[Collection[str], bool]:
    """The sources that may be in the export, and whether their licences clash.

    Which sources are really in it is looked at only when those that may be clash.
    """
    known = reads.sources("location")
    for name in (*order.selection.sources, *order.selection.without):
        if name not in known:
            raise InvalidSetting(f"there is no source {name!r}; there are: {', '.join(known)}")
    names: Collection[str] = chosen_sources(reads, order.selection)
    pairs = clashes({name: terms.get(name, UNKNOWN) for name in names})
    if pairs:
        names = sources_of(reads, order.selection, stale)
        pairs = clashes({name: terms.get(name, UNKNOWN) for name in names})
    if pairs and not order.mix_licences:
        raise LicencesClash(_clash_text(pairs, terms))
    return names, bool(pairs)


def _clash_text(pairs: Sequence[tuple[str, str]], terms: Mapping[str, Terms]) -> str:
    """Which sources clash with which, those with the most first, and what to do."""

    def said(name: str) -> str:
        return f"{name} ({terms.get(name, UNKNOWN).licence or 'licence not known'})"

    parts: list[str] = []
    left = pairs
    while left and len(parts) < NAMED:
        counts = Counter(chain(*left))
        worst = max(sorted(counts), key=lambda name: counts[name])
        others = sorted({*chain(*(each for each in left if worst in each))} - {worst})
        more = f" and {len(others) - NAMED} more" if len(others) > NAMED else ""
        parts.append(f"{said(worst)} with {', '.join(map(said, others[:NAMED]))}{more}")
        left = [each for each in left if worst not in each]
    return (
        f"The licences of some sources do not go together in one file: {'; '.join(parts)}. "
        "Choose with --source or --without-source, say what is known with "
        "plugdex sources licence NAME LICENCE, or take the responsibility with --mix-licences."
    )


def _moving(places: Iterator[Exported], progress: Progress) -> Iterator[Exported]:
    count = 0
    for count, place in enumerate(places, start=1):
        yield place
        if count % STEP == 0:
            progress.advance(STEP)
    progress.advance(count % STEP)


def _tariffs(reads: Reads, sources: Collection[str]) -> Iterator[Tariff]:
    """The tariffs of some sources, in the order in which they came."""
    question = Wanted(kind="tariff", limit=STEP)
    while found := reads.offered(question):
        for each in found:
            if each.source in sources:
                yield replace(TARIFFS.decode(each.document), last_updated=from_millis(each.updated))
        question = replace(question, after=found[-1].created)
