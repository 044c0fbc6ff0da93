"""The register as CSV: columns of any edition since 2018 to devices.

Names of columns changed with nearly every edition; ``[codes.columns]`` has them all. Between 2018
and 2026 a device had four to six points, each with its own columns.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from operator import itemgetter
from typing import Final, NamedTuple

from plugdex.formats.bnetza.device import Device, Point
from plugdex.formats.csv_table import Table
from plugdex.model.errors import UnreadableSource

MOST_POINTS: Final = 6
NEEDED: Final = frozenset({"latitude", "longitude", "operator"})
PLUG_SEPARATOR: Final = re.compile(r"[;,]")
DATE: Final = re.compile(r"\b(\d{1,2})\.(\d{1,2})\.(\d{4})\b")

Codes = Mapping[str, Mapping[str, str]]
_Cells = Sequence[str]


class _PointColumns(NamedTuple):
    plugs: int
    powers: int
    evse_id: int


def known_columns(codes: Codes) -> tuple[str, ...]:
    """All names of columns that are read, of any edition."""
    numbers = range(1, MOST_POINTS + 1)
    points = tuple(_numbered(name, n) for name in codes["point_columns"] for n in numbers)
    return (*codes["columns"], *points)


def _numbered(name: str, number: int) -> str:
    return name.replace("?", str(number)) if "?" in name else f"{name}{number}"


class Columns:
    """Where an edition has what; raises ``UnreadableSource`` where it lacks what is needed."""

    def __init__(self, table: Table, codes: Codes) -> None:
        self.width = len(table.header)
        places = {
            member: table.columns[name]
            for name, member in codes["columns"].items()
            if name in table.columns
        }
        self._points = tuple(_points(table, codes))
        missing = NEEDED - set(places)
        if missing or not self._points:
            lacking = ", ".join(sorted(missing)) or "Steckertypen"
            raise UnreadableSource(
                f"Found no column for {lacking} among {', '.join(table.header)[:200]!r}",
                advice="Is it the Ladesäulenregister?",
            )
        self._members = tuple(name for name in Device._fields if name in places)
        self._get = itemgetter(*(places[name] for name in self._members))

    def device(self, row: _Cells) -> Device:
        """The device of a row."""
        said = dict(zip(self._members, self._get(row), strict=True))
        said.setdefault("id", "")
        points = tuple(
            Point(
                plugs=_split(row[at.plugs]),
                powers=_powers(row[at.powers]) if at.powers >= 0 else (),
                evse_id=row[at.evse_id] if at.evse_id >= 0 else "",
            )
            for at in self._points
            if row[at.plugs] or (at.evse_id >= 0 and row[at.evse_id])
        )
        return Device(points=points, **said)


def _points(table: Table, codes: Codes) -> Iterator[_PointColumns]:
    for number in range(1, MOST_POINTS + 1):
        found = {
            member: table.columns[column]
            for name, member in codes["point_columns"].items()
            if (column := _numbered(name, number)) in table.columns
        }
        if "plugs" in found:
            yield _PointColumns(found["plugs"], found.get("powers", -1), found.get("evse_id", -1))


def _split(text: str) -> tuple[str, ...]:
    if ";" not in text and "," not in text:
        text = text.strip()
        return (text,) if text else ()
    return tuple(name.strip() for name in PLUG_SEPARATOR.split(text) if name.strip())


def _powers(text: str) -> tuple[str, ...]:
    """Powers have decimal commas, so a comma never stands between them."""
    return tuple(power.strip() for power in text.split(";") if power.strip())


def edition_of(head: bytes) -> datetime | None:
    """The date that stands above the header: ``Letzte Aktualisierung vom: 01.09.2024``."""
    match = DATE.search(head.split(b"Betreiber;")[0][:4000].decode(errors="replace"))
    if match is None:
        return None
    try:
        return datetime(int(match[3]), int(match[2]), int(match[1]), tzinfo=UTC)
    except ValueError:
        return None
