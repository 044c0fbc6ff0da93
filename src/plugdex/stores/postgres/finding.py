"""Statements for questions by place: all ranges of cells in one.

For each range and cluster the index is walked in its own order and no further than the reader
wants; the ranges come one after the other, so the walk ends where there are enough rows. A
limit lets the rows of its last location all come (``WITH TIES``).
"""

from collections.abc import Sequence
from typing import Any, Final

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
from plugdex.stores.postgres.session import Statement

ROWS: Final = (
    "i.cell, i.rid, i.lat, i.lon, i.part, i.evses, i.available, i.traits, i.power, i.standard"
)
"""The columns of ``stores.hits.Row``."""

FROM_INDEX: Final = f"""
    SELECT {ROWS}
    FROM unnest(%s::bigint[], %s::bigint[]) WITH ORDINALITY AS r (low, high, place)
    CROSS JOIN unnest(%s::bigint[]) AS c (cluster)
    CROSS JOIN LATERAL (
        SELECT {ROWS} FROM connector_index i
        WHERE i.cluster = c.cluster AND i.cell BETWEEN r.low AND r.high{{conditions}}
        ORDER BY i.cell, i.rid FETCH FIRST (%s) ROWS WITH TIES
    ) AS i
    ORDER BY r.place, i.cell, i.rid FETCH FIRST (%s) ROWS WITH TIES"""
FROM_WORDS: Final = f"""
    WITH named AS MATERIALIZED (
        SELECT l.cell, l.rid FROM location_words w JOIN location l ON l.rid = w.rid
        WHERE w.words @@ %s::tsquery
    )
    SELECT {ROWS}
    FROM named n JOIN connector_index i ON i.cell = n.cell AND i.rid = n.rid
    WHERE i.cluster = ANY(%s) AND EXISTS (
        SELECT FROM unnest(%s::bigint[], %s::bigint[]) AS r (low, high)
        WHERE i.cell BETWEEN r.low AND r.high
    ){{conditions}}
    ORDER BY i.cell, i.rid FETCH FIRST (%s) ROWS WITH TIES"""
NEIGHBOURS: Final = """
    (SELECT DISTINCT ON (i.cell, i.rid) i.lat, i.lon FROM connector_index i
    WHERE i.cluster = %s AND i.cell BETWEEN %s AND %s{conditions}
    ORDER BY i.cell {way}, i.rid {way} LIMIT %s)"""
CLUSTERS: Final = """
    SELECT cell >> %s::int, count(*), sum(lat), sum(lon) FROM (
        SELECT DISTINCT i.cell, i.rid, i.lat, i.lon
        FROM unnest(%s::bigint[], %s::bigint[]) AS r (low, high)
        JOIN connector_index i ON i.cell BETWEEN r.low AND r.high
        WHERE i.cluster = %s{conditions}
    ) AS found GROUP BY 1"""
WITH_WORDS: Final = "SELECT rid FROM location_words WHERE words @@ %s::tsquery"


LONGEST_WORD: Final = 500
"""Characters, of up to four bytes."""

MOST_WORDS: Final = 100_000
"""Characters of all words of a location: PostgreSQL takes a megabyte."""


class PostgresTongue(Tongue):
    """How PostgreSQL says conditions."""

    def any_of(self, column: str, values: Sequence[Any]) -> Condition:
        """A column has one of some values."""
        return f"{column} = ANY(?)", (list(values),)

    def with_words(self, words: Sequence[str]) -> Condition:
        """The location has all the words."""
        return "i.rid IN (SELECT rid FROM location_words WHERE words @@ ?::tsquery)", (
            matching(words),
        )


TONGUE: Final = PostgresTongue()


def find_statement(question: Find, rows: int, *, from_words: bool) -> Statement:
    """The first so many rows of a question, and what else there is of the last location."""
    text, values = _joined(conditions(question, TONGUE, from_words=from_words))
    ranges = ranges_of(question)
    lows, highs = [low for low, _ in ranges], [high for _, high in ranges]
    clusters = list(clusters_of(question.plugs))
    if from_words:
        found = [matching(question.words), clusters, lows, highs, *values, rows]
        return Statement(FROM_WORDS.format(conditions=text), found)
    found = [lows, highs, clusters, *values, rows, rows]
    return Statement(FROM_INDEX.format(conditions=text), found)


def clusters_statement(question: Find, shift: int) -> Statement:
    """The locations of a question, counted by cell."""
    text, values = _joined(nearby_conditions(question, TONGUE))
    clusters = clusters_of(question.plugs)
    cluster = clusters[0] if len(clusters) == 1 else 0
    lows, highs = [low for low, _ in question.ranges], [high for _, high in question.ranges]
    return Statement(CLUSTERS.format(conditions=text), [shift, lows, highs, cluster, *values])


def neighbours_statement(question: Find, place: int) -> Statement:
    """What is found from a cell on, in the order of the index and against it."""
    text, rest = _joined(nearby_conditions(question, TONGUE))
    parts: list[str] = []
    values: list[Any] = []
    for cluster in clusters_of(question.plugs):
        for way, low, high in sides_of(question, place):
            parts.append(NEIGHBOURS.format(conditions=text, way=way))
            values += (cluster, low, high, *rest, question.limit)
    return Statement(" UNION ALL ".join(parts), values)


def matching(words: Sequence[str]) -> str:
    """The query of the text search: each word begins one of the location."""
    return " & ".join(f"{_quoted(cut(word))}:*" for word in words)


def cut(word: str) -> str:
    """As much of a word as is kept: PostgreSQL takes 2,046 bytes."""
    return word[:LONGEST_WORD]


def storable_words(words: str) -> str:
    """As much of a location's words as is kept."""
    return " ".join(map(cut, words.split()))[:MOST_WORDS]


def _quoted(word: str) -> str:
    escaped = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


def _joined(found: Sequence[Condition]) -> Condition:
    text = "".join(f" AND {condition}" for condition, _ in found).replace("?", "%s")
    return text, tuple(value for _, values in found for value in values)
