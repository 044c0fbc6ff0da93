"""SQLite for analysts: plain tables of locations, EVSEs, connectors, tariffs and sources.

The file is no store of ours: ``TABLES`` is its schema, whose number stands in ``user_version``.
It is made in a temporary file, because a database is not written from front to back.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import datetime
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import msgspec

from plugdex.exports.columns import (
    CONNECTOR,
    EVSE,
    LOCATION,
    Column,
    EvseRow,
    Kind,
    location_row,
    values,
)
from plugdex.exports.port import Edition, Exported, Sink
from plugdex.model.tariffs import Tariff

VERSION: Final = 1
PART: Final = 1_000
"""Locations whose rows are written at a time."""

COPIED: Final = 1 << 20
ENCODER: Final = msgspec.json.Encoder(decimal_format="number")

TYPES: Final[Mapping[Kind, str]] = {
    "text": "TEXT",
    "texts": "TEXT",
    "integer": "INTEGER",
    "number": "REAL",
    "yes-no": "INTEGER",
    "time": "TEXT",
}
"""Several texts are a JSON list, times are ISO 8601, yes is 1."""


def _columns(columns: tuple[Column, ...]) -> str:
    return ", ".join(f"{column.name} {TYPES[column.kind]}" for column in columns)


TABLES: Final[Mapping[str, str]] = {
    "source": "name TEXT PRIMARY KEY, title TEXT, licence TEXT, licence_url TEXT, "
    "attribution TEXT, locations INTEGER",
    "location": _columns(LOCATION),
    "evse": f"location TEXT, {_columns(EVSE)}",
    "connector": f"location TEXT, evse_uid TEXT, {_columns(CONNECTOR)}",
    "connector_tariff": "location TEXT, evse_uid TEXT, connector_id TEXT, tariff_id TEXT",
    "tariff": "source TEXT, country_code TEXT, party_id TEXT, id TEXT, currency TEXT, "
    "updated TEXT, document TEXT",
}
"""Names of tables and their columns; ``document`` is the tariff in our words, as JSON."""

INDEXES: Final = (
    "CREATE UNIQUE INDEX location_id ON location (id)",
    "CREATE INDEX location_place ON location (latitude, longitude)",
    "CREATE INDEX evse_location ON evse (location)",
    "CREATE INDEX connector_location ON connector (location, evse_uid)",
    "CREATE INDEX connector_standard ON connector (standard, max_power_w)",
    "CREATE INDEX connector_tariff_tariff ON connector_tariff (tariff_id)",
    "CREATE INDEX tariff_id ON tariff (id)",
)

Rows = dict[str, list[list[Any]]]


class SqliteExporter:
    """Writes a database."""

    name = "sqlite"
    title = "SQLite: tables for analysts"
    suffix = ".sqlite"

    def write(self, places: Iterator[Exported], sink: Sink, edition: Edition) -> int:
        """Make the database, then hand it on."""
        with TemporaryDirectory(prefix="plugdex-export-") as folder:
            path = Path(folder) / "export.sqlite"
            with closing(sqlite3.connect(path, isolation_level=None)) as database:
                _fill(database, places, edition)
            with path.open("rb") as file:
                while data := file.read(COPIED):
                    sink.write(data)
        return 0


def _fill(database: sqlite3.Connection, places: Iterator[Exported], edition: Edition) -> None:
    database.execute("PRAGMA journal_mode = OFF")
    database.execute("PRAGMA synchronous = OFF")
    database.execute(f"PRAGMA user_version = {VERSION}")
    database.execute("BEGIN")
    for name, columns in TABLES.items():
        database.execute(f"CREATE TABLE {name} ({columns})")
    counts: Counter[str] = Counter()
    while part := list(islice(places, PART)):
        counts.update(place.location.source for place in part)
        _insert(database, _rows(part, edition))
    _insert(database, {"source": _sources(counts, edition)})
    tariffs = edition.tariffs()
    while some := list(islice(tariffs, PART)):
        _insert(database, {"tariff": [*map(_tariff, some)]})
    for index in INDEXES:
        database.execute(index)
    database.execute("COMMIT")


def _insert(database: sqlite3.Connection, rows: Rows) -> None:
    for name, found in rows.items():
        if found:
            places = ",".join("?" * len(found[0]))
            database.executemany(f"INSERT INTO {name} VALUES ({places})", found)


def _rows(part: list[Exported], edition: Edition) -> Rows:
    rows: Rows = {name: [] for name in ("location", "evse", "connector", "connector_tariff")}
    for place in part:
        licence = edition.terms_of(place.location.source).licence
        statuses = {status.uid: status for status in place.statuses}
        rows["location"].append(_cells(values(LOCATION, location_row(place, licence))))
        for evse in place.location.evses:
            row = EvseRow(evse, statuses.get(evse.uid))
            rows["evse"].append([place.id, *_cells(values(EVSE, row))])
            for connector in evse.connectors:
                here = [place.id, evse.uid]
                rows["connector"].append([*here, *_cells(values(CONNECTOR, connector))])
                rows["connector_tariff"] += [
                    [*here, connector.id, tariff] for tariff in connector.tariff_ids
                ]
    return rows


def _cells(found: list[Any]) -> list[Any]:
    return [_cell(value) for value in found]


def _cell(value: Any) -> Any:
    match value:
        case list():
            return ENCODER.encode(value).decode()
        case datetime():
            return value.isoformat().replace("+00:00", "Z")
    return value


def _sources(counts: Mapping[str, int], edition: Edition) -> list[list[Any]]:
    found = ((name, count, edition.terms_of(name)) for name, count in sorted(counts.items()))
    return [
        [name, terms.title, terms.licence, terms.licence_url, terms.attribution, count]
        for name, count, terms in found
    ]


def _tariff(tariff: Tariff) -> list[Any]:
    return [
        tariff.source,
        tariff.country_code,
        tariff.party_id,
        tariff.id,
        tariff.currency,
        _cell(tariff.last_updated),
        ENCODER.encode(tariff).decode(),
    ]
