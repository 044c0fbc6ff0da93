"""What the use cases need of a store, in words of the domain.

The port stands here and not beside the stores, because use cases are below stores and may not
import them.

A record is what one source says of one thing; a location is what readers see. Both hang on the
same 63-bit row id (see ``model.ids``).
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from types import MappingProxyType
from typing import Final, Literal, Protocol

from plugdex.model.geo import LAST_CELL
from plugdex.model.issues import Issue
from plugdex.model.value import Value

Kind = Literal["location", "tariff", "session", "cdr"]


class Record(Value, frozen=True, kw_only=True):
    """What one source says of one location, tariff, session or CDR, in our words."""

    rid: int
    kind: Kind
    source: str
    party: str
    """Owner as ``NL*TNM``; empty when nobody knows."""
    key: str
    """The source's own id."""
    hash: bytes
    """Of the content without time stamps: equal hashes mean nothing changed."""
    document: bytes
    """The model value as JSON."""
    updated: int
    """The source's own time stamp, milliseconds since 1970."""


class RecordHead(Value, frozen=True, kw_only=True):
    """The part of a record that tells whether it changed."""

    rid: int
    party: str
    key: str
    hash: bytes


class IndexEntry(Value, frozen=True, kw_only=True):
    """The EVSEs of a location that have connectors of one standard, power and traits.

    EVSEs are bits by their place among those that are shown: two entries of one location may
    share an EVSE, and only sets tell how many there are. An entry holds 62 of them, ``part``
    counts on. ``standard`` is the catalogue number, 0 for one that the catalogue does not know;
    ``power`` is watts, 0 where unknown; ``traits`` is a set (see ``model.traits``).
    """

    standard: int
    power: int
    traits: int = 0
    part: int = 0
    evses: int
    available: int
    """Those that are available; ``NO_STATUS`` where no status is known."""


NO_STATUS: Final = -1
EVSES_PER_PART: Final = 62


class Published(Value, frozen=True, kw_only=True):
    """A location as readers see it."""

    rid: int
    id: str
    form: int
    """Version of the prepared form."""
    prepared: bytes
    """What a lookup joins; opaque to the store."""
    standards: int
    """Set of standards as bits (see ``Standard.mask``)."""
    lat: float
    lon: float
    country: str
    updated: int
    entries: tuple[IndexEntry, ...]
    """No two of the same standard, power, traits and part."""
    source: int = 0
    """Key of the source's name (see ``model.ids.source_key``)."""
    card: bytes = b""
    """What a list of search results joins; opaque to the store."""
    operator: int = 0
    """Key of the operator (see ``model.ids.partner_key``); 0 where nobody is known."""
    emsps: tuple[int, ...] = ()
    """Keys of the eMSPs."""
    words: str = ""
    """The words by which it is found, separated by spaces."""


class Counted(Value, frozen=True, kw_only=True):
    """What new statuses change of a published location."""

    entries: tuple[IndexEntry, ...]
    card: bytes = b""
    before: Mapping[str, str] = MappingProxyType({})
    """What the status of EVSEs was that have another one now; empty where nobody knew."""


class LiveRow(Value, frozen=True, kw_only=True):
    """The live part of a location: statuses as JSON, and as a lookup splices them."""

    rid: int
    statuses: bytes
    live: bytes
    source: int
    """Key of the source's name (see ``model.ids.source_key``)."""
    offered: bool
    """Whether peers may be given the location."""
    updated: int
    """The freshest time stamp of the location and all in it, milliseconds since 1970."""


class Ended(Value, frozen=True, kw_only=True):
    """A status of an EVSE that ended; times are milliseconds since 1970."""

    rid: int
    uid: str
    status: str
    since: int
    until: int


ChangeKind = Literal["location", "tariff", "load"]
"""What is logged; sessions and CDRs are nobody else's business."""

ChangeState = Literal["shown", "hidden", "gone"]
"""Whether readers see it, it is kept for peers only, or it is no more."""


class Change(Value, frozen=True, kw_only=True):
    """The latest change of a location, a tariff or the report of a load.

    Numbers only grow, in the order in which changes were committed. There is one change for each
    thing: a newer one takes its place.
    """

    number: int
    rid: int
    content: int
    """Number of the last change of its content, its state included."""
    live: int
    """Number of the last change of its statuses."""
    kind: ChangeKind
    state: ChangeState
    id: str
    """Public id of a location that is or was shown, or the source of a load; else empty."""
    at: int
    """Milliseconds since 1970."""
    changed: bytes
    """The EVSEs whose status changed since the content did, as JSON by uid: the number of the
    change, and the status before; empty for none."""


class Answer(Value, frozen=True, gc=False):
    """What one statement finds for one id; ``standards`` is the set of all its standards.

    Positional and untracked, because a lookup makes a hundred of them; ``live`` is empty when no
    status is known.
    """

    rid: int
    id: str
    standards: int
    prepared: bytes
    live: bytes
    source: int = 0


