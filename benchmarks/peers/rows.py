"""What the peers store: the locations of a store of ours, as finished answers and as columns."""

import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import apsw

from plugdex.api.here_v3.join import join, plan_for
from plugdex.model.connectors import BY_OCPI

FIELDS = ("address", "evses", "connectorGroups")
NAMES = {each.number: name for name, each in BY_OCPI.items()}
PLAN = plan_for(frozenset(FIELDS), ())
LOCATIONS = """
    SELECT l.cell, l.rid, l.id, l.lat, l.lon, l.prepared, s.live, c.card
    FROM location l JOIN card c ON c.cell = l.cell AND c.rid = l.rid
    JOIN evse_status s ON s.rid = l.rid ORDER BY l.cell, l.rid"""
GROUPS = """
    SELECT cell, rid, standard, power, evses, available FROM connector_index
    WHERE cluster = 0 ORDER BY cell, rid"""
NOTHING = ((-1, -1), ())


class Row(NamedTuple):
    """A location that is shown."""

    id: str
    lat: float
    lon: float
    name: str | None
    operator: str | None
    city: str | None
    country: str | None
    standards: list[str]
    card: str
    """As a list of results shows it: the JSON that our search joins."""
    body: str
    """As a look-up shows it, statuses included: the JSON that our look-up joins."""


class Group(NamedTuple):
    """Connectors of one standard and one power (W) at a location."""

    location: str
    lat: float
    lon: float
    standard: str
    power: int
    evses: int
    available: int
    top: bool
    """Whether no other of the same standard has more power there."""


def locations(store: Path) -> Iterator[tuple[Row, list[Group]]]:
    """All locations of a store with their groups."""
    connection = apsw.Connection(str(store), flags=apsw.SQLITE_OPEN_READONLY)
    grouped = groupby(connection.execute(GROUPS), key=lambda entry: entry[:2])
    place, entries = next(grouped, NOTHING)
    for cell, rid, identifier, lat, lon, prepared, live, card in connection.execute(LOCATIONS):
        own: list[Group] = []
        if place == (cell, rid):
            own = groups(identifier, lat, lon, entries)
            place, entries = next(grouped, NOTHING)
        shown = json.loads(card + b"}")
        columns = [shown.get(name) for name in ("name", "operator", "city", "country")]
        standards = list(dict.fromkeys(each.standard for each in own))
        body = join(prepared, live, PLAN).decode()
        yield Row(identifier, lat, lon, *columns, standards, card.decode() + "}", body), own
    connection.close()


def groups(
    identifier: str, lat: float, lon: float, entries: Iterable[tuple[int, ...]]
) -> list[Group]:
    """The groups of a location; our index has one more row for each set of traits."""
    merged: dict[tuple[str, int], tuple[int, int]] = {}
    for _, _, standard, power, evses, available in entries:
        if standard:
            key = NAMES[standard], power
            known = merged.get(key, (0, 0))
            merged[key] = known[0] | evses, known[1] | available
    return [
        Group(identifier, lat, lon, *key, evses.bit_count(), available.bit_count(),
              key[1] == max(power for name, power in merged if name == key[0]))
        for key, (evses, available) in merged.items()
    ]  # fmt: skip


def some_ids(store: Path, count: int) -> list[str]:
    """Ids spread over the whole store, the same in every run."""
    return [str(each) for (each,) in _every(store, "id", count)]


def some_places(store: Path, count: int) -> list[tuple[float, float]]:
    """Positions of locations, the same in every run."""
    return [(round(lat, 5), round(lon, 5)) for lat, lon in _every(store, "lat, lon", count)]


def _every(store: Path, columns: str, count: int) -> list[tuple[Any, ...]]:
    connection = apsw.Connection(str(store), flags=apsw.SQLITE_OPEN_READONLY)
    query = f"SELECT {columns} FROM location ORDER BY (rid * 2654435761) % 4294967291, rid LIMIT ?"
    found = list(connection.execute(query, (count,)))
    connection.close()
    return found
