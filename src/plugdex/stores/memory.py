"""A store in dictionaries that answers by brute force: the truth the other stores are tested by.

A change works on copies of the dictionaries, which take the place of the old ones when it ends:
readers see all of it or nothing, and an error costs nothing.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from operator import attrgetter

from msgspec import field
from msgspec.structs import fields, replace

from plugdex.directory.asked import EVERYTHING, CellCount, Find, Hit, Plug, Wanted
from plugdex.directory.kept import (
    Answer,
    Card,
    Change,
    Counted,
    Ended,
    Facet,
    IndexEntry,
    KeyRow,
    Kind,
    LiveRow,
    Offered,
    Published,
    Record,
    RecordHead,
    Stored,
)
from plugdex.directory.ports import REGISTRY, Heard, Topic, Transaction
from plugdex.model.errors import StoreError
from plugdex.model.filters import words_meet
from plugdex.model.geo import BITS, MICRO, cell, covers, micro
from plugdex.model.issues import Issue
from plugdex.model.value import Value
from plugdex.stores.hits import Row, to_hits
from plugdex.stores.marks import MarkRow, Marks
from plugdex.stores.turns import Turns


class _State(Value, frozen=True, kw_only=True):
    records: dict[int, Record] = field(default_factory=dict)
    locations: dict[int, Published] = field(default_factory=dict)
    live: dict[int, LiveRow] = field(default_factory=dict)
    facets: dict[tuple[str, str, str, str], int] = field(default_factory=dict)
    issues: dict[int, tuple[Issue, ...]] = field(default_factory=dict)
    issue_sources: dict[int, str] = field(default_factory=dict)
    keys: dict[str, KeyRow] = field(default_factory=dict)
    created: dict[int, int] = field(default_factory=dict)
    history: dict[int, Ended] = field(default_factory=dict)
    register: dict[tuple[str, str], bytes] = field(default_factory=dict)
    changes: dict[int, Change] = field(default_factory=dict)
    """By row id, in the order of their numbers."""

    def copy(self) -> "_State":
        return _State(**{table.name: dict(getattr(self, table.name)) for table in fields(self)})

    def stored(self, rid: int) -> Stored:
        live, record = self.live.get(rid), self.records[rid]
        return Stored(
            rid=rid,
            document=record.document,
            statuses=live.statuses if live else b"",
            hash=record.hash,
            updated=live.updated if live else record.updated,
        )

    def offered(self, rid: int) -> Offered:
        record, stored = self.records[rid], self.stored(rid)
        return Offered(
            rid=rid,
            created=self.created[rid],
            source=record.source,
            party=record.party,
            document=record.document,
            statuses=stored.statuses,
            updated=stored.updated,
        )

    def last_change(self) -> int:
        return next((each.number for each in reversed(self.changes.values())), 0)

    def found_issues(self, rids: Sequence[int]) -> dict[int, Sequence[Issue]]:
        return {
            rid: sorted(self.issues[rid], key=lambda each: (each.code, each.path))
            for rid in rids
            if self.issues.get(rid)
        }

    def registered(self, kind: str) -> dict[str, bytes]:
        found = sorted(self.register.items())
        return {name: document for (each, name), document in found if each == kind}


class MemoryTransaction:
    """One change; implements ``Transaction``."""

    def __init__(self, state: _State) -> None:
        self._state = state
        self._marks = Marks()
        self.topics: set[Topic] = {"locations"}

    def log(self) -> None:
        """Log what was changed; the last thing that is done."""
        changes = self._state.changes
        only = {rid: changes[rid].changed for rid in self._marks.refreshed_only() if rid in changes}
        rows, again = self._marks.rows(self._state.last_change(), only)
        for row in (*rows, *(row for row in again if row.rid in changes)):
            changes[row.rid] = _logged(changes.pop(row.rid, None), row)

    def heads(self, rids: Sequence[int]) -> Mapping[int, RecordHead]:
        """The heads of the records that exist."""
        records = self._state.records
        return {rid: _head(records[rid]) for rid in rids if rid in records}

    def stored(self, rids: Sequence[int]) -> Mapping[int, Stored]:
        """Documents and statuses of location records, published or not."""
        records = self._state.records
        found = (rid for rid in rids if rid in records and records[rid].kind == "location")
        return {rid: self._state.stored(rid) for rid in found}

    def records(self, rids: Sequence[int]) -> Mapping[int, Record]:
        """Records of any kind in full."""
        records = self._state.records
        return {rid: records[rid] for rid in rids if rid in records}

    def put_records(self, records: Sequence[Record]) -> None:
        """Insert or replace records."""
        created, known = self._state.created, self._state.records
        for record in records:
            if record.rid not in created:
                same = (place for rid, place in created.items() if known[rid].kind == record.kind)
                created[record.rid] = max(same, default=0) + 1
            known[record.rid] = record
        self._marks.records(records)

    def publish(self, published: Sequence[Published], withdrawn: Sequence[int]) -> None:
        """Withdraw those locations, then show these."""
        for rid in withdrawn:
            self._state.locations.pop(rid, None)
        self._state.locations.update((location.rid, location) for location in published)
        self._marks.published(published, withdrawn)

    def put_live(self, rows: Sequence[LiveRow]) -> None:
        """Store the live part of locations."""
        self._state.live.update((row.rid, row) for row in rows)

    def refresh_live(self, rows: Sequence[LiveRow], counted: Mapping[int, Counted]) -> None:
        """Store new statuses and what they change."""
        self.put_live(rows)
        for rid, news in counted.items():
            location = self._state.locations.get(rid)
            if location:
                self._state.locations[rid] = _recounted(location, news)
        self._marks.refreshed(rows, counted)

    def append_history(self, ended: Sequence[Ended]) -> None:
        """Remember statuses that ended."""
        history = self._state.history
        first = max(history, default=-1) + 1
        history.update(enumerate(ended, start=first))

    def forget_history(self, before: int, most: int) -> int:
        """Forget those of the oldest ended statuses that ended before a time."""
        history = self._state.history
        oldest = list(history.items())[:-1][:most]
        gone = [number for number, ended in oldest if ended.until < before]
        for number in gone:
            del history[number]
        return len(gone)

    def remove(self, rids: Sequence[int]) -> None:
        """Delete records with all that hangs on them."""
        state = self._state
        for rid in rids:
            for table in (
                state.records,
                state.created,
                state.locations,
                state.live,
                state.issues,
            ):
                table.pop(rid, None)
        self._marks.removed(rids)

    def count_facets(self, deltas: Sequence[Facet]) -> None:
        """Add to facets; a facet that reaches 0 is gone."""
        facets = self._state.facets
        for delta in deltas:
            place = (delta.country, delta.kind, delta.key, delta.value)
            facets[place] = facets.get(place, 0) + delta.locations
        for place in [place for place, count in facets.items() if not count]:
            del facets[place]

    def issue_codes(self, rids: Sequence[int]) -> Mapping[int, Sequence[str]]:
        """The codes of the issues that records have, in alphabetical order."""
        issues = self._state.issues
        return {rid: sorted(each.code for each in issues[rid]) for rid in rids if issues.get(rid)}

    def put_issues(self, source: str, issues: Mapping[int, Sequence[Issue]]) -> None:
        """Replace the issues of some records."""
        self._state.issues.update((rid, tuple(found)) for rid, found in issues.items())
        self._state.issue_sources.update(dict.fromkeys(issues, source))
        self._marks.issues(issues)

    def issues(self, rids: Sequence[int]) -> Mapping[int, Sequence[Issue]]:
        """The issues that records have, ordered by code and path."""
        return self._state.found_issues(rids)

    def forget_changes(self, before: int) -> int:
        """Forget what is gone since before a moment."""
        changes, last = self._state.changes, self._state.last_change()
        old = [
            each
            for each in changes.values()
            if each.state == "gone" and each.at < before and each.number < last
        ]
        for each in old:
            del changes[each.rid]
        return max((each.number for each in old), default=0)

    def registered(self, kind: str) -> Mapping[str, bytes]:
        """The documents of a kind by name."""
        return self._state.registered(kind)

    def register(self, kind: str, name: str, document: bytes) -> None:
        """Insert or replace a small document."""
        self._note(kind)
        self._state.register[kind, name] = document
        self._marks.registered(kind, name)

    def unregister(self, kind: str, names: Sequence[str]) -> None:
        """Delete small documents."""
        self._note(kind)
        for name in names:
            self._state.register.pop((kind, name), None)

    def _note(self, kind: str) -> None:
        if kind in REGISTRY:
            self.topics.add("registry")


class MemoryReads:
    """What requests ask; implements ``Reads``."""

    def __init__(self, store: "MemoryStore") -> None:
        self._store = store

    @property
    def _state(self) -> _State:
        return self._store.state

    def answers(self, rids: Sequence[int], standards: int = 0) -> Sequence[Answer]:
        """Published locations by row id."""
        state = self._state
        found = (state.locations[rid] for rid in dict.fromkeys(rids) if rid in state.locations)
        return [self._answer(location, standards) for location in found]

    def _answer(self, location: Published, standards: int) -> Answer:
        row = self._state.live.get(location.rid)
        is_wanted = not standards or bool(location.standards & standards)
        return Answer(
            rid=location.rid,
            id=location.id,
            standards=location.standards,
            prepared=location.prepared if is_wanted else b"",
            live=row.live if row and is_wanted else b"",
            source=row.source if row and is_wanted else 0,
        )

    def documents(self, rids: Sequence[int]) -> Mapping[int, Stored]:
        """Published locations in full."""
        state = self._state
        found = (rid for rid in rids if rid in state.locations and rid in state.records)
        return {rid: state.stored(rid) for rid in found}

    def stored(self, rids: Sequence[int]) -> Mapping[int, Stored]:
        """Location records in full, published or not."""
        state = self._state
        records = state.records
        found = (rid for rid in rids if rid in records and records[rid].kind == "location")
        return {rid: state.stored(rid) for rid in found}

    def records(self, rids: Sequence[int]) -> Mapping[int, Record]:
        """Records of any kind in full."""
        records = self._state.records
        return {rid: records[rid] for rid in rids if rid in records}

    def published(self, rids: Sequence[int]) -> Mapping[int, Published]:
        """Locations as they were published."""
        locations = self._state.locations
        return {
            rid: replace(
                locations[rid],
                words="",
                emsps=tuple(sorted(set(locations[rid].emsps))),
                entries=tuple(sorted(locations[rid].entries, key=_place)),
            )
            for rid in rids
            if rid in locations
        }

    def find(self, question: Find) -> Sequence[Hit]:
        """Published locations in the order of (cell, row id)."""
        places = sorted(
            (cell(each.lat, each.lon), each.rid) for each in self._state.locations.values()
        )
        rows = (
            row
            for place, rid in places
            if _is_behind(question, place, rid)
            for row in _rows(question, place, self._state.locations[rid])
        )
        return list(islice(to_hits(rows, question.min_available), question.limit))

    def neighbours(self, question: Find, place: int) -> Sequence[tuple[float, float]]:
        """Latitudes and longitudes of what is found next to a cell."""
        hits = self.find(replace(question, limit=EVERYTHING, after=None))
        before = [(hit.lat, hit.lon) for hit in hits if hit.cell < place]
        behind = [(hit.lat, hit.lon) for hit in hits if hit.cell >= place]
        return before[-question.limit :] + behind[: question.limit]

    def cards(self, places: Sequence[tuple[int, int]]) -> Sequence[Card]:
        """The cards of locations by (cell, row id)."""
        locations = self._state.locations
        found = ((place, locations.get(rid)) for place, rid in dict.fromkeys(places))
        return [
            Card(each.rid, each.id, each.source, each.card)
            for place, each in found
            if each and cell(each.lat, each.lon) == place
        ]

    def counts(
        self, cluster: int, level: int, ranges: Sequence[tuple[int, int]], shift: int
    ) -> Sequence[CellCount]:
        """How many locations have a standard, by cell."""
        rest = 2 * (BITS - level)
        groups: dict[int, list[Published]] = {}
        for each in self._state.locations.values():
            place = cell(each.lat, each.lon)
            standards = {entry.standard for entry in each.entries}
            if (cluster in standards or (standards and not cluster)) and any(
                low >> rest <= place >> rest <= high >> rest for low, high in ranges
            ):
                groups.setdefault(place >> shift, []).append(each)
        return [
            CellCount(
                place,
                len(group),
                sum(micro(each.lat) for each in group) / len(group) / MICRO,
                sum(micro(each.lon) for each in group) / len(group) / MICRO,
            )
            for place, group in sorted(groups.items())
        ]

    def clusters(self, question: Find, shift: int) -> Sequence[CellCount]:
        """How many locations a question finds, by cell."""
        groups: dict[int, list[Hit]] = {}
        for hit in self.find(replace(question, limit=EVERYTHING, after=None)):
            groups.setdefault(hit.cell >> shift, []).append(hit)
        return [
            CellCount(
                place,
                len(group),
                sum(hit.lat for hit in group) / len(group),
                sum(hit.lon for hit in group) / len(group),
            )
            for place, group in groups.items()
        ]

    def extent(self, countries: Sequence[str]) -> tuple[int, int] | None:
        """The first and last cell of the locations of some countries."""
        cells = [
            cell(each.lat, each.lon)
            for each in self._state.locations.values()
            if each.country in countries
        ]
        return (min(cells), max(cells)) if cells else None

    def tariffs(self, source: str, keys: Sequence[str]) -> Sequence[Record]:
        """Tariffs of a source by their own ids, ordered by (key, row id)."""
        found = (
            record
            for record in self._state.records.values()
            if record.kind == "tariff" and record.source == source and record.key in keys
        )
        return sorted(found, key=lambda record: (record.key, record.rid))

    def party_tariffs(self, parties: Sequence[str]) -> Sequence[Record]:
        """All tariffs of some owners, ordered by (key, row id)."""
        found = (
            record
            for record in self._state.records.values()
            if record.kind == "tariff" and record.party in parties
        )
        return sorted(found, key=lambda record: (record.key, record.rid))

    def facets(self, countries: Sequence[str] = ()) -> Sequence[Facet]:
        """Facets of some countries, or of all."""
        return [
            Facet(country=country, kind=kind, key=key, value=value, locations=count)
            for (country, kind, key, value), count in sorted(self._state.facets.items())
            if not countries or country in countries
        ]

    def issue_counts(self, source: str = "") -> Mapping[str, int]:
        """How many issues of each code the records have, of a source or of all."""
        state = self._state
        return Counter(
            issue.code
            for rid, issues in state.issues.items()
            for issue in issues
            if not source or state.issue_sources.get(rid) == source
        )

    def offered(self, question: Wanted) -> Sequence[Offered]:
        """What peers may pull, in the order in which it came."""
        found = [each for each in self._offers(question) if each.created > question.after]
        return found[question.skip : question.skip + question.limit]

    def offered_count(self, question: Wanted) -> int:
        """How many objects there are for a peer."""
        return len(self._offers(question))

    def _offers(self, question: Wanted) -> list[Offered]:
        state = self._state
        found = (
            state.offered(rid)
            for rid, record in state.records.items()
            if record.kind == question.kind
            and record.source != question.without
            and (record.kind != "location" or (rid in state.live and state.live[rid].offered))
        )
        return sorted(
            (each for each in found if _is_between(each.updated, question)),
            key=lambda each: each.created,
        )

    def objects(self, kind: Kind, source: str, key: str) -> Sequence[Offered]:
        """The objects of a source with an own id, of whatever owner; by age."""
        state = self._state
        found = (
            state.offered(rid)
            for rid, record in state.records.items()
            if (record.kind, record.source, record.key) == (kind, source, key)
        )
        return sorted(found, key=lambda each: each.created)

    def sources(self, kind: Kind) -> Sequence[str]:
        """The sources that have objects of a kind, by name."""
        return sorted({each.source for each in self._state.records.values() if each.kind == kind})

    def history(self, rid: int) -> Sequence[Ended]:
        """The statuses of a location that ended."""
        return [ended for ended in self._state.history.values() if ended.rid == rid]

    def history_count(self) -> int:
        """How many statuses ended, of all locations."""
        return len(self._state.history)

    def changes(self, after: int, limit: int) -> Sequence[Change]:
        """What changed behind a number."""
        latest = self._state.changes.values()
        contents = [replace(each, number=each.content) for each in latest if each.is_live]
        found = (each for each in (*contents, *latest) if each.number > after)
        return sorted(found, key=attrgetter("number"))[:limit]

    def last_change(self) -> int:
        """The highest number."""
        return self._state.last_change()

    def issues(self, rids: Sequence[int]) -> Mapping[int, Sequence[Issue]]:
        """The issues that records have, ordered by code and path."""
        return self._state.found_issues(rids)

    def registered(self, kind: str) -> Mapping[str, bytes]:
        """The small documents of a kind by name."""
        return self._state.registered(kind)

    def location_count(self) -> int:
        """How many locations are published."""
        return len(self._state.locations)


class MemoryStore:
    """A store that ends with the process; implements ``Store`` and ``Keys``."""

    def __init__(self) -> None:
        self.state = _State()
        self._turns = Turns()
        self._watchers: list[Heard] = []

    def reads(self) -> MemoryReads:
        """A reader."""
        return MemoryReads(self)

    @contextmanager
    def moment(self) -> Iterator[MemoryReads]:
        """A reader of everything as of now: a change takes the place of the state, see above."""
        frozen = MemoryStore()
        frozen.state = self.state
        yield MemoryReads(frozen)

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Begin a change: kept when the block ends, undone when it raises."""
        with self._turns.turn():
            state = self.state.copy()
            change = MemoryTransaction(state)
            yield change
            change.log()
            self.state = state
        self._tell(change.topics)

    def scan(self, kind: Kind, source: str) -> Iterator[RecordHead]:
        """The heads of all records of a source, ordered by (key, row id)."""
        found = (r for r in self.state.records.values() if r.kind == kind and r.source == source)
        return map(_head, sorted(found, key=lambda record: (record.key, record.rid)))

    def unprepared(self, form: int) -> Iterator[int]:
        """Row ids of published locations whose form is another, ascending."""
        locations = self.state.locations.values()
        return iter(sorted(location.rid for location in locations if location.form != form))

    @contextmanager
    def watch(self, heard: Heard) -> Iterator[None]:
        """Call ``heard`` after each change, in the thread of who changed."""
        self._watchers.append(heard)
        try:
            yield
        finally:
            self._watchers.remove(heard)

    def close(self) -> None:
        """Nothing to release."""

    def all_keys(self) -> Sequence[KeyRow]:
        """All keys, oldest first."""
        return sorted(self.state.keys.values(), key=lambda key: (key.created, key.name))

    def put_key(self, key: KeyRow) -> None:
        """Add a key; raises ``StoreError`` when the name is taken."""
        with self._turns.turn():
            if key.name in self.state.keys:
                raise StoreError(f"There is a key {key.name!r} already; choose another name.")
            self.state.keys[key.name] = key
        self._tell({"registry"})

    def revoke_key(self, name: str) -> bool:
        """Delete a key; False when there is none of this name."""
        with self._turns.turn():
            was_there = self.state.keys.pop(name, None) is not None
        self._tell({"registry"})
        return was_there

    def _tell(self, topics: set[Topic]) -> None:
        for heard in list(self._watchers):
            heard(frozenset(topics))