class Stored(Value, frozen=True, kw_only=True):
    """A location in full; ``statuses`` is empty when none is known."""

    rid: int
    document: bytes
    statuses: bytes
    hash: bytes
    updated: int
    """The freshest time stamp of the location and all in it, milliseconds since 1970."""


class Wanted(Value, frozen=True, kw_only=True):
    """A question for what peers may pull, in the order in which it came."""

    kind: Kind
    limit: int
    after: int = 0
    """Place in the order behind which to go on."""
    skip: int = 0
    """Objects to leave out from there."""
    since: int | None = None
    """Time stamps from here on, milliseconds since 1970."""
    until: int | None = None
    """Time stamps before this."""
    without: str = ""
    """A source whose objects are left out: its own are of no use to a peer."""


class Offered(Value, frozen=True, kw_only=True):
    """An object for a peer; ``statuses`` is empty for all but locations."""

    rid: int
    created: int
    """Place in the order."""
    source: str
    party: str
    document: bytes
    statuses: bytes
    updated: int


class Box(Value, frozen=True, kw_only=True):
    """A box of degrees; ``west`` greater than ``east`` crosses the antimeridian."""

    west: float
    south: float
    east: float
    north: float


WORLD: Final = Box(west=-180, south=-90, east=180, north=90)


EVERYTHING: Final = 1 << 40
"""A limit of locations that no store reaches."""


class Plug(Value, frozen=True, kw_only=True):
    """What one connector group must be: all that is given holds together."""

    standards: tuple[int, ...] = ()
    """Catalogue numbers, any of them; empty: any standard."""
    min_power: int = 0
    """Watts; above 0 leaves out what is not known."""
    max_power: int | None = None
    every: int = 0
    """Traits that must all be there."""
    some: tuple[int, ...] = ()
    """Sets of traits of each of which one must be there."""
    none: int = 0
    """Traits that must not be there."""


class Disc(Value, frozen=True, kw_only=True):
    """A circle on a flat map: where ``Δlat² + width · Δlon² <= square``, in degrees."""

    lat: float
    lon: float
    width: float
    square: float


class Find(Value, frozen=True, kw_only=True):
    """A question for locations with some connector group that is one of the ``plugs``.

    A place must lie in one of the ``ranges`` of cells (ascending, apart from each other) and in
    the ``box``; what lies outside of the ``disc`` may be left out. ``after`` is the place in the
    order of (cell, row id) behind which to go on.
    """

    limit: int
    ranges: tuple[tuple[int, int], ...] = ((0, LAST_CELL),)
    box: Box = WORLD
    disc: Disc | None = None
    plugs: tuple[Plug, ...] = (Plug(),)
    min_available: int = 0
    """So many EVSEs of those groups must be available."""
    countries: tuple[str, ...] = ()
    """Alpha-3."""
    operators: tuple[int, ...] = ()
    emsps: tuple[int, ...] = ()
    words: tuple[str, ...] = ()
    """Each must begin a word of the location."""
    after: tuple[int, int] | None = None


class Hit(Value, frozen=True, gc=False):
    """A location that was found: positional and untracked, because there may be thousands."""

    cell: int
    rid: int
    lat: float
    lon: float
    traits: int
    """What all its groups that were found have."""
    evses: int
    """How many EVSEs are in the groups that were found."""
    available: int | None
    """How many of them are available; ``None`` where no status is known."""
    power: int = 0
    """The highest power of those groups (W)."""
    standards: int = 0
    """The set of their standards as bits."""


class Card(Value, frozen=True, gc=False):
    """What a list of results shows of a location."""

    rid: int
    id: str
    source: int
    card: bytes


COUNTED_LEVELS: Final = (8, 14)
"""The sizes of cells whose locations are counted: bits of longitude and of latitude."""


class CellCount(Value, frozen=True, gc=False):
    """How many locations there are in a cell, and where their middle is."""

    cell: int
    locations: int
    lat: float
    lon: float


class Facet(Value, frozen=True, kw_only=True):
    """How many published locations of a country have a value (an operator, a standard …)."""

    country: str
    kind: str
    key: str
    value: str
    locations: int


class KeyRow(Value, frozen=True, kw_only=True):
    """An API key; only its hash is stored."""

    name: str
    hash: bytes
    entitlements: tuple[str, ...]
    created: int
    """Milliseconds since 1970."""
    expires: int | None = None
    """Milliseconds since 1970 from which on it is refused; ``None``: never."""
    rates: tuple[str, ...] = ()
    """How often it may ask, such as ``60/minute``; all of them hold."""
    client: str = ""
    """The id that it has at the token endpoint; empty for a key that is sent as it is."""


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
