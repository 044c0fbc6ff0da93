"""What requests ask of the server store: one statement a question."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice, starmap
from typing import Any, Final

from msgspec.structs import replace

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
from plugdex.stores.hits import to_hits
from plugdex.stores.marks import CHANGES as CHANGES_BEHIND
from plugdex.stores.postgres.finding import (
    WITH_WORDS,
    clusters_statement,
    find_statement,
    matching,
    neighbours_statement,
)
from plugdex.stores.postgres.link import Link
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

ANSWERS: Final = """
    SELECT l.rid, l.id, l.standards, l.prepared, coalesce(s.live, ''), coalesce(s.source, 0)
    FROM location l LEFT JOIN evse_status s ON s.rid = l.rid WHERE l.rid = ANY(%s)"""
ANSWERS_WITH: Final = """
    SELECT l.rid, l.id, l.standards,
        CASE WHEN l.standards & %s <> 0 THEN l.prepared ELSE '' END,
        CASE WHEN l.standards & %s <> 0
            THEN coalesce((SELECT s.live FROM evse_status s WHERE s.rid = l.rid), '')
            ELSE '' END,
        CASE WHEN l.standards & %s <> 0
            THEN coalesce((SELECT s.source FROM evse_status s WHERE s.rid = l.rid), 0)
            ELSE 0 END
    FROM location l WHERE l.rid = ANY(%s)"""
DOCUMENTS: Final = """
    SELECT l.rid, r.document, coalesce(s.statuses, ''), r.hash, coalesce(s.updated, r.updated)
    FROM location l JOIN record r ON r.rid = l.rid LEFT JOIN evse_status s ON s.rid = l.rid
    WHERE l.rid = ANY(%s)"""
STORED: Final = """
    SELECT r.rid, r.document, coalesce(s.statuses, ''), r.hash, coalesce(s.updated, r.updated),
        r.kind
    FROM record r LEFT JOIN evse_status s ON s.rid = r.rid WHERE r.rid = ANY(%s)"""
RECORD: Final = """
    SELECT rid, kind, source, party, key, hash, document, updated FROM record WHERE """
RECORDS: Final = RECORD + "rid = ANY(%s)"
TARIFFS: Final = RECORD + "kind = 'tariff' AND source = %s AND key = ANY(%s) ORDER BY key, rid"
PARTY_TARIFFS: Final = RECORD + "kind = 'tariff' AND party = ANY(%s) ORDER BY key, rid"
OFFERED_LOCATIONS: Final = """
    SELECT r.rid, r.created, r.source, r.party, r.document, s.statuses, s.updated
    FROM record r JOIN evse_status s ON s.rid = r.rid
    WHERE r.kind = 'location' AND r.created > %s AND s.offered = 1
        AND s.source <> %s AND s.updated >= %s AND s.updated < %s
    ORDER BY r.created LIMIT %s OFFSET %s"""
OFFERED_OTHERS: Final = """
    SELECT rid, created, source, party, document, ''::bytea, updated FROM record
    WHERE kind = %s AND created > %s AND source <> %s AND updated >= %s AND updated < %s
    ORDER BY created LIMIT %s OFFSET %s"""
COUNT_LOCATIONS: Final = "SELECT count(*) FROM evse_status WHERE offered = 1 AND source <> %s"
COUNT_BETWEEN: Final = " AND updated >= %s AND updated < %s"
COUNT_OTHERS: Final = """
    SELECT count(*) FROM record
    WHERE kind = %s AND source <> %s AND updated >= %s AND updated < %s"""
OBJECTS: Final = """
    SELECT r.rid, r.created, r.source, r.party, r.document, coalesce(s.statuses, ''),
        coalesce(s.updated, r.updated)
    FROM record r LEFT JOIN evse_status s ON s.rid = r.rid
    WHERE r.kind = %s AND r.source = %s AND r.key = %s ORDER BY r.created"""
SOURCES: Final = """
    WITH RECURSIVE each (source) AS (
        SELECT (SELECT min(source) FROM record WHERE kind = %s)
        UNION ALL
        SELECT (SELECT min(r.source) FROM record r WHERE r.kind = %s AND r.source > each.source)
        FROM each WHERE each.source IS NOT NULL
    )
    SELECT source FROM each WHERE source IS NOT NULL"""
HISTORY: Final = """
    SELECT rid, uid, status, since, until FROM status_history WHERE rid = %s ORDER BY place"""
CHANGES: Final = CHANGES_BEHIND.format(after="%s", most="%s")
LAST_CHANGE: Final = "SELECT coalesce(max(number), 0) FROM change"
ISSUES: Final = """
    SELECT rid, code, outcome, object, path, was, became FROM issue WHERE rid = ANY(%s)"""
REGISTERED: Final = "SELECT name, document FROM register WHERE kind = %s ORDER BY name"
SCAN: Final = """
    SELECT rid, party, key, hash FROM record
    WHERE kind = %s AND source = %s AND (key, rid) > (%s, %s) ORDER BY key, rid LIMIT %s"""
CARDS: Final = """
    SELECT c.rid, c.id, c.source, c.card
    FROM unnest(%s::bigint[], %s::bigint[]) AS p (cell, rid)
    JOIN card c ON c.cell = p.cell AND c.rid = p.rid"""
COUNTS: Final = """
    SELECT c.cell >> %s::int, sum(c.locations)::bigint, sum(c.lat_sum)::bigint,
        sum(c.lon_sum)::bigint
    FROM unnest(%s::bigint[], %s::bigint[]) AS r (low, high)
    JOIN cell_count c ON c.cell BETWEEN r.low AND r.high
    WHERE c.level = %s AND c.cluster = %s GROUP BY 1"""
EXTENT: Final = """
    SELECT (SELECT min(cell) FROM location WHERE country = asked.country),
        (SELECT max(cell) FROM location WHERE country = asked.country)
    FROM unnest(%s::text[]) AS asked (country)"""
FACETS: Final = "SELECT country, kind, key, value, locations FROM facet"
FACET_ORDER: Final = " ORDER BY country, kind, key, value"
UNPREPARED: Final = "SELECT rid FROM location WHERE form <> %s ORDER BY rid"
RARE: Final = f"SELECT count(*) FROM ({WITH_WORDS} LIMIT %s) AS found"

STORED_FIELDS: Final = Stored.__struct_fields__
PAGE: Final = 1_000
"""Rows of a scan that come at a time."""


class PostgresReads:
    """What requests ask; implements ``Reads``. For one thread."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self.rows = link.rows

    def answers(self, rids: Sequence[int], standards: int = 0) -> Sequence[Answer]:
        """Published locations by row id."""
        if not rids:
            return []
        if standards:
            return list(starmap(Answer, self.rows(ANSWERS_WITH, [standards] * 3 + [list(rids)])))
        return list(starmap(Answer, self.rows(ANSWERS, (list(rids),))))

    def documents(self, rids: Sequence[int]) -> Mapping[int, Stored]:
        """Published locations in full."""
        return {
            row[0]: Stored(**dict(zip(STORED_FIELDS, row, strict=True)))
            for row in self._by_rid(DOCUMENTS, rids)
        }

    def stored(self, rids: Sequence[int]) -> Mapping[int, Stored]:
        """Location records in full, published or not."""
        return to_stored(self._by_rid(STORED, rids))

    def records(self, rids: Sequence[int]) -> Mapping[int, Record]:
        """Records of any kind in full."""
        return {record.rid: record for record in to_records(self._by_rid(RECORDS, rids))}

    def published(self, rids: Sequence[int]) -> Mapping[int, Published]:
        """Locations as they were published."""
        selects = (PUBLISHED, PUBLISHED_ENTRIES, PUBLISHED_EMSPS)
        return to_published(*(self._by_rid(f"{each} = ANY(%s)", rids) for each in selects))

    def find(self, question: Find) -> Sequence[Hit]:
        """Published locations in the order of (cell, row id).

        One statement, and more where most of what it finds has too few EVSEs available: each of
        them goes on behind the last one and is twice as long.
        """
        is_rare = self._is_rare(question.words)
        found: list[Hit] = []
        count = 2 * question.limit
        while True:
            rows = self.rows(*find_statement(question, count, from_words=is_rare))
            wanted = question.limit - len(found)
            found += islice(to_hits(rows, question.min_available), wanted)
            if len(rows) < count or len(found) == question.limit:
                return found
            question = replace(question, after=rows[-1][:2])
            count *= 2

    def neighbours(self, question: Find, place: int) -> Sequence[tuple[float, float]]:
        """Latitudes and longitudes of what is found next to a cell."""
        if self._is_rare(question.words):
            return []
        return self.rows(*neighbours_statement(question, place))

    def cards(self, places: Sequence[tuple[int, int]]) -> Sequence[Card]:
        """The cards of locations by (cell, row id)."""
        asked = list(dict.fromkeys(places))
        if not asked:
            return []
        cells, rids = zip(*asked, strict=True)
        return list(starmap(Card, self.rows(CARDS, (list(cells), list(rids)))))

    def counts(
        self, cluster: int, level: int, ranges: Sequence[tuple[int, int]], shift: int
    ) -> Sequence[CellCount]:
        """How many locations have a standard, by cell."""
        rest = 2 * (BITS - level)
        lows: list[int] = []
        highs: list[int] = []
        for low, high in ranges:
            lows.append(max(low >> rest, highs[-1] + 1 if highs else 0))
            highs.append(high >> rest)
        return to_cell_counts(self.rows(COUNTS, (shift - rest, lows, highs, level, cluster)), MICRO)

    def clusters(self, question: Find, shift: int) -> Sequence[CellCount]:
        """How many locations a question finds, by cell."""
        return to_cell_counts(self.rows(*clusters_statement(question, shift)), 1)

    def extent(self, countries: Sequence[str]) -> tuple[int, int] | None:
        """The first and last cell of the locations of some countries."""
        known = [each for each in self.rows(EXTENT, (list(countries),)) if each[0] is not None]
        return (min(low for low, _ in known), max(high for _, high in known)) if known else None

    def tariffs(self, source: str, keys: Sequence[str]) -> Sequence[Record]:
        """Tariffs of a source by their own ids, ordered by (key, row id)."""
        return to_records(self.rows(TARIFFS, (source, list(keys)))) if keys else []

    def party_tariffs(self, parties: Sequence[str]) -> Sequence[Record]:
        """All tariffs of some owners, ordered by (key, row id)."""
        return to_records(self.rows(PARTY_TARIFFS, (list(parties),))) if parties else []

    def facets(self, countries: Sequence[str] = ()) -> Sequence[Facet]:
        """Facets of some countries, or of all."""
        chosen = " WHERE country = ANY(%s)" if countries else ""
        values = (list(countries),) if countries else ()
        return [
            Facet(country=country, kind=kind, key=key, value=value, locations=count)
            for country, kind, key, value, count in self.rows(FACETS + chosen + FACET_ORDER, values)
        ]

    def issue_counts(self, source: str = "") -> Mapping[str, int]:
        """How many issues of each code the records have, of a source or of all."""
        chosen = " WHERE source = %s" if source else ""
        select = f"SELECT code, count(*) FROM issue{chosen} GROUP BY code"
        return dict(self.rows(select, (source,) if source else ()))

    def offered(self, question: Wanted) -> Sequence[Offered]:
        """What peers may pull, in the order in which it came."""
        place = (*period(question), question.limit, question.skip)
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
        return [name for (name,) in self.rows(SOURCES, (kind, kind))]

    def history(self, rid: int) -> Sequence[Ended]:
        """The statuses of a location that ended."""
        fields = Ended.__struct_fields__
        return [Ended(**dict(zip(fields, row, strict=True))) for row in self.rows(HISTORY, (rid,))]

    def history_count(self) -> int:
        """How many statuses ended: the last place says it, but for those of changes undone."""
        ((last,),) = self.rows("SELECT max(place) FROM status_history")
        return int(last or 0)

    def changes(self, after: int, limit: int) -> Sequence[Change]:
        """What changed behind a number."""
        return to_changes(self.rows(CHANGES, (after, limit, after, limit, limit)))

    def last_change(self) -> int:
        """The highest number."""
        ((number,),) = self.rows(LAST_CHANGE)
        return int(number)

    def issues(self, rids: Sequence[int]) -> Mapping[int, Sequence[Issue]]:
        """The issues that records have, ordered by code and path."""
        return to_issues(self._by_rid(ISSUES, rids))

    def registered(self, kind: str) -> Mapping[str, bytes]:
        """The small documents of a kind by name."""
        return dict(self.rows(REGISTERED, (kind,)))

    def location_count(self) -> int:
        """How many locations are published."""
        ((count,),) = self.rows("SELECT count(*) FROM location")
        return int(count)

    def scan(self, kind: Kind, source: str) -> Iterator[RecordHead]:
        """The heads of all records of a source, ordered by (key, row id), a page at a time."""
        after = ("", -1)
        while rows := self.rows(SCAN, (kind, source, *after, PAGE)):
            for rid, party, key, digest in rows:
                yield RecordHead(rid=rid, party=party, key=key, hash=digest)
            after = (key, rid)

    def _by_rid(self, statement: str, rids: Sequence[int]) -> Iterable[tuple[Any, ...]]:
        return self.rows(statement, (list(rids),)) if rids else []

    def _offered(self, statement: str, values: Sequence[Any]) -> Sequence[Offered]:
        fields = Offered.__struct_fields__
        return [
            Offered(**dict(zip(fields, row, strict=True))) for row in self.rows(statement, values)
        ]

    def _is_rare(self, words: Sequence[str]) -> bool:
        """Whether so few locations have the words that it pays to start from them."""
        if not words:
            return False
        ((count,),) = self.rows(RARE, (matching(words), MANY_WORDS))
        return bool(count < MANY_WORDS)
