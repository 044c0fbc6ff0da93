"""The database of the peers that ask PostGIS."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import psycopg
from rows import Group, Row, locations

HERE = Path(__file__).parent
POINT = "SRID=4326;POINT({lon} {lat})"
BATCH = 5_000


def fill(url: str, store: Path) -> Iterator[int]:
    """Make the tables and load all locations of a store; yields how many there are so far."""
    with psycopg.connect(url, autocommit=True) as connection:
        run(connection, HERE / "postgis.sql")
        count, kept = 0, []
        for each in locations(store):
            kept.append(each)
            if len(kept) == BATCH:
                count += load(connection, kept)
                kept = []
                yield count
        yield count + load(connection, kept)
        run(connection, HERE / "postgis_indexes.sql")


def run(connection: psycopg.Connection, script: Path) -> None:
    """Run the statements of a file."""
    for statement in script.read_text().split(";\n"):
        if statement.strip():
            connection.execute(statement.encode())


def load(connection: psycopg.Connection, batch: list[tuple[Row, list[Group]]]) -> int:
    """Copy locations and their connectors."""
    with connection.cursor() as cursor:
        with cursor.copy("COPY location FROM STDIN") as copy:
            for row, _ in batch:
                point = POINT.format(lon=row.lon, lat=row.lat)
                copy.write_row((row.id, *row[3:8], point, row.card, row.body))
        with cursor.copy("COPY connector FROM STDIN") as copy:
            for each in chain.from_iterable(groups for _, groups in batch):
                point = POINT.format(lon=each.lon, lat=each.lat)
                copy.write_row((each.location, *each[3:], point))
    return len(batch)
