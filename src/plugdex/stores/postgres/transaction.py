"""One change of the server store."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec.structs import astuple

from plugdex.directory.kept import (
    Counted,
    Ended,
    Facet,
    LiveRow,
    Published,
    Record,
    RecordHead,
    Stored,
)
from plugdex.directory.ports import REGISTRY, Topic
from plugdex.model.geo import cell
from plugdex.model.issues import Issue
from plugdex.stores.cell_counts import CellCounts, numbers
from plugdex.stores.marks import Marks
from plugdex.stores.postgres.finding import storable_words
from plugdex.stores.postgres.reads import ISSUES, RECORDS, REGISTERED, STORED
from plugdex.stores.postgres.rowset import RowSet
from plugdex.stores.postgres.session import Session
from plugdex.stores.rows import (
    card_row,
    entry_clusters,
    entry_key,
    entry_rows,
    indexed,
    location_row,
    to_issues,
    to_records,
    to_stored,
)
from plugdex.stores.tables import columns

HEADS: Final = "SELECT rid, party, key, hash FROM record WHERE rid = ANY(%s)"
PLACES: Final = "SELECT rid, cell, indexed, lat, lon FROM location WHERE rid = ANY(%s)"
ISSUE_CODES: Final = "SELECT rid, code FROM issue WHERE rid = ANY(%s)"
REGISTER: Final = """
    INSERT INTO register (kind, name, document) VALUES (%s, %s, %s)
    ON CONFLICT (kind, name) DO UPDATE SET document = excluded.document"""
UNREGISTER: Final = "DELETE FROM register WHERE kind = %s AND name = ANY(%s)"
PUT_RECORDS: Final = RowSet(
    columns=columns(
        "rid int8, kind text, source text, party text, key text, hash bytea, document bytea,"
        "updated int8"
    ),
    statement="""
        INSERT INTO record (rid, kind, source, party, key, hash, document, updated, created)
        SELECT n.rid, n.kind, n.source, n.party, n.key, n.hash, n.document, n.updated,
            (SELECT coalesce(max(r.created), 0) FROM record r WHERE r.kind = n.kind)
            + count(*) FILTER (WHERE NOT EXISTS (SELECT FROM record r WHERE r.rid = n.rid))
                OVER (PARTITION BY n.kind ORDER BY n.place)
        FROM {rows} ORDER BY n.place
        ON CONFLICT (rid) DO UPDATE SET
            party = excluded.party, key = excluded.key, hash = excluded.hash,
            document = excluded.document, updated = excluded.updated""",
)
PUT_LOCATIONS: Final = RowSet(
    columns=columns(
        "rid int8, id text, form int8, standards int8, indexed int8, cell int8, lat float8,"
        "lon float8, country text, updated int8, prepared bytea"
    ),
    statement="""
        INSERT INTO location
            (rid, id, form, standards, indexed, cell, lat, lon, country, updated, prepared)
        SELECT n.rid, n.id, n.form, n.standards, n.indexed, n.cell, n.lat, n.lon, n.country,
            n.updated, n.prepared
        FROM {rows} ORDER BY n.place
        ON CONFLICT (rid) DO UPDATE SET
            id = excluded.id, form = excluded.form, standards = excluded.standards,
            indexed = excluded.indexed, cell = excluded.cell, lat = excluded.lat,
            lon = excluded.lon, country = excluded.country, updated = excluded.updated,
            prepared = excluded.prepared""",
)
PUT_ENTRIES: Final = RowSet(
    columns=columns(
        "cluster int8, cell int8, rid int8, standard int8, power int8, traits int8, part int8,"
        "lat float8, lon float8, evses int8, available int8, operator int8, country text"
    ),
    statement="""
        INSERT INTO connector_index (cluster, cell, rid, standard, power, traits, part,
            lat, lon, evses, available, operator, country)
        SELECT n.cluster, n.cell, n.rid, n.standard, n.power, n.traits, n.part,
            n.lat, n.lon, n.evses, n.available, n.operator, n.country
        FROM {rows} ORDER BY n.place""",
)
DELETE_ENTRIES: Final = RowSet(
    columns=columns("cluster int8, cell int8, rid int8"),
    statement="""
        DELETE FROM connector_index i USING {rows}
        WHERE i.cluster = n.cluster AND i.cell = n.cell AND i.rid = n.rid""",
)
PUT_AVAILABLE: Final = RowSet(
    columns=columns(
        "available int8, cluster int8, rid int8, standard int8, power int8, traits int8,part int8"
    ),
    statement="""
        UPDATE connector_index i SET available = n.available
        FROM {rows} JOIN location l ON l.rid = n.rid
        WHERE i.cluster = n.cluster AND i.cell = l.cell AND i.rid = n.rid
            AND i.standard = n.standard AND i.power = n.power AND i.traits = n.traits
            AND i.part = n.part AND i.available <> n.available""",
)
PUT_CARDS: Final = RowSet(
    columns=columns("cell int8, rid int8, id text, source int8, card bytea"),
    statement="""
        INSERT INTO card (cell, rid, id, source, card)
        SELECT n.cell, n.rid, n.id, n.source, n.card FROM {rows} ORDER BY n.place""",
)
REPLACE_CARDS: Final = RowSet(
    columns=columns("card bytea, rid int8"),
    statement="""
        UPDATE card c SET card = n.card FROM {rows} JOIN location l ON l.rid = n.rid
        WHERE c.cell = l.cell AND c.rid = n.rid AND c.card <> n.card""",
)
DELETE_CARDS: Final = RowSet(
    columns=columns("cell int8, rid int8"),
    statement="DELETE FROM card c USING {rows} WHERE c.cell = n.cell AND c.rid = n.rid",
)
COUNT_CELLS: Final = RowSet(
    columns=columns(
        "level int8, cluster int8, cell int8, locations int8, lat_sum int8, lon_sum int8"
    ),
    statement="""
        INSERT INTO cell_count (level, cluster, cell, locations, lat_sum, lon_sum)
        SELECT n.level, n.cluster, n.cell, n.locations, n.lat_sum, n.lon_sum
        FROM {rows} ORDER BY n.place
        ON CONFLICT (level, cluster, cell) DO UPDATE SET
            locations = cell_count.locations + excluded.locations,
            lat_sum = cell_count.lat_sum + excluded.lat_sum,
            lon_sum = cell_count.lon_sum + excluded.lon_sum""",
)
DELETE_CELLS: Final = RowSet(
    columns=columns("level int8, cluster int8, cell int8"),
    statement="""
        DELETE FROM cell_count c USING {rows}
        WHERE c.level = n.level AND c.cluster = n.cluster AND c.cell = n.cell
            AND c.locations = 0""",
)
PUT_EMSPS: Final = RowSet(
    columns=columns("emsp int8, rid int8"),
    statement="""
        INSERT INTO location_emsp (emsp, rid) SELECT n.emsp, n.rid FROM {rows}
        ON CONFLICT DO NOTHING""",
)
PUT_WORDS: Final = RowSet(
    columns=columns("rid int8, words text"),
    statement="""
        INSERT INTO location_words (rid, words)
        SELECT n.rid, array_to_tsvector(string_to_array(n.words, ' ')) FROM {rows}""",
)
LIVE: Final = columns(
    "rid int8, statuses bytea, live bytea, source int8, offered int8, updated int8"
)
INSERT_LIVE: Final = """
    INSERT INTO evse_status (rid, statuses, live, source, offered, updated)
    SELECT n.rid, n.statuses, n.live, n.source, n.offered, n.updated
    FROM {rows} ORDER BY n.place
    ON CONFLICT (rid) DO UPDATE SET
        statuses = excluded.statuses, live = excluded.live, updated = excluded.updated"""
REFRESH_LIVE: Final = RowSet(columns=LIVE, statement=INSERT_LIVE)
PUT_LIVE: Final = RowSet(
    columns=LIVE,
    statement=INSERT_LIVE + ", source = excluded.source, offered = excluded.offered",
)
PUT_ENDED: Final = RowSet(
    columns=columns("rid int8, uid text, status text, since int8, until int8"),
    statement="""
        INSERT INTO status_history (rid, uid, status, since, until)
        SELECT n.rid, n.uid, n.status, n.since, n.until FROM {rows} ORDER BY n.place""",
)
FORGET_ENDED: Final = """
    DELETE FROM status_history
    WHERE place IN (SELECT place FROM status_history ORDER BY place LIMIT %s)
        AND until < %s AND place < (SELECT max(place) FROM status_history)
    RETURNING place"""
COUNT_FACETS: Final = RowSet(
    columns=columns("country text, kind text, key text, value text, locations int8"),
    statement="""
        INSERT INTO facet (country, kind, key, value, locations)
        SELECT n.country, n.kind, n.key, n.value, n.locations FROM {rows}
        ON CONFLICT (country, kind, key, value)
        DO UPDATE SET locations = facet.locations + excluded.locations""",
)
DELETE_FACETS: Final = RowSet(
    columns=columns("country text, kind text, key text, value text"),
    statement="""
        DELETE FROM facet f USING {rows}
        WHERE f.country = n.country AND f.kind = n.kind AND f.key = n.key AND f.value = n.value
            AND f.locations = 0""",
)
PUT_ISSUES: Final = RowSet(
    columns=columns(
        "rid int8, source text, code text, outcome text, object text, path text, was text,"
        "became text"
    ),
    statement="""
        INSERT INTO issue (rid, source, code, outcome, object, path, was, became)
        SELECT n.rid, n.source, n.code, n.outcome, n.object, n.path, n.was, n.became
        FROM {rows}""",
)
CHANGED: Final = """
    SELECT last.number, c.rid, c.changed
    FROM (SELECT coalesce(max(number), 0) AS number FROM change) AS last
    LEFT JOIN change c ON c.rid = ANY(%s)"""
CHANGES: Final = columns(
    "number int8, rid int8, content int8, live int8, kind text, state text, id text, at int8,"
    "changed bytea"
)
PUT_CHANGES: Final = RowSet(
    columns=CHANGES,
    statement="""
        INSERT INTO change (number, rid, content, live, kind, state, id, at, changed)
        SELECT n.number, n.rid, n.content, n.live, n.kind, n.state, n.id, n.at, n.changed
        FROM {rows} ORDER BY n.place
        ON CONFLICT (rid) DO UPDATE SET
            number = excluded.number, content = greatest(change.content, excluded.content),
            live = greatest(change.live, excluded.live), kind = excluded.kind,
            state = coalesce(nullif(excluded.state, ''), change.state),
            id = coalesce(nullif(excluded.id, ''), change.id),
            at = excluded.at, changed = excluded.changed""",
)
CHANGE_AGAIN: Final = RowSet(
    columns=CHANGES,
    statement="""
        UPDATE change c SET
            number = n.number, content = greatest(c.content, n.content),
            live = greatest(c.live, n.live), state = coalesce(nullif(n.state, ''), c.state),
            at = n.at, changed = CASE n.content WHEN 0 THEN c.changed ELSE n.changed END
        FROM {rows} WHERE c.rid = n.rid""",
)
FORGET: Final = """
    DELETE FROM change
    WHERE state = 'gone' AND at < %s AND number < (SELECT max(number) FROM change)
    RETURNING number"""


class PostgresTransaction:
    """One change; implements ``Transaction``. Begun and ended by the store."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._marks = Marks()
        self.topics: set[Topic] = set()

    def log(self) -> None:
        """Log what was changed; the last thing that is done."""
        if not self._marks:
            return
        found = self._session.rows(CHANGED, (list(self._marks.refreshed_only()),))
        changed = {rid: known for _, rid, known in found}
        rows, again = self._marks.rows(found[0][0], changed)
        self._many(PUT_CHANGES, rows)
        self._many(CHANGE_AGAIN, again)

    def heads(self, rids: Sequence[int]) -> Mapping[int, RecordHead]:
        """The heads of the records that exist."""
        return {
            rid: RecordHead(rid=rid, party=party, key=key, hash=digest)
            for rid, party, key, digest in self._by_rid(HEADS, rids)
        }

    def stored(self, rids: Sequence[int]) -> Mapping[int, Stored]:
        """Documents and statuses of location records, published or not."""
        return to_stored(self._by_rid(STORED, rids))

    def records(self, rids: Sequence[int]) -> Mapping[int, Record]:
        """Records of any kind in full."""
        return {record.rid: record for record in to_records(self._by_rid(RECORDS, rids))}

    def put_records(self, records: Sequence[Record]) -> None:
        """Insert or replace records."""
        latest = {record.rid: record for record in records}
        self._many(PUT_RECORDS, map(astuple, latest.values()))
        self._marks.records(records)

    def publish(self, published: Sequence[Published], withdrawn: Sequence[int]) -> None:
        """Withdraw those locations, then show these."""
        counts = CellCounts()
        self._withdraw(withdrawn, counts)
        latest = {location.rid: location for location in published}
        self._unlist(list(latest), counts)
        rows = [(location, cell(location.lat, location.lon)) for location in latest.values()]
        for location, place in rows:
            counts.add(place, indexed(location), location.lat, location.lon, 1)
        self._count(counts)
        self._many(PUT_LOCATIONS, (location_row(location, place) for location, place in rows))
        self._many(PUT_ENTRIES, sorted(row for pair in rows for row in entry_rows(*pair)))
        self._many(PUT_CARDS, sorted(card_row(*pair) for pair in rows))
        put_words(self._session, ((each.rid, each.words) for each, _ in rows if each.words))
        self._many(PUT_EMSPS, ((emsp, each.rid) for each, _ in rows for emsp in each.emsps))
        self._marks.published(published, withdrawn)

    def put_live(self, rows: Sequence[LiveRow]) -> None:
        """Store the live part of locations."""
        self._many(PUT_LIVE, _live_rows(rows))

    def refresh_live(self, rows: Sequence[LiveRow], counted: Mapping[int, Counted]) -> None:
        """Store new statuses and what they change; skips what is not published."""
        self._many(REFRESH_LIVE, _live_rows(rows))
        self._many(
            PUT_AVAILABLE,
            (
                (entry.available, cluster, rid, *entry_key(entry))
                for rid, news in counted.items()
                for entry in news.entries
                for cluster in entry_clusters(entry)
            ),
        )
        self._many(REPLACE_CARDS, ((news.card, rid) for rid, news in counted.items()))
        self._marks.refreshed(rows, counted)

    def append_history(self, ended: Sequence[Ended]) -> None:
        """Remember statuses that ended."""
        self._many(PUT_ENDED, map(astuple, ended))

    def forget_history(self, before: int, most: int) -> int:
        """Forget those of the oldest ended statuses that ended before a time."""
        return len(self._session.rows(FORGET_ENDED, (most, before)))

    def remove(self, rids: Sequence[int]) -> None:
        """Delete records with all that hangs on them."""
        counts = CellCounts()
        self._withdraw(rids, counts)
        self._count(counts)
        for table in ("evse_status", "issue", "record"):
            self._delete(table, rids)
        self._marks.removed(rids)

    def count_facets(self, deltas: Sequence[Facet]) -> None:
        """Add to facets; a facet that reaches 0 is gone."""
        sums: Counter[tuple[str, str, str, str]] = Counter()
        for delta in deltas:
            sums[delta.country, delta.kind, delta.key, delta.value] += delta.locations
        self._many(COUNT_FACETS, ((*place, count) for place, count in sorted(sums.items())))
        self._many(DELETE_FACETS, sorted(sums))

    def issue_codes(self, rids: Sequence[int]) -> Mapping[int, Sequence[str]]:
        """The codes of the issues that records have, in alphabetical order."""
        found: dict[int, list[str]] = {}
        for rid, code in sorted(self._by_rid(ISSUE_CODES, rids)):
            found.setdefault(rid, []).append(code)
        return found

    def put_issues(self, source: str, issues: Mapping[int, Sequence[Issue]]) -> None:
        """Replace the issues of some records."""
        self._delete("issue", list(issues))
        self._many(
            PUT_ISSUES,
            ((rid, source, *astuple(issue)) for rid, found in issues.items() for issue in found),
        )
        self._marks.issues(issues)

    def issues(self, rids: Sequence[int]) -> Mapping[int, Sequence[Issue]]:
        """The issues that records have, ordered by code and path."""
        return to_issues(self._by_rid(ISSUES, rids))

    def forget_changes(self, before: int) -> int:
        """Forget what is gone since before a moment."""
        return max((number for (number,) in self._session.rows(FORGET, (before,))), default=0)

    def registered(self, kind: str) -> Mapping[str, bytes]:
        """The documents of a kind by name."""
        return dict(self._session.rows(REGISTERED, (kind,)))

    def register(self, kind: str, name: str, document: bytes) -> None:
        """Insert or replace a small document."""
        self._note(kind)
        self._session.later(REGISTER, (kind, name, document))
        self._marks.registered(kind, name)

    def unregister(self, kind: str, names: Sequence[str]) -> None:
        """Delete small documents."""
        self._note(kind)
        if names:
            self._session.later(UNREGISTER, (kind, list(names)))

    def _note(self, kind: str) -> None:
        if kind in REGISTRY:
            self.topics.add("registry")

    def _withdraw(self, rids: Sequence[int], counts: CellCounts) -> None:
        self._unlist(rids, counts)
        self._delete("location", rids)

    def _unlist(self, rids: Sequence[int], counts: CellCounts) -> None:
        """Delete what finds those locations, and count them no more."""
        places = self._by_rid(PLACES, rids)
        for _, place, bits, lat, lon in places:
            counts.add(place, bits, lat, lon, -1)
        self._many(
            DELETE_ENTRIES,
            ((number, place, rid) for rid, place, bits, *_ in places for number in numbers(bits)),
        )
        self._many(DELETE_CARDS, ((place, rid) for rid, place, *_ in places))
        known = [rid for rid, *_ in places]
        self._delete("location_words", known)
        self._delete("location_emsp", known)

    def _count(self, counts: CellCounts) -> None:
        rows = counts.rows()
        self._many(COUNT_CELLS, rows)
        self._many(DELETE_CELLS, (row[:3] for row in rows))

    def _by_rid(self, select: str, rids: Sequence[int]) -> list[tuple[Any, ...]]:
        return self._session.rows(select, (list(rids),)) if rids else []

    def _delete(self, table: str, rids: Sequence[int]) -> None:
        if rids:
            self.topics.add("locations")
            self._session.later(f"DELETE FROM {table} WHERE rid = ANY(%s)", (list(rids),))

    def _many(self, rowset: RowSet, rows: Iterable[tuple[Any, ...]]) -> None:
        if rowset.run(self._session, rows):
            self.topics.add("locations")


def put_words(session: Session, rows: Iterable[tuple[Any, ...]]) -> None:
    """Store the words by which locations are found."""
    PUT_WORDS.run(session, ((rid, storable_words(words)) for rid, words in rows))


def _live_rows(rows: Sequence[LiveRow]) -> Iterator[tuple[Any, ...]]:
    """The last of each location; whether it is offered is a number, as in every SQL store."""
    for row in {row.rid: row for row in rows}.values():
        yield (row.rid, row.statuses, row.live, row.source, int(row.offered), row.updated)
