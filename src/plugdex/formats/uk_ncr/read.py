"""Reads the table of the National Chargepoint Registry."""

import re
from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter
from typing import BinaryIO, Final

from plugdex.formats.csv_table import Table
from plugdex.formats.notes import Notes
from plugdex.formats.port import Reading, ReadOptions
from plugdex.formats.uk_ncr.columns import Device, Plug
from plugdex.formats.uk_ncr.devices import read_device
from plugdex.formats.uk_ncr.plugs import INFO, Hardware
from plugdex.model.errors import UnreadableSource
from plugdex.model.issues import Issue

VALUE_FAULTS: Final = (ArithmeticError, LookupError, RecursionError, TypeError, ValueError)
"""What values can do to us that we did not think of: the record is refused, and it alone."""

ADVICE: Final = f"Is it {INFO.title} ({INFO.url})?"
DEVICE_ID: Final = re.compile(r"[0-9a-f]{32}")
NUMBERED: Final = re.compile(r"connector\d+")
DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
CLOCKS: Final = tuple(f"access{day}{edge}" for day in DAYS for edge in ("From", "To"))
PLUG: Final = (
    "ID", "Status", "Type", "RatedOutputKW", "OutputCurrent", "RatedVoltage", "ChargeMethod",
    "TetheredCable",
)  # fmt: skip
READ: Final = frozenset({*Device._fields, *CLOCKS, *(f"connector{name}" for name in PLUG)})

Pick = Callable[[Sequence[str]], tuple[str, ...]]


class UkNcrFormat:
    """The National Chargepoint Registry of the United Kingdom."""

    name = "uk-ncr"
    info = INFO

    def read(self, stream: BinaryIO, options: ReadOptions) -> Iterator[Reading]:
        """Read the devices in the order in which they come."""
        try:
            yield from _read_table(stream, options)
        except UnicodeDecodeError:
            raise UnreadableSource(
                "Found an end in the middle of a letter", advice=ADVICE
            ) from None


def _read_table(stream: BinaryIO, options: ReadOptions) -> Iterator[Reading]:
    table = Table(stream, INFO, ())
    table.unread = tuple(
        title
        for title in dict.fromkeys(table.header)
        if title
        and (name := NUMBERED.sub("connector", title)) not in READ
        and name not in INFO.ignored
    )
    columns = _Columns(table)
    for number, row, is_joined in _whole_rows(table):
        notes = Notes()
        if is_joined:
            notes.add("whitespace", "normalised", "$.physicalRestrictionText", "line break")
        yield _guarded(columns, row, number, options, notes)
    for issue in table.issues():
        yield Reading(issues=(issue,))


class _Columns:
    """Where the columns of this file are."""

    def __init__(self, table: Table) -> None:
        numbers = [n for n in range(1, 33) if f"connector{n}Type" in table.columns]
        self._device = _pick(table, Device._fields)
        self._clocks = _pick(table, CLOCKS)
        self._plugs = [
            (table.place(f"connector{n}Type"), _pick(table, [f"connector{n}{x}" for x in PLUG]))
            for n in numbers
        ]

    def device(self, row: Sequence[str]) -> Device:
        """The columns of a device."""
        return Device._make(self._device(row))

    def clocks(self, row: Sequence[str]) -> tuple[str, ...]:
        """Opening and closing time of each day."""
        return self._clocks(row)

    def plugs(self, row: Sequence[str]) -> list[Plug]:
        """The connectors that there are; a device has columns for eight."""
        found = []
        for at, pick in self._plugs:
            if row[at]:
                key, status, *hardware = pick(row)
                found.append(Plug(key, status, Hardware(*hardware)))
        return found


def _pick(table: Table, names: Sequence[str]) -> Pick:
    """Picks columns of a row that ends in an empty field, which stands for missing ones."""
    return itemgetter(*(table.place(name) for name in names))


def _guarded(
    columns: _Columns, row: Sequence[str], number: int, options: ReadOptions, notes: Notes
) -> Reading:
    device = columns.device(row)
    if not DEVICE_ID.fullmatch(device.chargeDeviceID):
        return _broken(number, f"no device id: {device.chargeDeviceID!r}")
    try:
        return read_device(device, columns.clocks(row), columns.plugs(row), options, notes)
    except VALUE_FAULTS as error:
        return _broken(number, f"{type(error).__name__}: {error}")


def _broken(number: int, was: str) -> Reading:
    issue = Issue(code="object_broken", outcome="rejected", object=f"#{number}", path="$", was=was)
    return Reading(issues=(issue,))


def _whole_rows(table: Table) -> Iterator[tuple[int, list[str], bool]]:
    """Rows, each with an empty field behind; one that a line break cut in two is put together.

    The first half ends inside a text before the connectors; the second begins with the rest of
    that text, so where the id should be is none.
    """
    width = len(table.header)
    key, plug = table.place("chargeDeviceID"), table.place("connector1Type")
    waiting: tuple[int, list[str], bool] | None = None
    for number, row in table.rows():
        del row[width:]
        is_rest = not DEVICE_ID.fullmatch(row[key])
        if waiting and is_rest and not any(waiting[1][plug:]):
            start = _without_end(waiting[1])
            last = f"{start[-1]} {row[0]}" if start else row[0]
            joined = [*start[:-1], last, *row[1:]][:width]
            waiting = waiting[0], joined + [""] * (width + 1 - len(joined)), True
            continue
        if waiting:
            yield waiting
        row.append("")
        waiting = number, row, False
    if waiting:
        yield waiting


def _without_end(row: Sequence[str]) -> list[str]:
    """A row without the empty fields at its end."""
    end = len(row)
    while end and not row[end - 1]:
        end -= 1
    return list(row[:end])
