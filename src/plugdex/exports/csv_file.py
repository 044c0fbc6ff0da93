"""CSV (RFC 4180): a row for each connector, with the columns of its EVSE and its location.

1. An EVSE without connectors has one row, whose last columns are empty.
2. Several values in a cell are separated by ``;``.
3. Text that a spreadsheet would take for a formula has an apostrophe before it, because the texts
   are strangers' and the spreadsheet is somebody else's. A telephone number is none.
"""

import csv
import io
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from plugdex.exports.chunks import Chunks
from plugdex.exports.columns import (
    CONNECTOR,
    EVSE,
    LOCATION,
    Column,
    EvseRow,
    location_row,
    values,
)
from plugdex.exports.port import Edition, Exported, Sink

FORMULA: Final = re.compile(r"[=+\-@\t\r\n]|\s+[=+\-@]")
"""What a cell begins with that spreadsheets compute (OWASP, CSV injection)."""

PHONE: Final = re.compile(r"\+\d+")
ROWS: Final = 500
"""Locations that are put together at a time."""


def headed(prefix: str, columns: tuple[Column, ...]) -> list[str]:
    """Names of columns of a part."""
    names = (column.name for column in columns)
    return [name if name.startswith(prefix) else prefix + name for name in names]


HEADER: Final = (
    *headed("", LOCATION),
    *headed("evse_", EVSE),
    *headed("connector_", CONNECTOR),
)
NO_CONNECTOR: Final = [""] * len(CONNECTOR)


class CsvExporter:
    """Writes rows of connectors."""

    name = "csv"
    title = "CSV: a row for each connector"
    suffix = ".csv"

    def write(self, places: Iterator[Exported], sink: Sink, edition: Edition) -> int:
        """Write the header and the rows."""
        with Chunks(sink) as chunks:
            text = io.StringIO()
            writer = csv.writer(text, lineterminator="\r\n")
            writer.writerow(HEADER)
            for number, place in enumerate(places, start=1):
                writer.writerows(rows_of(place, edition))
                if number % ROWS == 0:
                    _move(text, chunks)
            _move(text, chunks)
        return 0


def rows_of(place: Exported, edition: Edition) -> Iterator[list[str]]:
    """The rows of a location."""
    licence = edition.terms_of(place.location.source).licence
    statuses = {status.uid: status for status in place.statuses}
    here = [*map(cell, values(LOCATION, location_row(place, licence)))]
    for evse in place.location.evses:
        there = [*here, *map(cell, values(EVSE, EvseRow(evse, statuses.get(evse.uid))))]
        for connector in evse.connectors:
            yield [*there, *map(cell, values(CONNECTOR, connector))]
        if not evse.connectors:
            yield [*there, *NO_CONNECTOR]


def cell(value: Any) -> str:
    """A value as text."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case list():
            return harmless(";".join(value))
        case datetime():
            return value.strftime("%Y-%m-%dT%H:%M:%SZ")
        case str():
            return harmless(value)
    return str(value)


def harmless(text: str) -> str:
    """Text that no spreadsheet computes; no character that cannot stand in a file is in it."""
    if FORMULA.match(text) and not PHONE.fullmatch(text):
        return f"'{text}"
    return text


def _move(text: io.StringIO, chunks: Chunks) -> None:
    chunks.write(text.getvalue().encode("utf-8", "replace"))
    text.seek(0)
    text.truncate()
