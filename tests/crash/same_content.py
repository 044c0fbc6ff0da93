"""Whether two stores have the same content, byte by byte, for tests of mirrors.

What is of a store alone is left out: the order in which records came; the numbers and times of
its log, and the ids of what was shown once; the history that it saw itself; keys, feeds and
sessions; issues of objects that nobody has.
"""

from plugdex.directory.copying import digest
from plugdex.stores.tables import TABLES

OWN_COLUMNS = {
    "record": {"created"},
    "change": {"number", "content", "live", "id", "at", "changed"},
}
OWN_TABLES = {"status_history", "api_key", "register"}
MIRRORED_KINDS = ("location", "tariff")


def differences(one, other) -> list[str]:
    """The tables that differ, with the number of rows in each store."""
    with one.snapshot() as a, other.snapshot() as b:
        left, right = content(a), content(b)
    return [
        f"{table}: {left[table].rows} and {right[table].rows} rows"
        for table in left
        if left[table] != right[table]
    ]


def content(snapshot):
    """What two tables of the same content have in common, by table."""
    names = {table: [name for name, _ in TABLES[table].columns] for table in TABLES}
    mirrored = {
        row[names["record"].index("rid")]
        for row in snapshot.rows("record")
        if row[names["record"].index("kind")] in MIRRORED_KINDS
    }
    found = {}
    for table, columns in names.items():
        if table in OWN_TABLES or table == "location_words":
            continue
        own = OWN_COLUMNS.get(table, set())
        kept = [place for place, name in enumerate(columns) if name not in own]
        rid = columns.index("rid") if "rid" in columns else None
        found[table] = digest(
            tuple(row[place] for place in kept)
            for row in snapshot.rows(table)
            if rid is None or row[rid] in mirrored
        )
    found["load"] = digest(row for row in snapshot.rows("register") if row[0] == "load")
    return found
