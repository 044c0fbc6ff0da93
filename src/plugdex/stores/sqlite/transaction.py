"""One change of the embedded store."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import apsw
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
from plugdex.directory.ports import REGISTRY
from plugdex.model.geo import cell
from plugdex.model.issues import Issue
from plugdex.stores.cell_counts import CellCounts, numbers
from plugdex.stores.marks import Marks
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
from plugdex.stores.sqlite.chunks import chunks, marks
from plugdex.stores.sqlite.reads import ISSUES, LAST_CHANGE, RECORDS, REGISTERED, STORED

HEADS: Final = "SELECT rid, party, key, hash FROM record WHERE rid IN "
PUT_RECORD: Final = """
    INSERT INTO record (rid, kind, source, party, key, hash, document, updated, created)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, packed(?7), ?8,
        (SELECT coalesce(max(created), 0) + 1 FROM record WHERE kind = ?2))
    ON CONFLICT (rid) DO UPDATE SET
        party = excluded.party, key = excluded.key, hash = excluded.hash,
        document = excluded.document, updated = excluded.updated"""
PLACES: Final = "SELECT rid, cell, indexed, lat, lon FROM location WHERE rid IN "
PUT_LOCATION: Final = """
    INSERT INTO location
        (rid, id, form, standards, indexed, cell, lat, lon, country, updated, prepared)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, packed(?))
    ON CONFLICT (rid) DO UPDATE SET
        id = excluded.id, form = excluded.form, standards = excluded.standards,
        indexed = excluded.indexed, cell = excluded.cell, lat = excluded.lat,
        lon = excluded.lon, country = excluded.country, updated = excluded.updated,
        prepared = excluded.prepared"""
PUT_ENTRY: Final = """
    INSERT INTO connector_index (cluster, cell, rid, standard, power, traits, part,
        lat, lon, evses, available, operator, country)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
DELETE_ENTRIES: Final = "DELETE FROM connector_index WHERE cluster = ? AND cell = ? AND rid = ?"
PUT_AVAILABLE: Final = """
    UPDATE connector_index SET available = ?1
    WHERE cluster = ?2 AND cell = ?3 AND rid = ?4 AND standard = ?5 AND power = ?6
        AND traits = ?7 AND part = ?8 AND available <> ?1"""
PUT_CARD: Final = "INSERT INTO card (cell, rid, id, source, card) VALUES (?, ?, ?, ?, ?)"
REPLACE_CARD: Final = "UPDATE card SET card = ?1 WHERE cell = ?2 AND rid = ?3 AND card <> ?1"
DELETE_CARD: Final = "DELETE FROM card WHERE cell = ? AND rid = ?"
COUNT_CELL: Final = """
    INSERT INTO cell_count (level, cluster, cell, locations, lat_sum, lon_sum)
    VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (level, cluster, cell) DO UPDATE SET
        locations = cell_count.locations + excluded.locations,
        lat_sum = cell_count.lat_sum + excluded.lat_sum,
        lon_sum = cell_count.lon_sum + excluded.lon_sum"""
DELETE_CELL: Final = """
    DELETE FROM cell_count WHERE level = ? AND cluster = ? AND cell = ? AND locations = 0"""
PUT_EMSP: Final = "INSERT INTO location_emsp (emsp, rid) VALUES (?, ?) ON CONFLICT DO NOTHING"
PUT_WORDS: Final = "INSERT INTO location_words (rowid, words) VALUES (?, ?)"
INSERT_LIVE: Final = """
    INSERT INTO evse_status (rid, statuses, live, source, offered, updated)
    VALUES (?, packed(?), packed(?), ?, ?, ?)
    ON CONFLICT (rid) DO UPDATE SET
        statuses = excluded.statuses, live = excluded.live, updated = excluded.updated"""
PUT_LIVE: Final = INSERT_LIVE + ", source = excluded.source, offered = excluded.offered"
PUT_ENDED: Final = """
    INSERT INTO status_history (rid, uid, status, since, until) VALUES (?, ?, ?, ?, ?)"""
FORGET_ENDED: Final = """
    DELETE FROM status_history
    WHERE rowid IN (SELECT rowid FROM status_history ORDER BY rowid LIMIT ?)
        AND until < ? AND rowid < (SELECT max(rowid) FROM status_history)"""
COUNT_FACET: Final = """
    INSERT INTO facet (country, kind, key, value, locations) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (country, kind, key, value)
    DO UPDATE SET locations = facet.locations + excluded.locations"""
DELETE_FACET: Final = """
    DELETE FROM facet
    WHERE country = ? AND kind = ? AND key = ? AND value = ? AND locations = 0"""
ISSUE_CODES: Final = "SELECT rid, code FROM issue WHERE rid IN "
REGISTER: Final = """
    INSERT INTO register (kind, name, document) VALUES (?, ?, ?)
    ON CONFLICT (kind, name) DO UPDATE SET document = excluded.document"""
