"""What the use cases need of a store, in words of the domain.

The ports stand here and not beside the stores, because use cases are below stores and may not
import them. What goes through them is in ``kept`` and ``asked``.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Final, Literal, Protocol

from plugdex.directory.asked import CellCount, Find, Hit, Wanted
from plugdex.directory.kept import (
    Answer,
    Card,
    Change,
    Counted,
    Ended,
    Facet,
    KeyRow,
    Kind,
    LiveRow,
    Offered,
    Published,
    Record,
    RecordHead,
    Stored,
)
from plugdex.model.issues import Issue

Topic = Literal["locations", "registry"]
"""What a change is about: locations with all that hangs on them; or API keys and the small
documents of the kinds ``REGISTRY``."""

TOPICS: Final[frozenset[Topic]] = frozenset(("locations", "registry"))

REGISTRY: Final = frozenset({"feed", "invitation", "peer", "secret"})
"""Kinds of small documents that processes keep in memory; the others come with every arrival."""


class Heard(Protocol):
    """Told that something changed, by any process: what a thread keeps of it is outdated.

    Called in a thread of the store, also for less than a change; quick, and raises nothing.
    """

    def __call__(self, topics: frozenset[Topic]) -> None: ...


class Transaction(Protocol):
    """One atomic change; sees its own writes.

    What it does to locations, tariffs and reports of loads is logged when it ends: each of them
    then has a new number (see ``Change``).
    """

    def heads(self, rids: Sequence[int]) -> Mapping[int, RecordHead]:
        """The heads of the records that exist."""
        ...

    def stored(self, rids: Sequence[int]) -> Mapping[int, Stored]:
        """Documents and statuses of location records, published or not."""
        ...

    def records(self, rids: Sequence[int]) -> Mapping[int, Record]:
        """Records of any kind in full."""
        ...

    def put_records(self, records: Sequence[Record]) -> None:
        """Insert or replace records."""
        ...

    def publish(self, published: Sequence[Published], withdrawn: Sequence[int]) -> None:
        """Withdraw those locations, then show these with their index entries.

        Statuses belong to the record and stay.
        """
        ...

    def put_live(self, rows: Sequence[LiveRow]) -> None:
        """Store the live part of locations."""
        ...

    def refresh_live(self, rows: Sequence[LiveRow], counted: Mapping[int, Counted]) -> None:
        """Store new statuses of locations whose source and offer are the same as before.

        ``counted`` has what they change of published locations. An entry is found by its
        standard, power, traits and part; ``evses`` does not count.
        """
        ...

    def append_history(self, ended: Sequence[Ended]) -> None:
        """Remember statuses that ended."""
        ...

    def forget_history(self, before: int, most: int) -> int:
        """Forget those of the ``most`` oldest ended statuses that ended before a time.

        Returns how many they were. The newest of all is kept.
        """
        ...

    def remove(self, rids: Sequence[int]) -> None:
        """Delete records with all that hangs on them: location, index, statuses, issues."""
        ...

    def count_facets(self, deltas: Sequence[Facet]) -> None:
        """Add ``locations`` (may be negative) to facets; a facet that reaches 0 is gone."""
        ...

    def issue_codes(self, rids: Sequence[int]) -> Mapping[int, Sequence[str]]:
        """The codes of the issues that records have, in alphabetical order."""
        ...

    def put_issues(self, source: str, issues: Mapping[int, Sequence[Issue]]) -> None:
        """Replace the issues of some records."""
        ...

    def issues(self, rids: Sequence[int]) -> Mapping[int, Sequence[Issue]]:
        """The issues that records have, ordered by code and path."""
        ...

    def forget_changes(self, before: int) -> int:
        """Forget what is gone since before a moment (ms); the highest number of it, or 0.

        The last change of all stays, because numbers go on behind it.
        """
        ...

    def registered(self, kind: str) -> Mapping[str, bytes]:
        """The documents of a kind by name, ordered by name."""
        ...

    def register(self, kind: str, name: str, document: bytes) -> None:
        """Insert or replace a small document."""
        ...

    def unregister(self, kind: str, names: Sequence[str]) -> None:
        """Delete small documents; those that are not there are none."""
        ...


class Reads(Protocol):
    """What requests ask; never blocked by a writer."""

    def answers(self, rids: Sequence[int], standards: int = 0) -> Sequence[Answer]:
        """Published locations by row id, in any order, in one statement.

        With a set of ``standards`` those that have none of it come without bytes and source.
        """
        ...

    def documents(self, rids: Sequence[int]) -> Mapping[int, Stored]:
        """Published locations in full."""
        ...

    def stored(self, rids: Sequence[int]) -> Mapping[int, Stored]:
        """Location records in full, published or not."""
        ...

    def records(self, rids: Sequence[int]) -> Mapping[int, Record]:
        """Records of any kind in full."""
        ...

    def published(self, rids: Sequence[int]) -> Mapping[int, Published]:
        """Locations as they were published: without words, and the eMSPs in ascending order."""
        ...

    def find(self, question: Find) -> Sequence[Hit]:
        """Published locations in the order of (cell, row id), at most ``limit``."""
        ...

    def neighbours(self, question: Find, place: int) -> Sequence[tuple[float, float]]:
        """Latitudes and longitudes of what is found next to a cell, in its order and against it.

        In each direction the next ``limit`` locations of each range, in any order; one that has
        several of the standards may come for each. None where few locations have the words.
        """
        ...

    def cards(self, places: Sequence[tuple[int, int]]) -> Sequence[Card]:
        """The cards of locations by (cell, row id), in any order."""
        ...

    def counts(
        self, cluster: int, level: int, ranges: Sequence[tuple[int, int]], shift: int
    ) -> Sequence[CellCount]:
        """How many locations have a standard (0: any), by cell without its last ``shift`` bits.

        Cells of ``level`` are counted that have a part in one of the ``ranges`` of full cells.
        """
        ...

    def clusters(self, question: Find, shift: int) -> Sequence[CellCount]:
        """How many locations a question finds, by cell without its last ``shift`` bits.

        ``limit`` and ``after`` do not count, and ``min_available`` is 0 or 1.
        """
        ...

    def extent(self, countries: Sequence[str]) -> tuple[int, int] | None:
        """The first and last cell of the locations of some countries; ``None`` without any."""
        ...

    def tariffs(self, source: str, keys: Sequence[str]) -> Sequence[Record]:
        """Tariffs of a source by their own ids, of whatever owner."""
        ...

    def party_tariffs(self, parties: Sequence[str]) -> Sequence[Record]:
        """All tariffs of some owners (``NL*TNM``), of whatever source, ordered by key."""
        ...

    def facets(self, countries: Sequence[str] = ()) -> Sequence[Facet]:
        """Facets of some countries, or of all; ordered by country, kind, key, value."""
        ...

    def issue_counts(self, source: str = "") -> Mapping[str, int]:
        """How many issues of each code the records have, of a source or of all."""
        ...

    def offered(self, question: Wanted) -> Sequence[Offered]:
        """What peers may pull, at most ``limit``, in the order in which it came."""
        ...

    def offered_count(self, question: Wanted) -> int:
        """How many objects there are; ``limit``, ``after`` and ``skip`` do not count."""
        ...

    def objects(self, kind: Kind, source: str, key: str) -> Sequence[Offered]:
        """The objects of a source with an own id, of whatever owner, offered or not; by age."""
        ...

    def sources(self, kind: Kind) -> Sequence[str]:
        """The sources that have objects of a kind, by name."""
        ...

    def history(self, rid: int) -> Sequence[Ended]:
        """The statuses of a location that ended, in the order in which they were appended."""
        ...

    def history_count(self) -> int:
        """How many statuses ended, of all locations."""
        ...

    def changes(self, after: int, limit: int) -> Sequence[Change]:
        """What changed behind a number, in the order of the numbers."""
        ...

    def last_change(self) -> int:
        """The highest number; 0 while nothing was ever changed."""
        ...

    def issues(self, rids: Sequence[int]) -> Mapping[int, Sequence[Issue]]:
        """The issues that records have, ordered by code and path."""
        ...

    def registered(self, kind: str) -> Mapping[str, bytes]:
        """The small documents of a kind by name, ordered by name."""
        ...

    def location_count(self) -> int:
        """How many locations are published."""
        ...


class Store(Protocol):
    """Where locations live."""

    def reads(self) -> Reads:
        """A reader for one thread."""
        ...

    def moment(self) -> AbstractContextManager[Reads]:
        """A reader that sees everything as of now, whatever is written meanwhile."""
        ...

    def transaction(self) -> AbstractContextManager[Transaction]:
        """Begin a change: durable when the block ends, undone when it raises.

        Writers queue: one change at a time, in the order in which they ask.
        """
        ...

    def scan(self, kind: Kind, source: str) -> Iterator[RecordHead]:
        """The heads of all records of a source, ordered by (key, row id)."""
        ...

    def unprepared(self, form: int) -> Iterator[int]:
        """Row ids of published locations whose form is another; records not published are not in.

        Taken at the time of the call: publishing while iterating is safe.
        """
        ...

    def watch(self, heard: Heard) -> AbstractContextManager[None]:
        """Call ``heard`` soon after each change of any process, until the block ends.

        Changes that come close to each other may be told at once, and a store that was away
        tells of everything when it is back. No change is missed from when the block begins.
        """
        ...

    def close(self) -> None:
        """Release files and connections."""
        ...


Row = tuple[int | float | str | bytes, ...]
"""Of a table, in the order of its columns, which is the same in every store."""

WORDS_TABLE: Final = "location_words"
"""Rows of (row id, words); a store may be unable to give them back."""


class Snapshot(Protocol):
    """All tables as they were at one time."""

    def count(self, table: str) -> int:
        """How many rows a table has."""
        ...

    def rows(self, table: str, skip: int = 0) -> Iterator[Row]:
        """The rows in an order that stays the same while nothing changes."""
        ...


class Tables(Protocol):
    """A store as the tables it consists of, for what moves or checks all of it."""

    def tables(self) -> Sequence[str]:
        """The names of all tables but that of the schema."""
        ...

    def snapshot(self) -> AbstractContextManager[Snapshot]:
        """See everything as of now, whatever is written meanwhile."""
        ...

    def load(self, table: str, rows: Sequence[Row], *, instead: bool = False) -> None:
        """Append rows to a table, or put them in place of all that it has; in one change."""
        ...

    def contradictions(self) -> Iterator[str]:
        """What is wrong with the tables, in words: rows of nothing, wrong counts, damage."""
        ...


class Keys(Protocol):
    """Where API keys live."""

    def all_keys(self) -> Sequence[KeyRow]:
        """All keys, oldest first."""
        ...

    def put_key(self, key: KeyRow) -> None:
        """Add a key; raises ``StoreError`` when the name is taken."""
        ...

    def revoke_key(self, name: str) -> bool:
        """Delete a key; False when there is none of this name."""
        ...


class Progress(Protocol):
    """Told how far a long task is; shows it, or does not."""

    def start(self, label: str, total: int | None) -> None:
        """A task begins; ``total`` in whatever unit ``advance`` counts."""
        ...

    def advance(self, amount: int) -> None:
        """The task moved on."""
        ...

    def done(self, summary: str) -> None:
        """The task ended."""
        ...
