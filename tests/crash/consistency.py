"""Whether a store is whole: everything in it is what its records say it must be."""

from pathlib import Path

import apsw
from msgspec.structs import astuple

from plugdex.api.prepared import Prepared
from plugdex.directory.publish import shown, to_published
from plugdex.directory.records import to_location, to_record, to_statuses
from plugdex.stores.sqlite import open_sqlite


def faults(path: Path) -> list[str]:
    """What is wrong with a store; nobody may be writing."""
    store = open_sqlite(path)
    try:
        with store.transaction() as tx:
            connection: apsw.Connection = tx._connection
            rids = [rid for (rid,) in connection.execute("SELECT rid FROM record ORDER BY rid")]
            found = [fault for rid in rids for fault in _faults_of(connection, tx, rid)]
        ((state,),) = connection.execute("PRAGMA integrity_check(1)").fetchall()
        return [*found, *([] if state == "ok" else [f"SQLite: {state}"]), *_orphans(connection)]
    finally:
        store.close()


def _faults_of(connection, tx, rid):
    """A location against its record: the answer, the live part, the index."""
    stored = tx.stored([rid]).get(rid)
    if stored is None:
        return
    location, statuses = to_location(stored), to_statuses(stored)
    if to_record(location).hash != stored.hash:
        yield f"{location.id}: the hash is of another document"
    if [each.uid for each in statuses] != [each.uid for each in location.evses]:
        yield f"{location.id}: statuses are of other EVSEs"
    place = shown(location, statuses)
    rows = connection.execute(
        "SELECT l.prepared, s.live FROM location l JOIN evse_status s USING (rid) WHERE rid = ?",
        (rid,),
    ).fetchall()
    if place is None:
        if rows:
            yield f"{location.id}: shown, and should not be"
        return
    published, live = to_published(Prepared(), rid, place, statuses)
    if rows != [(published.prepared, live)]:
        yield f"{location.id}: the answer is not that of the record"
    index = connection.execute(
        "SELECT cluster, standard, power, traits, part, evses, available FROM connector_index "
        "WHERE rid = ? ORDER BY 1, 2, 3, 4, 5",
        (rid,),
    ).fetchall()
    entries = [astuple(entry) for entry in published.entries]
    clustered = [(entry[0], *entry) for entry in entries if entry[0]]
    if index != [*((0, *entry) for entry in entries), *clustered]:
        yield f"{location.id}: the index is not that of the record"
    cards = connection.execute("SELECT card FROM card WHERE rid = ?", (rid,)).fetchall()
    if cards != [(published.card,)]:
        yield f"{location.id}: the card is not that of the record"


def _orphans(connection):
    """Rows of no record."""
    for table in ("location", "evse_status", "connector_index", "card"):
        select = f"SELECT count(*) FROM {table} WHERE rid NOT IN (SELECT rid FROM record)"
        ((count,),) = connection.execute(select).fetchall()
        if count:
            yield f"{table}: {count} rows without a record"
