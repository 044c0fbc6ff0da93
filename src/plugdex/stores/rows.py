"""From values to rows and back: what every SQL store has in the same columns."""

from collections.abc import Iterable, Iterator
from functools import reduce
from operator import or_
from typing import Any, Final

from plugdex.directory.asked import CellCount, Wanted
from plugdex.directory.kept import Change, IndexEntry, Published, Record, Stored
from plugdex.model.issues import Issue

RECORD_FIELDS: Final = Record.__struct_fields__
CHANGE_FIELDS: Final = Change.__struct_fields__
ISSUE_FIELDS: Final = Issue.__struct_fields__
PUBLISHED_FIELDS: Final = (
    *("rid", "id", "form", "prepared", "standards", "lat", "lon", "country", "updated"),
    *("source", "card"),
)
PUBLISHED: Final = """
    SELECT l.rid, l.id, l.form, l.prepared, l.standards, l.lat, l.lon, l.country, l.updated,
        c.source, c.card
    FROM location l JOIN card c ON c.cell = l.cell AND c.rid = l.rid WHERE l.rid"""
PUBLISHED_ENTRIES: Final = """
    SELECT i.rid, i.operator, i.standard, i.power, i.traits, i.part, i.evses, i.available
    FROM location l JOIN connector_index i
        ON i.cluster = 0 AND i.cell = l.cell AND i.rid = l.rid WHERE l.rid"""
PUBLISHED_EMSPS: Final = "SELECT rid, emsp FROM location_emsp WHERE rid"
"""What a location was published with, by row id."""

ALWAYS: Final = (-(2**62), 2**62)
"""From and until, where a question names none."""


def location_row(location: Published, place: int) -> tuple[Any, ...]:
    """Of ``location``; ``place`` is its cell."""
    return (
        location.rid,
        location.id,
        location.form,
        location.standards,
        indexed(location),
        place,
        location.lat,
        location.lon,
        location.country,
        location.updated,
        location.prepared,
    )


def card_row(location: Published, place: int) -> tuple[Any, ...]:
    """Of ``card``."""
    return (
        place,
        location.rid,
        location.id,
        location.source,
        location.card,
    )


def entry_rows(location: Published, place: int) -> Iterator[tuple[Any, ...]]:
    """Of ``connector_index``."""
    for entry in location.entries:
        for cluster in entry_clusters(entry):
            yield (
                cluster,
                place,
                location.rid,
                entry.standard,
                entry.power,
                entry.traits,
                entry.part,
                location.lat,
                location.lon,
                entry.evses,
                entry.available,
                location.operator,
                location.country,
            )


def indexed(location: Published) -> int:
    """The clusters in which a location stands, as bits."""
    clusters = (each for entry in location.entries for each in entry_clusters(entry))
    return reduce(or_, (1 << each for each in clusters), 0)


def entry_key(entry: IndexEntry) -> tuple[int, int, int, int]:
    """What tells the entries of a location apart."""
    return entry.standard, entry.power, entry.traits, entry.part


def entry_clusters(entry: IndexEntry) -> tuple[int, ...]:
    """Where an entry stands: among all, and among those of its standard."""
    return (0, entry.standard) if entry.standard else (0,)


def to_published(
    locations: Iterable[tuple[Any, ...]],
    entries: Iterable[tuple[Any, ...]],
    emsps: Iterable[tuple[int, int]],
) -> dict[int, Published]:
    """Locations from their rows with those of their cards, their entries and their eMSPs."""
    groups: dict[int, list[IndexEntry]] = {}
    operators: dict[int, int] = {}
    partners: dict[int, list[int]] = {}
    for rid, operator, *entry in sorted(entries):
        operators[rid] = operator
        groups.setdefault(rid, []).append(
            IndexEntry(**dict(zip(IndexEntry.__struct_fields__, entry, strict=True)))
        )
    for rid, emsp in sorted(emsps):
        partners.setdefault(rid, []).append(emsp)
    return {
        row[0]: Published(
            **dict(zip(PUBLISHED_FIELDS, row, strict=True)),
            entries=tuple(groups.get(row[0], ())),
            operator=operators.get(row[0], 0),
            emsps=tuple(partners.get(row[0], ())),
        )
        for row in locations
    }


def to_records(rows: Iterable[tuple[Any, ...]]) -> list[Record]:
    """Records from their fields in order."""
    return [Record(**dict(zip(RECORD_FIELDS, row, strict=True))) for row in rows]


def to_changes(rows: Iterable[tuple[Any, ...]]) -> list[Change]:
    """Changes from their fields in order."""
    return [Change(**dict(zip(CHANGE_FIELDS, row, strict=True))) for row in rows]


def to_issues(rows: Iterable[tuple[Any, ...]]) -> dict[int, list[Issue]]:
    """Issues by the row id that stands before their fields, ordered by code and path."""
    found: dict[int, list[Issue]] = {}
    for rid, *row in sorted(rows, key=_issue_order):
        found.setdefault(rid, []).append(Issue(**dict(zip(ISSUE_FIELDS, row, strict=True))))
    return found


def _issue_order(row: tuple[Any, ...]) -> tuple[str, str]:
    """Code and path."""
    return row[1], row[4]


def to_stored(rows: Iterable[tuple[Any, ...]]) -> dict[int, Stored]:
    """The locations among rows of any kind, which stands last.

    The kind is looked at here: as a condition it could make a database walk an index of all
    records.
    """
    return {
        rid: Stored(rid=rid, document=document, statuses=statuses, hash=digest, updated=updated)
        for rid, document, statuses, digest, updated, kind in rows
        if kind == "location"
    }


def to_cell_counts(rows: Iterable[tuple[int, int, float, float]], unit: int) -> list[CellCount]:
    """From counts and sums of coordinates by cell; a cell may be in several rows."""
    found: dict[int, tuple[int, float, float]] = {}
    for place, locations, lat, lon in rows:
        known = found.get(place, (0, 0, 0))
        found[place] = (known[0] + locations, known[1] + lat, known[2] + lon)
    return [
        CellCount(place, locations, lat / locations / unit, lon / locations / unit)
        for place, (locations, lat, lon) in sorted(found.items())
    ]


def period(question: Wanted) -> tuple[int, int]:
    """From and until."""
    first, last = ALWAYS
    return (
        first if question.since is None else question.since,
        last if question.until is None else question.until,
    )