def _logged(before: Change | None, row: MarkRow) -> Change:
    """The change of a thing after one more."""
    if before is None:
        return Change(**row._asdict())
    is_other = row.content or row.live
    return replace(
        before,
        number=row.number,
        content=row.content or before.content,
        live=row.live or before.live,
        state=row.state or before.state,
        id=row.id or before.id,
        at=row.at,
        changed=row.changed if is_other else before.changed,
    )


def _head(record: Record) -> RecordHead:
    return RecordHead(rid=record.rid, party=record.party, key=record.key, hash=record.hash)


def _is_between(updated: int, question: Wanted) -> bool:
    return (question.since is None or updated >= question.since) and (
        question.until is None or updated < question.until
    )


def _is_behind(question: Find, place: int, rid: int) -> bool:
    if not any(low <= place <= high for low, high in question.ranges):
        return False
    if question.after is None:
        return True
    here = (place, rid)
    return here > question.after


def _rows(question: Find, place: int, location: Published) -> Iterator[Row]:
    """The groups of a location that are asked for, none where the location is not."""
    if not (
        covers(question.box, location.lat, location.lon)
        and (not question.countries or location.country in question.countries)
        and (not question.operators or location.operator in question.operators)
        and (not question.emsps or any(each in question.emsps for each in location.emsps))
        and words_meet(" ".join(question.words), frozenset(location.words.split()))
    ):
        return
    for entry in location.entries:
        if any(_is(plug, entry) for plug in question.plugs):
            yield (
                *(place, location.rid, location.lat, location.lon),
                *(entry.part, entry.evses, entry.available),
                *(entry.traits, entry.power, entry.standard),
            )


def _is(plug: Plug, entry: IndexEntry) -> bool:
    return (
        (not plug.standards or entry.standard in plug.standards)
        and entry.power >= plug.min_power
        and (plug.max_power is None or 0 < entry.power <= plug.max_power)
        and entry.traits & plug.every == plug.every
        and not entry.traits & plug.none
        and all(entry.traits & some for some in plug.some)
    )


def _recounted(location: Published, news: Counted) -> Published:
    available = {_place(entry): entry.available for entry in news.entries}
    entries = (
        replace(entry, available=available.get(_place(entry), entry.available))
        for entry in location.entries
    )
    return replace(location, entries=tuple(entries), card=news.card)


def _place(entry: IndexEntry) -> tuple[int, int, int, int]:
    return entry.standard, entry.power, entry.traits, entry.part
