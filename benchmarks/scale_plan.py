"""What a directory of a given size would need, computed from what was measured on one machine.

Prints the table of docs/explanation/when-one-machine-is-not-enough.md; ``--check`` fails where
the page has another one. Nothing is measured here: the inputs are figures of the measurements.
"""

import sys
from math import ceil
from pathlib import Path
from typing import Final

from plugdex.model.value import Value

PAGE: Final = (
    Path(__file__).resolve().parent.parent
    / "docs"
    / "explanation"
    / "when-one-machine-is-not-enough.md"
)
MEGA: Final = 1e6
GIGA: Final = 1e9


class Measured(Value, frozen=True, kw_only=True):
    """One leader with its server, of two processors that were shared."""

    connectors_per_location: float = 2.35
    """Of the Dutch national file."""
    bytes_per_location: float = 6_300
    """In PostgreSQL, with all its indexes and the log of changes."""
    status_changes: float = 2_083
    """A second that one leader makes durable, a hundred in each transaction."""
    log_bytes_per_change: float = 1_900
    """Of write-ahead log; more where a checkpoint was just before."""
    lookup_seconds: float = 0.000_35
    """Processor time of a look-up by id over HTTP, server and database together."""
    lookup_bytes: float = 1_820
    """Of an answer."""


class Wanted(Value, frozen=True, kw_only=True):
    """What is to be carried."""

    connectors: float = 10_000_000
    status_changes: float = 50_000
    lookups: float = 100_000
    busy: float = 0.5
    """How much of a machine's time may be used: the rest is for peaks and failures."""
    copies: int = 3
    """Each part on a leader and two standbys."""
    processors: int = 16
    """Of a machine, as quick as those of the measurements."""


def rows(measured: Measured, wanted: Wanted) -> list[tuple[str, str, str]]:
    """What, how much, and from what."""
    locations = wanted.connectors / measured.connectors_per_location
    stored = locations * measured.bytes_per_location
    parts = ceil(wanted.status_changes / measured.status_changes / wanted.busy)
    log = wanted.status_changes * measured.log_bytes_per_change
    processors = wanted.lookups * measured.lookup_seconds / wanted.busy
    answers = wanted.lookups * measured.lookup_bytes
    return [
        (
            "locations",
            f"{locations / MEGA:.1f} million",
            f"{wanted.connectors:,.0f} connectors, {measured.connectors_per_location} each",
        ),
        (
            "stored once",
            f"{stored / GIGA:.0f} GB",
            f"{measured.bytes_per_location:,.0f} bytes a location",
        ),
        (
            "parts",
            f"{parts}",
            f"{wanted.status_changes:,.0f} changes/s, {measured.status_changes:,.0f} by a leader, "
            f"half of its time",
        ),
        (
            "a part",
            f"{locations / parts:,.0f} locations, {stored / parts / MEGA:,.0f} MB",
            "divided by row id, which is a hash",
        ),
        ("databases", f"{parts * wanted.copies}", "a leader and two standbys of each part"),
        (
            "write-ahead log",
            f"{log / MEGA:.0f} MB/s, {log / parts / MEGA:.1f} MB/s of a part",
            f"{measured.log_bytes_per_change:,.0f} bytes a change; each standby gets it",
        ),
        (
            "log kept for a day",
            f"{log * 86_400 / GIGA / 1000:.1f} TB",
            "to restore to any moment of it",
        ),
        (
            "processors for look-ups",
            f"{processors:.0f}",
            f"{wanted.lookups:,.0f}/s, {measured.lookup_seconds * 1000} ms each, half of the time",
        ),
        (
            "machines for look-ups",
            f"{ceil(processors / wanted.processors)}",
            f"{wanted.processors} processors each",
        ),
        (
            "answers",
            f"{answers * 8 / GIGA:.1f} Gbit/s",
            f"{measured.lookup_bytes:,.0f} bytes each",
        ),
    ]


def table() -> str:
    """The table of the page."""
    lines = (f"| {' | '.join(row)} |" for row in rows(Measured(), Wanted()))
    return "\n".join(("| | needed | from |", "| --- | --- | --- |", *lines))


def main(arguments: list[str]) -> int:
    """Print the table, or see whether the page has it."""
    if arguments == ["--check"]:
        return 0 if table() in PAGE.read_text("utf-8") else 1
    print(table())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
