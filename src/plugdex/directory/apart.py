"""A file of several sources: each of them is a load of its own, with what it has in the file.

Otherwise two sources that both have an EVSE would look like one that has it twice.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Final, NamedTuple

from plugdex.directory.entries import Entry
from plugdex.directory.ingest import Ingest, in_batches
from plugdex.directory.report import Tally

BATCH: Final = 1_000
"""Entries that are sorted by their sources at a time."""


class Part(NamedTuple):
    """What a source has in the file."""

    ingest: Ingest
    tally: Tally


def take_apart(
    entries: Iterable[Entry], usual: str, start: Callable[[str, Tally], Ingest], now: int
) -> Mapping[str, Tally]:
    """Take all entries in, each into the load of its source; then each removes what is gone.

    Entries without a record, of which only issues are told, belong to the ``usual`` source.
    Returns what became of each source's; raises what the reader raises, what came before stays.
    """
    parts: dict[str, Part] = {}
    for batch in in_batches(entries, lambda: BATCH):
        for source, group in _by_source(batch, usual).items():
            if source not in parts:
                tally = Tally()
                parts[source] = Part(start(source, tally), tally)
            _take(parts[source], group)
    identified = all(part.ingest.identified for part in parts.values())
    for part in parts.values():
        part.ingest.end(identified=identified)
        part.ingest.note(now)
    return {source: part.tally for source, part in parts.items()}


def _by_source(entries: Iterable[Entry], usual: str) -> Mapping[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.record.source if entry.record else usual, []).append(entry)
    return found


def _take(part: Part, entries: list[Entry]) -> None:
    for entry in entries:
        if entry.glance:
            part.tally.look(entry.glance.plugs)
    part.ingest.take(entries)