UNREGISTER: Final = "DELETE FROM register WHERE kind = ? AND name = ?"
PUT_ISSUE: Final = """
    INSERT INTO issue (rid, source, code, outcome, object, path, was, became)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""
CHANGED: Final = "SELECT rid, changed FROM change WHERE rid IN "
PUT_CHANGE: Final = """
    INSERT INTO change (number, rid, content, live, kind, state, id, at, changed)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (rid) DO UPDATE SET
        number = excluded.number, content = max(content, excluded.content),
        live = max(live, excluded.live), kind = excluded.kind,
        state = iif(excluded.state = '', state, excluded.state),
        id = iif(excluded.id = '', id, excluded.id), at = excluded.at,
        changed = excluded.changed"""
CHANGE_AGAIN: Final = """
    UPDATE change SET number = ?1, content = max(content, ?3), live = max(live, ?4),
        state = iif(?6 = '', state, ?6), at = ?8, changed = iif(?3 = 0, changed, ?9)
    WHERE rid = ?2"""
FORGET: Final = """
    DELETE FROM change
    WHERE state = 'gone' AND at < ? AND number < (SELECT max(number) FROM change)
    RETURNING number"""


class SqliteTransaction:
    """One change; implements ``Transaction``. Begun and ended by the store."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection
        self._marks = Marks()
        self.is_of_registry = False

    def log(self) -> None:
        """Log what was changed; the last thing that is done."""
        if not self._marks:
            return
        ((last,),) = self._connection.execute(LAST_CHANGE)
        changed = dict(self._by_rid(CHANGED, self._marks.refreshed_only()))
        rows, again = self._marks.rows(last, changed)
        self._many(PUT_CHANGE, rows)
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
        self._many(PUT_RECORD, map(astuple, records))
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
        self._many(PUT_LOCATION, (location_row(location, place) for location, place in rows))
        self._many(PUT_ENTRY, sorted(row for pair in rows for row in entry_rows(*pair)))
        self._many(PUT_CARD, sorted(card_row(*pair) for pair in rows))
        self._many(PUT_WORDS, ((each.rid, each.words) for each, _ in rows if each.words))
        self._many(PUT_EMSP, ((emsp, each.rid) for each, _ in rows for emsp in each.emsps))
        self._marks.published(published, withdrawn)

    def put_live(self, rows: Sequence[LiveRow]) -> None:
        """Store the live part of locations."""
        self._many(PUT_LIVE, map(astuple, rows))

    def refresh_live(self, rows: Sequence[LiveRow], counted: Mapping[int, Counted]) -> None:
        """Store new statuses and what they change; skips what is not published."""
        self._many(INSERT_LIVE, map(astuple, rows))
        places = {rid: place for rid, place, *_ in self._by_rid(PLACES, list(counted))}
        self._many(
            PUT_AVAILABLE,
            (
                (entry.available, cluster, place, rid, *entry_key(entry))
                for rid, place in places.items()
                for entry in counted[rid].entries
                for cluster in entry_clusters(entry)
            ),
        )
        self._many(
            REPLACE_CARD,
            ((counted[rid].card, place, rid) for rid, place in places.items()),
        )
        self._marks.refreshed(rows, counted)

    def append_history(self, ended: Sequence[Ended]) -> None:
        """Remember statuses that ended."""
        self._many(PUT_ENDED, map(astuple, ended))

    def forget_history(self, before: int, most: int) -> int:
        """Forget those of the oldest ended statuses that ended before a time."""
        self._connection.execute(FORGET_ENDED, (most, before))
        return self._connection.changes()

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
        self._many(COUNT_FACET, map(astuple, deltas))
        self._many(DELETE_FACET, (astuple(delta)[:4] for delta in deltas))

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
            PUT_ISSUE,
            ((rid, source, *astuple(issue)) for rid, found in issues.items() for issue in found),
        )
        self._marks.issues(issues)

    def issues(self, rids: Sequence[int]) -> Mapping[int, Sequence[Issue]]:
        """The issues that records have, ordered by code and path."""
        return to_issues(self._by_rid(ISSUES, rids))

    def forget_changes(self, before: int) -> int:
        """Forget what is gone since before a moment."""
        return max((number for (number,) in self._connection.execute(FORGET, (before,))), default=0)

    def registered(self, kind: str) -> Mapping[str, bytes]:
        """The documents of a kind by name."""
        rows: Iterable[tuple[Any, ...]] = self._connection.execute(REGISTERED, (kind,))
        return dict(rows)

    def register(self, kind: str, name: str, document: bytes) -> None:
        """Insert or replace a small document."""
        self._note(kind)
        self._connection.execute(REGISTER, (kind, name, document))
        self._marks.registered(kind, name)

    def unregister(self, kind: str, names: Sequence[str]) -> None:
        """Delete small documents."""
        self._note(kind)
        self._many(UNREGISTER, ((kind, name) for name in names))

    def _note(self, kind: str) -> None:
        self.is_of_registry |= kind in REGISTRY

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
        self._many(DELETE_CARD, ((place, rid) for rid, place, *_ in places))
        known = [rid for rid, *_ in places]
        self._delete("location_words", known, "rowid")
        self._delete("location_emsp", known)

    def _count(self, counts: CellCounts) -> None:
        rows = counts.rows()
        self._many(COUNT_CELL, rows)
        self._many(DELETE_CELL, (row[:3] for row in rows))

    def _by_rid(self, select: str, rids: Sequence[int]) -> list[tuple[Any, ...]]:
        execute = self._connection.execute
        return [row for part in chunks(rids) for row in execute(select + marks(len(part)), part)]

    def _delete(self, table: str, rids: Sequence[int], key: str = "rid") -> None:
        for part in chunks(rids):
            statement = f"DELETE FROM {table} WHERE {key} IN {marks(len(part))}"
            self._connection.execute(statement, part)

    def _many(self, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
        self._connection.executemany(statement, rows)
