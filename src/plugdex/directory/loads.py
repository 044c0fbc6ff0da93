"""What the last load of each source was: kept in the register, shown as the source's report."""

from collections.abc import Iterator, Mapping
from typing import Final

import msgspec
from msgspec import field

from plugdex.directory.entries import Entry
from plugdex.directory.ports import Reads, Transaction
from plugdex.directory.report import Report, Tally
from plugdex.model.issues import Issue
from plugdex.model.value import Value

LOAD: Final = "load"
HISTORY: Final = 30
"""Earlier loads of which the counts are kept."""


class StandardCount(Value, frozen=True, kw_only=True):
    """How many connectors of a standard a load had, and of how many the power is stated."""

    standard: str
    """Empty: the source names none that we know."""
    connectors: int
    with_power: int


class Past(Value, frozen=True, kw_only=True):
    """The counts of an earlier load."""

    finished: int
    locations: int
    connectors: int


class Load(Value, frozen=True, kw_only=True):
    """A load that came to its end."""

    source: str
    format: str
    finished: int
    """Milliseconds since 1970."""
    report: Report
    standards: tuple[StandardCount, ...] = ()
    examples: Mapping[str, Issue] = field(default_factory=dict)
    """An issue of each code."""
    past: tuple[Past, ...] = ()
    """Earlier loads, the last one first."""


def counted(entries: Iterator[Entry], tally: Tally) -> Iterator[Entry]:
    """The same entries, with their connectors counted."""
    for entry in entries:
        if entry.glance:
            tally.look(entry.glance.plugs)
        yield entry


def to_load(source: str, format_name: str, tally: Tally, report: Report, now: int) -> Load:
    """The load of a tally."""
    standards = sorted({standard for standard, _ in tally.plugs})
    return Load(
        source=source,
        format=format_name,
        finished=now,
        report=report,
        standards=tuple(
            StandardCount(
                standard=standard,
                connectors=tally.plugs[standard, True] + tally.plugs[standard, False],
                with_power=tally.plugs[standard, True],
            )
            for standard in standards
        ),
        examples=dict(tally.examples),
    )


def put_load(tx: Transaction, load: Load) -> None:
    """Store a load as the last one of its source."""
    document = tx.registered(LOAD).get(load.source)
    past: tuple[Past, ...] = ()
    if document:
        before = msgspec.json.decode(document, type=Load)
        past = (_past(before), *before.past)[:HISTORY]
    tx.register(LOAD, load.source, msgspec.json.encode(msgspec.structs.replace(load, past=past)))


def all_loads(reads: Reads) -> Mapping[str, Load]:
    """The last load of each source."""
    found = reads.registered(LOAD).items()
    return {name: msgspec.json.decode(document, type=Load) for name, document in found}


def _past(load: Load) -> Past:
    return Past(
        finished=load.finished,
        locations=load.report.locations.total,
        connectors=load.report.connectors.total,
    )
