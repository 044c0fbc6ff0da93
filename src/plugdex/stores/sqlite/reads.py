"""What requests ask of the embedded store."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from heapq import merge
from itertools import chain, islice, starmap
from operator import itemgetter
from pathlib import Path
from typing import Any, Final

import apsw

from plugdex.directory.asked import CellCount, Find, Hit, Wanted
from plugdex.directory.kept import (
    Answer,
    Card,
    Change,
    Ended,
    Facet,
    Kind,
    Offered,
    Published,
    Record,
    RecordHead,
    Stored,
)
from plugdex.model.geo import BITS, MICRO
from plugdex.model.ids import source_key
from plugdex.model.issues import Issue
from plugdex.stores.conditions import MANY_WORDS
from plugdex.stores.hits import Row, to_hits
from plugdex.stores.marks import CHANGES as CHANGES_BEHIND
from plugdex.stores.rows import (
    ALWAYS,
    PUBLISHED,
    PUBLISHED_EMSPS,
    PUBLISHED_ENTRIES,
    period,
    to_cell_counts,
    to_changes,
    to_issues,
    to_published,
    to_records,
    to_stored,
)
from plugdex.stores.sqlite.chunks import CHUNK, chunks, marks
from plugdex.stores.sqlite.connection import OUTSIDE, explained
from plugdex.stores.sqlite.finding import (
    WITH_WORDS,
    Statement,
    clusters_plan,
    matching,
    neighbours_statement,
    plan_for,
)

ANSWERS: Final = """
    SELECT l.rid, l.id, l.standards, plain(l.prepared), plain(coalesce(s.live, x'')),
        coalesce(s.source, 0)
    FROM location l LEFT JOIN evse_status s ON s.rid = l.rid WHERE l.rid IN """
ANSWERS_WITH: Final = """
    SELECT l.rid, l.id, l.standards,
        CASE WHEN l.standards & ?1 THEN plain(l.prepared) ELSE x'' END,
        CASE WHEN l.standards & ?1
            THEN plain(coalesce((SELECT s.live FROM evse_status s WHERE s.rid = l.rid), x''))
            ELSE x'' END,
        CASE WHEN l.standards & ?1
            THEN coalesce((SELECT s.source FROM evse_status s WHERE s.rid = l.rid), 0)
            ELSE 0 END
    FROM location l WHERE l.rid IN """
DOCUMENTS: Final = """
    SELECT l.rid, plain(r.document), plain(coalesce(s.statuses, x'')), r.hash,
        coalesce(s.updated, r.updated)
    FROM location l JOIN record r ON r.rid = l.rid LEFT JOIN evse_status s ON s.rid = l.rid
    WHERE l.rid IN """
STORED: Final = """
    SELECT r.rid, plain(r.document), plain(coalesce(s.statuses, x'')), r.hash,
        coalesce(s.updated, r.updated), r.kind
    FROM record r LEFT JOIN evse_status s ON s.rid = r.rid WHERE r.rid IN """
RECORDS: Final = """
    SELECT rid, kind, source, party, key, hash, plain(document), updated
    FROM record WHERE rid IN """
TARIFFS: Final = """
    SELECT rid, kind, source, party, key, hash, plain(document), updated FROM record
    WHERE kind = 'tariff' AND source = ? AND key IN """
PARTY_TARIFFS: Final = """
    SELECT rid, kind, source, party, key, hash, plain(document), updated FROM record
    WHERE kind = 'tariff' AND party IN """
OFFERED_LOCATIONS: Final = """
    SELECT r.rid, r.created, r.source, r.party, plain(r.document), plain(s.statuses), s.updated
    FROM record r CROSS JOIN evse_status s
    WHERE s.rid = r.rid AND r.kind = 'location' AND r.created > ? AND s.offered = 1
        AND s.source <> ? AND s.updated >= ? AND s.updated < ?
    ORDER BY r.created LIMIT ? OFFSET ?"""
OFFERED_OTHERS: Final = """
    SELECT rid, created, source, party, plain(document), x'', updated FROM record
    WHERE kind = ? AND created > ? AND source <> ? AND updated >= ? AND updated < ?
    ORDER BY created LIMIT ? OFFSET ?"""
COUNT_LOCATIONS: Final = "SELECT count(*) FROM evse_status WHERE offered = 1 AND source <> ?"
COUNT_BETWEEN: Final = " AND updated >= ? AND updated < ?"
COUNT_OTHERS: Final = """
    SELECT count(*) FROM record WHERE kind = ? AND source <> ? AND updated >= ? AND updated < ?"""
OBJECTS: Final = """
    SELECT r.rid, r.created, r.source, r.party, plain(r.document), plain(coalesce(s.statuses, x'')),
        coalesce(s.updated, r.updated)
    FROM record r LEFT JOIN evse_status s ON s.rid = r.rid
    WHERE r.kind = ? AND r.source = ? AND r.key = ? ORDER BY r.created"""
NEXT_SOURCE: Final = "SELECT min(source) FROM record WHERE kind = ? AND source > ?"
HISTORY: Final = """
    SELECT rid, uid, status, since, until FROM status_history WHERE rid = ? ORDER BY rowid"""
CHANGES: Final = CHANGES_BEHIND.format(after="?1", most="?2")
LAST_CHANGE: Final = "SELECT coalesce(max(number), 0) FROM change"
ISSUES: Final = """
    SELECT rid, code, outcome, object, path, was, became FROM issue WHERE rid IN """
REGISTERED: Final = "SELECT name, document FROM register WHERE kind = ? ORDER BY name"
SCAN: Final = """
    SELECT rid, party, key, hash FROM record
    WHERE kind = ? AND source = ? AND (key, rid) > (?, ?) ORDER BY key, rid LIMIT ?"""
CARDS: Final = "SELECT rid, id, source, card FROM card WHERE (cell, rid) IN (VALUES "
COUNTS: Final = """
    SELECT cell >> ?, sum(locations), sum(lat_sum), sum(lon_sum) FROM cell_count
    WHERE level = ? AND cluster = ? AND cell BETWEEN ? AND ? GROUP BY 1"""
EXTENT: Final = "SELECT min(cell), max(cell) FROM location WHERE country = ?"
FACETS: Final = "SELECT country, kind, key, value, locations FROM facet"
FACET_ORDER: Final = " ORDER BY country, kind, key, value"
UNPREPARED: Final = """
    SELECT rid FROM (
        SELECT rid FROM location WHERE form < ?1 UNION ALL SELECT rid FROM location WHERE form > ?1
    ) ORDER BY +rid"""
"""Said so that SQLite looks into its index; every start of the server asks."""

PLAIN_PUBLISHED: Final = PUBLISHED.replace("l.prepared", "plain(l.prepared)")

STORED_FIELDS: Final = Stored.__struct_fields__


class SqliteReads:
    """What requests ask; implements ``Reads``. For one thread."""

    def __init__(self, connection: apsw.Connection, path: Path) -> None:
        self._connection = connection
        self._path = path

    def answers(self, rids: Sequence[int], standards: int = 0) -> Sequence[Answer]:
        """Published locations by row id, in one statement for up to 1,000."""
        if not 0 < len(rids) <= CHUNK:
            return [answer for part in chunks(rids) for answer in self.answers(part, standards)]
        statement = (ANSWERS_WITH if standards else ANSWERS) + marks(len(rids))
        values = (standards, *rids) if standards else rids
        try:
            return list(starmap(Answer, self._connection.execute(statement, values)))
        except OUTSIDE as error:
            raise explained(error, self._path) from error

    def documents(self, rids: Sequence[int]) -> Mapping[int, Stored]:
        """Published locations in full."""
        return {
            row[0]: Stored(**dict(zip(STORED_FIELDS, row, strict=True)))
            for part in chunks(rids)
            for row in self.rows(DOCUMENTS + marks(len(part)), part)
        }

    def stored(self, rids: Sequence[int]) -> Mapping[int, Stored]:
        """Location records in full, published or not."""
        return to_stored(
            row for part in chunks(rids) for row in self.rows(STORED + marks(len(part)), part)
        )

    def records(self, rids: Sequence[int]) -> Mapping[int, Record]:
        """Records of any kind in full."""
        rows = (row for part in chunks(rids) for row in self.rows(RECORDS + marks(len(part)), part))
        return {record.rid: record for record in self._records(rows)}

    def published(self, rids: Sequence[int]) -> Mapping[int, Published]:
        """Locations as they were published."""
        found: dict[int, Published] = {}
        for part in chunks(rids):
            chosen = f" IN {marks(len(part))}"
            selects = (PLAIN_PUBLISHED, PUBLISHED_ENTRIES, PUBLISHED_EMSPS)
            found |= to_published(*(self.rows(each + chosen, part) for each in selects))
        return found

    def find(self, question: Find) -> Sequence[Hit]:
        """Published locations in the order of (cell, row id).

        Goes from range to range and stops at the limit; one snapshot for all of them.
        """
        plan = plan_for(question, self._is_rare(question.words))
        rows = chain.from_iterable(map(self._merged, plan))
        hits = islice(to_hits(rows, question.min_available), question.limit)
        try:
            if len(plan) == 1 and len(plan[0]) == 1:
                return list(hits)
            with self._snapshot():
                return list(hits)
        except OUTSIDE as error:
            raise explained(error, self._path) from error

    def neighbours(self, question: Find, place: int) -> Sequence[tuple[float, float]]:
        """Latitudes and longitudes of what is found next to a cell."""
        if self._is_rare(question.words):
            return []
        return self.rows(*neighbours_statement(question, place))

    def cards(self, places: Sequence[tuple[int, int]]) -> Sequence[Card]:
        """The cards of locations by (cell, row id)."""
        return [
            Card(*row)
            for part in chunks(places)
            for row in self.rows(
                f"{CARDS}{','.join(['(?,?)'] * len(part))})", [*chain.from_iterable(part)]
            )
        ]

    def counts(
        self, cluster: int, level: int, ranges: Sequence[tuple[int, int]], shift: int
    ) -> Sequence[CellCount]:
        """How many locations have a standard, by cell."""
        rest = 2 * (BITS - level)
        rows: list[tuple[int, int, float, float]] = []
        last = -1
        for low, high in ranges:
            first, last = max(low >> rest, last + 1), high >> rest
            rows += self.rows(COUNTS, (shift - rest, level, cluster, first, last))
        return to_cell_counts(rows, MICRO)

    def clusters(self, question: Find, shift: int) -> Sequence[CellCount]:
        """How many locations a question finds, by cell."""
        plan = clusters_plan(question, shift)
        return to_cell_counts([row for each in plan for row in self.rows(*each)], 1)

    def extent(self, countries: Sequence[str]) -> tuple[int, int] | None:
        """The first and last cell of the locations of some countries."""
        found = [self.rows(EXTENT, (country,))[0] for country in countries]
        known = [each for each in found if each[0] is not None]
        return (min(low for low, _ in known), max(high for _, high in known)) if known else None

    def tariffs(self, source: str, keys: Sequence[str]) -> Sequence[Record]:
        """Tariffs of a source by their own ids, ordered by (key, row id)."""
        return self._records(
            row
            for part in chunks(keys)
            for row in self.rows(TARIFFS + marks(len(part)), (source, *part))
        )

    def party_tariffs(self, parties: Sequence[str]) -> Sequence[Record]:
        """All tariffs of some owners, ordered by (key, row id)."""
        return self._records(
            row
            for part in chunks(parties)
            for row in self.rows(PARTY_TARIFFS + marks(len(part)), part)
        )

    def facets(self, countries: Sequence[str] = ()) -> Sequence[Facet]:
        """Facets of some countries, or of all."""
        chosen = f" WHERE country IN {marks(len(countries))}" if countries else ""
        return [
            Facet(country=country, kind=kind, key=key, value=value, locations=count)
            for country, kind, key, value, count in self.rows(
                FACETS + chosen + FACET_ORDER, tuple(countries)
            )
        ]

    def issue_counts(self, source: str = "") -> Mapping[str, int]:
        """How many issues of each code the records have, of a source or of all."""
        chosen = " WHERE source = ?" if source else ""
        select = f"SELECT code, count(*) FROM issue{chosen} GROUP BY code"
        return dict(self.rows(select, (source,) if source else ()))

    def offered(self, question: Wanted) -> Sequence[Offered]:
        """What peers may pull, in the order in which it came."""
        first, last = period(question)
        place = (first, last, question.limit, question.skip)
        if question.kind == "location":
            values = (question.after, source_key(question.without), *place)
            return self._offered(OFFERED_LOCATIONS, values)
        return self._offered(
            OFFERED_OTHERS, (question.kind, question.after, question.without, *place)
        )

    def offered_count(self, question: Wanted) -> int:
        """How many objects there are for a peer."""
        between = period(question)
        if question.kind != "location":
            rows = self.rows(COUNT_OTHERS, (question.kind, question.without, *between))
        elif between == ALWAYS:
            rows = self.rows(COUNT_LOCATIONS, (source_key(question.without),))
        else:
            values = (source_key(question.without), *between)
            rows = self.rows(COUNT_LOCATIONS + COUNT_BETWEEN, values)
        return int(rows[0][0])

    def objects(self, kind: Kind, source: str, key: str) -> Sequence[Offered]:
        """The objects of a source with an own id, of whatever owner; by age."""
        return self._offered(OBJECTS, (kind, source, key))

    def sources(self, kind: Kind) -> Sequence[str]:
        """The sources that have objects of a kind, by name."""
        found: list[str] = []
        name = ""
        while (name := self.rows(NEXT_SOURCE, (kind, name))[0][0]) is not None:
            found.append(name)
        return found

    def history(self, rid: int) -> Sequence[Ended]:
        """The statuses of a location that ended."""
        fields = Ended.__struct_fields__
        return [Ended(**dict(zip(fields, row, strict=True))) for row in self.rows(HISTORY, (rid,))]

    def history_count(self) -> int:
        """How many statuses ended: rows are only ever appended, so the last number says it."""
        ((last,),) = self.rows("SELECT max(rowid) FROM status_history")
        return int(last or 0)

    def changes(self, after: int, limit: int) -> Sequence[Change]:
        """What changed behind a number."""
        return to_changes(self.rows(CHANGES, (after, limit)))

    def last_change(self) -> int:
        """The highest number."""
        ((number,),) = self.rows(LAST_CHANGE)
        return int(number)

    def issues(self, rids: Sequence[int]) -> Mapping[int, Sequence[Issue]]:
        """The issues that records have, ordered by code and path."""
        return to_issues(
            row for part in chunks(rids) for row in self.rows(ISSUES + marks(len(part)), part)
        )

    def registered(self, kind: str) -> Mapping[str, bytes]:
        """The small documents of a kind by name."""
        return dict(self.rows(REGISTERED, (kind,)))

    def location_count(self) -> int:
        """How many locations are published."""
        ((count,),) = self.rows("SELECT count(*) FROM location")
        return int(count)

    def scan(self, kind: Kind, source: str) -> Iterator[RecordHead]:
        """The heads of all records of a source, ordered by (key, row id).

        Reads a page at a time, so that a slow caller holds up no checkpoint.
        """
        after = ("", -1)
        while rows := self.rows(SCAN, (kind, source, *after, CHUNK)):
            for rid, party, key, digest in rows:
                yield RecordHead(rid=rid, party=party, key=key, hash=digest)
            after = (key, rid)

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[Any]:
        """All rows of a statement; raises ``StoreError``."""
        try:
            return self._connection.execute(statement, values).fetchall()
        except OUTSIDE as error:
            raise explained(error, self._path) from error

    def _offered(self, statement: str, values: Sequence[Any]) -> Sequence[Offered]:
        fields = Offered.__struct_fields__
        return [
            Offered(**dict(zip(fields, row, strict=True))) for row in self.rows(statement, values)
        ]

    def _records(self, rows: Iterable[tuple[Any, ...]]) -> Sequence[Record]:
        return sorted(to_records(rows), key=lambda record: (record.key, record.rid))

    def _merged(self, statements: Sequence[Statement]) -> Iterator[Row]:
        """The rows of one range, of all its clusters, in the order of (cell, row id)."""
        execute = self._connection.execute
        found: list[Iterator[Row]] = [execute(each.text, each.values) for each in statements]
        if len(found) == 1:
            return found[0]
        return merge(*found, key=itemgetter(0, 1))

    def _is_rare(self, words: Sequence[str]) -> bool:
        """Whether so few locations have the words that it pays to start from them."""
        if not words:
            return False
        values = (matching(words), MANY_WORDS)
        return len(self.rows(WITH_WORDS + " LIMIT ?", values)) < MANY_WORDS

    @contextmanager
    def _snapshot(self) -> Iterator[None]:
        if self._connection.in_transaction:
            yield
            return
        self.rows("BEGIN")
        try:
            yield
        finally:
            self.rows("COMMIT")
