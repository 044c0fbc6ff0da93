"""The SQLite file that Datasette publishes."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from rows import locations

HERE = Path(__file__).parent
INDEXES = """
    CREATE INDEX connector_location ON connector (location);
    CREATE INDEX connector_standard ON connector (standard, top, power);
    ANALYZE;"""


def fill(file: Path, store: Path) -> Iterator[int]:
    """Write all locations of a store; yields how many there are so far."""
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript((HERE / "datasette.sql").read_text())
        for number, (row, groups) in enumerate(locations(store), start=1):
            values = (row.id, row.name, row.operator, row.city, row.country, row.lat, row.lon)
            finished = (json.dumps(row.standards), row.card, row.body)
            connection.execute(f"INSERT INTO location VALUES ({'?, ' * 9}?)", (*values, *finished))
            connection.execute(
                "INSERT INTO place VALUES (?, ?, ?, ?, ?)",
                (number, row.lon, row.lon, row.lat, row.lat),
            )
            connection.executemany(
                f"INSERT INTO connector VALUES ({'?, ' * 7}?)",
                [(each.location, *each[3:], each.lat, each.lon) for each in groups],
            )
            if number % 5_000 == 0:
                yield number
        connection.executescript(INDEXES)
        connection.commit()
        yield number
