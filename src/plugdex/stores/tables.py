"""All tables of the SQL stores, as they are copied and checked."""

from collections.abc import Iterator
from typing import Final, Literal

from plugdex.directory.asked import COUNTED_LEVELS
from plugdex.directory.ports import WORDS_TABLE
from plugdex.model.geo import BITS
from plugdex.model.value import Value


class Table(Value, frozen=True, kw_only=True):
    """A table: names of its columns and their types, as PostgreSQL calls them."""

    columns: tuple[tuple[str, str], ...]
    order: str = ""
    """What tells its rows apart; empty where each database has a column of its own for it."""
    lies: Literal["with its location", "in one place"] = "with its location"
    """Where rows would lie on several machines: by their row id, or all on one of them."""

    @property
    def names(self) -> str:
        """The columns, separated by commas."""
        return ", ".join(name for name, _ in self.columns)


def columns(text: str) -> tuple[tuple[str, str], ...]:
    """``rid int8, id text``: names and types."""
    return tuple((name, kind) for name, kind in (each.split() for each in text.split(",")))


TABLES: Final = {
    "record": Table(
        columns=columns(
            "rid int8, kind text, source text, party text, key text, hash bytea, updated int8,"
            "document bytea, created int8"
        ),
        order="rid",
    ),
    "location": Table(
        columns=columns(
            "rid int8, id text, form int8, standards int8, indexed int8, cell int8, lat float8,"
            "lon float8, country text, updated int8, prepared bytea"
        ),
        order="rid",
    ),
    "evse_status": Table(
        columns=columns(
            "rid int8, statuses bytea, live bytea, source int8, offered int8, updated int8"
        ),
        order="rid",
    ),
    "connector_index": Table(
        columns=columns(
            "cluster int8, cell int8, rid int8, standard int8, power int8, traits int8,"
            "part int8, lat float8, lon float8, evses int8, available int8, operator int8,"
            "country text"
        ),
        order="cluster, cell, rid, standard, power, traits, part",
    ),
    "card": Table(
        columns=columns("cell int8, rid int8, id text, source int8, card bytea"),
        order="cell, rid",
    ),
    "location_emsp": Table(columns=columns("emsp int8, rid int8"), order="emsp, rid"),
    "cell_count": Table(
        columns=columns(
            "level int8, cluster int8, cell int8, locations int8, lat_sum int8, lon_sum int8"
        ),
        order="level, cluster, cell",
        lies="in one place",
    ),
    "facet": Table(
        columns=columns("country text, kind text, key text, value text, locations int8"),
        order="country, kind, key, value",
        lies="in one place",
    ),
    "issue": Table(
        columns=columns(
            "rid int8, source text, object text, path text, code text, outcome text, was text,"
            "became text"
        ),
        order="rid, source, object, path, code, outcome, was, became",
    ),
    "status_history": Table(
        columns=columns("rid int8, uid text, status text, since int8, until int8")
    ),
    "api_key": Table(
        columns=columns(
            "name text, hash bytea, entitlements text, created int8, expires int8,"
            "rates text, client text"
        ),
        order="name",
        lies="in one place",
    ),
    WORDS_TABLE: Table(columns=columns("rid int8, words text"), order="rid"),
    "change": Table(
        columns=columns(
            "number int8, rid int8, content int8, live int8, kind text, state text, id text,"
            "at int8, changed bytea"
        ),
        order="number",
        lies="in one place",
    ),
    "register": Table(
        columns=columns("kind text, name text, document bytea"),
        order="kind, name",
        lies="in one place",
    ),
}
"""The register comes last: that it is there tells that the rest is."""


def contradictory() -> Iterator[tuple[str, str]]:
    """What is wrong where a count is above 0, and the statement that counts."""
    for table in ("location", "evse_status"):
        yield (
            f"rows of {table} have no record",
            f"SELECT count(*) FROM {table} t WHERE NOT EXISTS "
            "(SELECT 1 FROM record r WHERE r.rid = t.rid)",
        )
    for table in ("connector_index", "card"):
        yield (
            f"rows of {table} have no location where they say",
            f"SELECT count(*) FROM {table} t WHERE NOT EXISTS "
            "(SELECT 1 FROM location l WHERE l.rid = t.rid AND l.cell = t.cell)",
        )
    yield (
        "locations are not shown by the log of changes",
        "SELECT count(*) FROM location l WHERE NOT EXISTS "
        "(SELECT 1 FROM change c WHERE c.rid = l.rid AND c.state = 'shown' AND c.id = l.id)",
    )
    yield (
        "eMSPs are of no location",
        "SELECT count(*) FROM location_emsp t WHERE NOT EXISTS "
        "(SELECT 1 FROM location l WHERE l.rid = t.rid)",
    )
    same = " AND ".join(f"a.{name} = i.{name}" for name, _ in TABLES["connector_index"].columns[1:])
    yield (
        "rows of the index are among those of their standard only",
        "SELECT count(*) FROM connector_index i WHERE i.cluster <> 0 AND NOT EXISTS "
        f"(SELECT 1 FROM connector_index a WHERE a.cluster = 0 AND {same})",
    )
    yield (
        "rows of the index are not among those of their standard",
        "SELECT count(*) FROM connector_index i WHERE i.cluster = 0 AND i.standard <> 0 AND "
        f"NOT EXISTS (SELECT 1 FROM connector_index a WHERE a.cluster = i.standard AND {same})",
    )
    for level in COUNTED_LEVELS:
        kept = f"SELECT cluster, cell, locations FROM cell_count WHERE level = {level}"
        there = (
            f"SELECT cluster, cell >> {2 * (BITS - level)}, count(*) FROM "
            "(SELECT DISTINCT cluster, cell, rid FROM connector_index) AS each GROUP BY 1, 2"
        )
        for one, other in ((kept, there), (there, kept)):
            yield (
                f"cells of level {level} are counted wrongly",
                f"SELECT count(*) FROM ({one} EXCEPT {other}) AS wrong",
            )
