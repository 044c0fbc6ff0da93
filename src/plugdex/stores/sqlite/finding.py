"""Statements for questions by place: for each range of cells one for each cluster.

The rows of a cluster lie in the order of (cell, row id), so a statement neither sorts nor reads
on when its reader has enough. What is asked for becomes conditions on the row.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from plugdex.directory.asked import Find
from plugdex.stores.conditions import (
    Condition,
    Tongue,
    clusters_of,
    conditions,
    nearby_conditions,
    ranges_of,
    sides_of,
)
from plugdex.stores.sqlite.chunks import marks

WITH_WORDS: Final = "SELECT rowid FROM location_words WHERE location_words MATCH ?"

ROWS: Final = "SELECT i.cell, i.rid, i.lat, i.lon, i.part, i.evses, i.available, i.traits, "
"""The columns of ``stores.hits.Row``, with the two below."""
FROM_INDEX: Final = ROWS + "i.power, i.standard FROM connector_index i WHERE "
FROM_WORDS: Final = (
    ROWS + "i.power, i.standard "
    "FROM location_words w CROSS JOIN location l ON l.rid = w.rowid "
    "CROSS JOIN connector_index i ON i.cell = l.cell AND i.rid = l.rid "
    "WHERE location_words MATCH ? AND "
)

NEIGHBOURS: Final = """
    SELECT * FROM (
        SELECT i.lat, i.lon FROM connector_index i
        WHERE i.cluster = ? AND i.cell BETWEEN ? AND ?{conditions}
        GROUP BY i.cell, i.rid ORDER BY i.cell {way}, i.rid {way} LIMIT ?
    )"""
CLUSTERS: Final = """
    SELECT cell >> ?, count(*), sum(lat), sum(lon) FROM (
        SELECT i.cell, i.lat, i.lon FROM connector_index i
        WHERE i.cluster = ? AND i.cell BETWEEN ? AND ?{conditions}
        GROUP BY i.cell, i.rid
    ) GROUP BY 1"""


class SqliteTongue(Tongue):
    """How SQLite says conditions."""

    def any_of(self, column: str, values: Sequence[Any]) -> Condition:
        """A column has one of some values."""
        return f"{column} IN {marks(len(values))}", tuple(values)

    def with_words(self, words: Sequence[str]) -> Condition:
        """The location has all the words."""
        return f"i.rid IN ({WITH_WORDS})", (matching(words),)


TONGUE: Final = SqliteTongue()


class Statement(NamedTuple):
    """A statement with its values."""

    text: str
    values: Sequence[Any]


def plan_for(question: Find, from_words: bool) -> Sequence[Sequence[Statement]]:
    """Statements one after the other; those that stand together are to be merged.

    Within one cluster all ranges are one statement, whose parts SQLite runs in their order. The
    parts walk the table in its own order, so they need not be told to sort, which would cost each
    of them 20 µs.
    """
    found = conditions(question, TONGUE, from_words=from_words)
    text = "".join(f" AND {condition}" for condition, _ in found)
    values = [value for _, each in found for value in each]
    order = " ORDER BY i.cell, i.rid"
    head, first = FROM_INDEX, []
    if from_words:
        head, first = FROM_WORDS, [matching(question.words)]
    select = f"{head}i.cluster = ? AND i.cell BETWEEN ? AND ?{text}{order}"
    ranges = ranges_of(question)
    clusters = clusters_of(question.plugs)
    if len(clusters) > 1:
        return [
            [Statement(select, [*first, cluster, *each, *values]) for cluster in clusters]
            for each in ranges
        ]
    parts = [value for each in ranges for value in (*first, *clusters, *each, *values)]
    if len(ranges) > 1 and from_words:
        select = " UNION ALL ".join([f"SELECT * FROM ({select})"] * len(ranges))
    elif len(ranges) > 1:
        select = " UNION ALL ".join([select.removesuffix(order)] * len(ranges))
    return [[Statement(select, parts)]] if ranges else []


def clusters_plan(question: Find, shift: int) -> Iterator[tuple[str, Sequence[Any]]]:
    """Statements that count locations by cell, one for each range.

    The rows of a location are put together first, in the order in which they lie.
    """
    found = nearby_conditions(question, TONGUE)
    text = "".join(f" AND {condition}" for condition, _ in found)
    values = [value for _, each in found for value in each]
    clusters = clusters_of(question.plugs)
    cluster = clusters[0] if len(clusters) == 1 else 0
    statement = CLUSTERS.format(conditions=text)
    for low, high in question.ranges:
        yield statement, [shift, cluster, low, high, *values]


def neighbours_statement(question: Find, place: int) -> Statement:
    """What is found from a cell on, in the order of the index and against it."""
    found = nearby_conditions(question, TONGUE)
    text = "".join(f" AND {condition}" for condition, _ in found)
    rest = [*(value for _, each in found for value in each), question.limit]
    parts: list[str] = []
    values: list[Any] = []
    for cluster in clusters_of(question.plugs):
        for way, low, high in sides_of(question, place):
            parts.append(NEIGHBOURS.format(conditions=text, way=way))
            values += (cluster, low, high, *rest)
    return Statement(" UNION ALL ".join(parts), values)


def matching(words: Sequence[str]) -> str:
    """The query of FTS5: each word begins one of the location."""
    return " ".join(f'"{word}"*' for word in words)
