"""Locations to the bytes of a partition: every value that occurs twice is written once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from plugdex.formats.layer.columns import (
    ABSENT,
    COLUMNS,
    DEGREE,
    DERIVED,
    FLAG,
    LAT,
    LON,
    NUMBER,
    POOLS,
    TEXT,
    TIME,
    WHOLE,
    Column,
)
from plugdex.formats.layer.schema import partition_type
from plugdex.formats.layer.values import VERSION, Entry
from plugdex.model.location import Connector, Location, Point
from plugdex.model.power import max_power
from plugdex.model.value import NEVER, Value

Items = list[int]


def write_partition(name: str, origin: Point, entries: Iterable[Entry]) -> bytes:
    """One partition; the same entries in any order make the same bytes.

    ``origin`` is the place to which points are relative: the nearer, the shorter.
    """
    pools = _Pools(origin)
    for entry in sorted(entries, key=lambda entry: entry.id):
        pools.add_entry(entry)
    message = partition_type()(version=VERSION, name=name)
    message.origin_lat, message.origin_lon = pools.origin
    pools.fill(message)
    return bytes(message.SerializeToString(deterministic=True))


class _Pool:
    """The columns of one class and where its values stand."""

    def __init__(self, kind: type[Value]) -> None:
        self.rows: dict[Value, int] = {}
        self.size = 0
        self.columns: dict[str, Items] = {}
        for column in (*COLUMNS[kind], *DERIVED.get(kind, ())):
            self.columns[column.name] = []
            if column.is_list:
                self.columns[f"{column.name}_count"] = []


class _Pools:
    """All pools of a partition while it is written."""

    def __init__(self, origin: Point) -> None:
        self.origin = (round(origin.lat * DEGREE), round(origin.lon * DEGREE))
        self._texts: dict[str, int] = {}
        self._numbers: dict[float, int] = {}
        self._times: dict[datetime, int] = {}
        self._pools = {kind: _Pool(kind) for kind in COLUMNS}
        self._plain: Mapping[str, Callable[[Any], int]] = {
            TEXT: lambda text: self._texts.setdefault(text, len(self._texts)),
            NUMBER: lambda number: self._numbers.setdefault(number, len(self._numbers)),
            TIME: lambda time: self._times.setdefault(time, len(self._times)),
            WHOLE: int,
            FLAG: int,
            LAT: lambda lat: round(lat * DEGREE) - self.origin[0],
            LON: lambda lon: round(lon * DEGREE) - self.origin[1],
        }

    def add_entry(self, entry: Entry) -> None:
        """A location with what stands beside it."""
        columns = self._pools[Location].columns
        columns["content_id"].append(self._plain[TEXT](entry.id))
        columns["groups"] += [self._add(group) for group in entry.groups]
        columns["groups_count"].append(len(entry.groups))
        self._append(entry.location)

    def _add(self, value: Value) -> int:
        """The row of a value in the pool of its class."""
        known = self._pools[type(value)].rows.get(value)
        return self._append(value) if known is None else known

    def _append(self, value: Value) -> int:
        kind = type(value)
        pool = self._pools[kind]
        for column in COLUMNS[kind]:
            self._append_field(pool.columns, column, getattr(value, column.name))
        if isinstance(value, Connector):
            watts = max_power(value)
            pool.columns["max_power"].append(ABSENT if watts is None else watts)
        row = pool.rows[value] = pool.size
        pool.size += 1
        return row

    def _append_field(self, columns: dict[str, Items], column: Column, value: Any) -> None:
        number = self._plain.get(column.kind, self._add)
        items = columns[column.name]
        if column.is_list:
            columns[f"{column.name}_count"].append(len(value))
            items += map(number, value)
        else:
            items.append(ABSENT if value is None else number(value))

    def fill(self, message: Any) -> None:
        """Put everything into a message; what says nothing is left out."""
        message.text.extend(self._texts)
        message.number.extend(self._numbers)
        message.time.extend(map(_micros, self._times))
        for kind, pool in self._pools.items():
            if pool.size:
                _fill(getattr(message, POOLS[kind]), pool)


def _fill(message: Any, pool: _Pool) -> None:
    message.rows = pool.size
    for name, items in pool.columns.items():
        if _says_something(name, items):
            getattr(message, name).extend(items)


def _says_something(name: str, items: Sequence[int]) -> bool:
    nothing = 0 if name.endswith("_count") else ABSENT
    return any(item != nothing for item in items)


def _micros(moment: datetime) -> int:
    since = moment - NEVER
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
