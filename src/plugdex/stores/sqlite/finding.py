"""Statements for questions by place: for each range of cells one for each cluster.

The rows of a cluster lie in the order of (cell, row id), so a statement neither sorts nor reads
on when its reader has enough. What is asked for becomes conditions on the row.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from msgspec.structs import replace

from plugdex.directory.ports import Find, Plug
from plugdex.model.geo import LAST_CELL, clipped
from plugdex.stores.sqlite.chunks import marks

MOST_CLUSTERS: Final = 4
"""More standards than that are looked for among all."""

MANY_WORDS: Final = 5_000
"""So many locations with a word are not looked at one by one."""

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

CLUSTERS: Final = """
    SELECT cell >> ?, count(*), sum(lat), sum(lon) FROM (
        SELECT i.cell, i.lat, i.lon FROM connector_index i
        WHERE i.cluster = ? AND i.cell BETWEEN ? AND ?{conditions}
        GROUP BY i.cell, i.rid
    ) GROUP BY 1"""

Condition = tuple[str, tuple[Any, ...]]


class Statement(NamedTuple):
    """A statement with its values."""

    text: str
    values: Sequence[Any]
    descending: bool


def plan_for(question: Find, from_words: bool) -> Sequence[Sequence[Statement]]:
    """Statements one after the other; those that stand together are to be merged.

    Within one cluster all ranges are one statement, whose parts SQLite runs in their order. The
    parts walk the table in its own order, so upwards they need not be told to sort, which would
    cost each of them 20 µs.
    """
    conditions = list(_conditions(question, from_words))
    text = "".join(f" AND {condition}" for condition, _ in conditions)
    values = [value for _, each in conditions for value in each]
    direction = "DESC" if question.descending else "ASC"
    order = f" ORDER BY i.cell {direction}, i.rid {direction}"
    head, first = FROM_INDEX, []
    if from_words:
        head, first = FROM_WORDS, [matching(question.words)]
    select = f"{head}i.cluster = ? AND i.cell BETWEEN ? AND ?{text}{order}"
    ranges = _ranges(question)
    clusters = clusters_of(question.plugs)
    if len(clusters) > 1:
        return [
            [
                Statement(select, [*first, cluster, *each, *values], question.descending)
                for cluster in clusters
            ]
            for each in ranges
        ]
    parts = [value for each in ranges for value in (*first, *clusters, *each, *values)]
    if len(ranges) > 1 and (from_words or question.descending):
        select = " UNION ALL ".join([f"SELECT * FROM ({select})"] * len(ranges))
    elif len(ranges) > 1:
        select = " UNION ALL ".join([select.removesuffix(order)] * len(ranges))
    return [[Statement(select, parts, question.descending)]] if ranges else []


def clusters_plan(question: Find, shift: int) -> Iterator[tuple[str, Sequence[Any]]]:
    """Statements that count locations by cell, one for each range.

    The rows of a location are put together first, in the order in which they lie.
    """
    conditions = list(_conditions(replace(question, after=None), False))
    if question.min_available:
        conditions.append(("i.available > 0", ()))
    text = "".join(f" AND {condition}" for condition, _ in conditions)
    values = [value for _, each in conditions for value in each]
    clusters = clusters_of(question.plugs)
    cluster = clusters[0] if len(clusters) == 1 else 0
    statement = CLUSTERS.format(conditions=text)
    for low, high in question.ranges:
        yield statement, [shift, cluster, low, high, *values]


def clusters_of(plugs: Sequence[Plug]) -> Sequence[int]:
    """Where to look: among the standards if they are few, else among all."""
    standards = {standard for plug in plugs for standard in plug.standards}
    if all(plug.standards for plug in plugs) and len(standards) <= MOST_CLUSTERS:
        return sorted(standards)
    return (0,)


def matching(words: Sequence[str]) -> str:
    """The query of FTS5: each word begins one of the location."""
    return " ".join(f'"{word}"*' for word in words)


def _ranges(question: Find) -> Sequence[tuple[int, int]]:
    """The ranges in the order in which they are wanted, from the place on behind which to go."""
    first, last = 0, LAST_CELL
    if question.after is not None:
        first, last = (0, question.after[0]) if question.descending else (question.after[0], last)
    ranges = clipped(question.ranges, first, last)
    return ranges[::-1] if question.descending else ranges


def _conditions(question: Find, from_words: bool) -> Iterator[Condition]:
    if question.after is not None:
        sign = "<" if question.descending else ">"
        yield f"(i.cell, i.rid) {sign} (?, ?)", question.after
    box = question.box
    if box.south > -90 or box.north < 90:
        yield "i.lat BETWEEN ? AND ?", (box.south, box.north)
    if box.west > -180 or box.east < 180:
        joined = "AND" if box.west <= box.east else "OR"
        yield f"(i.lon >= ? {joined} i.lon <= ?)", (box.west, box.east)
    if question.countries:
        yield f"i.country IN {marks(len(question.countries))}", question.countries
    if question.operators:
        yield f"i.operator IN {marks(len(question.operators))}", question.operators
    if question.emsps:
        chosen = marks(len(question.emsps))
        yield f"i.rid IN (SELECT rid FROM location_emsp WHERE emsp IN {chosen})", question.emsps
    if question.words and not from_words:
        yield f"i.rid IN ({WITH_WORDS})", (matching(question.words),)
    plugs = [list(_of_plug(plug)) for plug in question.plugs]
    if all(plugs):
        texts = (" AND ".join(text for text, _ in each) for each in plugs)
        values = tuple(value for each in plugs for _, part in each for value in part)
        yield "(" + " OR ".join(f"({text})" for text in texts) + ")", values


def _of_plug(plug: Plug) -> Iterator[Condition]:
    """Empty for a plug that anything is."""
    if plug.standards:
        yield f"i.standard IN {marks(len(plug.standards))}", plug.standards
    if plug.min_power:
        yield "i.power >= ?", (plug.min_power,)
    if plug.max_power is not None:
        yield "i.power BETWEEN 1 AND ?", (plug.max_power,)
    if plug.every:
        yield "i.traits & ? = ?", (plug.every, plug.every)
    if plug.none:
        yield "i.traits & ? = 0", (plug.none,)
    for some in plug.some:
        yield "i.traits & ? <> 0", (some,)
