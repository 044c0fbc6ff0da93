"""The bytes of a partition to values; nothing is made before it is asked for.

Bytes may come from anywhere: what cannot be put together is ``UnreadableSource``, and no number
in them makes a list that is longer than they are.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from functools import cached_property
from itertools import accumulate, pairwise
from typing import Any, Final, overload

from plugdex.formats.layer.columns import (
    ABSENT,
    COLUMNS,
    DEGREE,
    FLAG,
    GROUPS,
    LAT,
    LON,
    NUMBER,
    POOLS,
    TEXT,
    TIME,
    WHOLE,
    Column,
    find_column,
)
from plugdex.formats.layer.schema import ADVICE, parse
from plugdex.formats.layer.values import VERSION, Entry
from plugdex.model.errors import UnreadableSource
from plugdex.model.location import Location
from plugdex.model.value import NEVER, Value

BROKEN: Final = (IndexError, OverflowError, TypeError, ValueError)

Item = Callable[[int], Any]
"""The value that a number in a column stands for."""


def read_partition(data: bytes) -> "Partition":
    """The partition of some bytes; raises ``UnreadableSource``."""
    message = parse(data)
    if message.version != VERSION:
        raise UnreadableSource(
            f"This partition has version {message.version}, and {VERSION} is known",
            advice="Use a newer plugdex.",
        )
    for field, pool in message.ListFields():
        if field.message_type and pool.rows > len(data):
            raise UnreadableSource(f"There are fewer rows than {field.name} says", advice=ADVICE)
    return Partition(message)


@contextmanager
def _whole() -> Iterator[None]:
    """What cannot be put together is a fault of the bytes."""
    try:
        yield
    except BROKEN as error:
        raise UnreadableSource(f"The partition is broken: {error}", advice=ADVICE) from error


class Partition(Sequence[Entry]):
    """The locations of one tile, in the order of their content ids.

    An entry is made when it is asked for; what several have in common is one object. To go
    through all of them is cheaper than to ask for each.
    """

    def __init__(self, message: Any) -> None:
        self.message = message
        """The message as ``partition.proto`` describes it, for whoever wants whole columns."""
        self._pools = {name: _Pool(kind, self) for kind, name in POOLS.items()}
        self._items: Mapping[str, Item] = {
            TEXT: lambda number: message.text[number],
            NUMBER: lambda number: message.number[number],
            TIME: lambda number: NEVER + timedelta(microseconds=message.time[number]),
            WHOLE: int,
            FLAG: bool,
            LAT: lambda number: (message.origin_lat + number) / DEGREE,
            LON: lambda number: (message.origin_lon + number) / DEGREE,
        }

    @property
    def name(self) -> str:
        """The quadkey of the tile."""
        return str(self.message.name)

    def __len__(self) -> int:
        return int(self.message.location.rows)

    @overload
    def __getitem__(self, index: int) -> Entry: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Entry, ...]: ...

    def __getitem__(self, index: int | slice) -> Entry | tuple[Entry, ...]:
        """An entry, or several."""
        rows = range(len(self))[index]
        with _whole():
            return self._entry(rows) if isinstance(rows, int) else tuple(map(self._entry, rows))

    def __iter__(self) -> Iterator[Entry]:
        with _whole():
            entries = self._all()
        return iter(entries)

    def _all(self) -> list[Entry]:
        ids = map(self.message.text.__getitem__, self.message.location.content_id)
        groups = self._groups.all() if self._groups else [()] * len(self)
        return [
            Entry(id=name, location=location, groups=each)
            for name, location, each in zip(ids, self.pool(LOCATION).all(), groups, strict=True)
        ]

    def column(self, pool: str, name: str) -> list[Any]:
        """What all rows of a pool have in a column, by their names in the schema.

        ``column("location", "name")`` has a name or ``None`` for each location, and is there
        without any other value being made. Raises ``KeyError`` where there is no such column.
        """
        column = find_column(pool, name)
        message = getattr(self.message, pool)
        with _whole():
            field = _field(message, column, self)
            return field.all() if field else [() if column.is_list else None] * message.rows

    def _entry(self, row: int) -> Entry:
        return Entry(
            id=self.message.text[self.message.location.content_id[row]],
            location=self.pool(LOCATION).row(row),
            groups=self._groups.row(row) if self._groups else (),
        )

    @cached_property
    def _groups(self) -> "_Field | None":
        return _field(self.message.location, GROUPS, self)

    @cached_property
    def texts(self) -> list[str | None]:
        """The pool of texts; ``None`` is at its end, where -1 finds it."""
        return [*self.message.text, None]

    def pool(self, name: str) -> "_Pool":
        """The pool of some name."""
        return self._pools[name]

    def item(self, kind: str) -> Item:
        """How one number in a column of some kind becomes a value."""
        return self._items.get(kind) or self._pools[kind].row

    def items(self, kind: str, numbers: Sequence[int]) -> list[Any]:
        """All numbers of a column as values."""
        if kind == TEXT:
            return list(map(self.texts.__getitem__, numbers))
        if kind in self._pools:
            return list(map(self._pools[kind].or_none.__getitem__, numbers))
        item = self._items[kind]
        return [None if number == ABSENT else item(number) for number in numbers]


LOCATION: Final = POOLS[Location]


class _Pool:
    """The rows of one class."""

    def __init__(self, kind: type[Value], partition: Partition) -> None:
        self._kind = kind
        self._partition = partition

    @cached_property
    def _rows(self) -> list[Value | None]:
        return [None] * self._message.rows

    @cached_property
    def _message(self) -> Any:
        return getattr(self._partition.message, POOLS[self._kind])

    @cached_property
    def _fields(self) -> Mapping[str, "_Field"]:
        fields = ((c.name, _field(self._message, c, self._partition)) for c in COLUMNS[self._kind])
        return {name: field for name, field in fields if field is not None}

    def row(self, row: int) -> Any:
        """One value, made once."""
        value = self._rows[row]
        if value is None:
            values = {name: field.row(row) for name, field in self._fields.items()}
            value = self._rows[row] = self._kind(**values)
        return value

    def all(self) -> list[Any]:
        """All values."""
        return self.or_none[:-1]

    @cached_property
    def or_none(self) -> list[Any]:
        """All values, and ``None`` at the end, where -1 finds it."""
        if not self._fields:
            return [self.row(row) for row in range(self._message.rows)] + [None]
        names = tuple(self._fields)
        columns = [field.all() for field in self._fields.values()]
        rows = zip(*columns, strict=True)
        return [*(self._kind(**dict(zip(names, row, strict=True))) for row in rows), None]


class _Field:
    """A column with a value for each row."""

    def __init__(self, numbers: Sequence[int], kind: str, partition: Partition) -> None:
        self._numbers = numbers
        self._kind = kind
        self._partition = partition

    def row(self, row: int) -> Any:
        """What one row has."""
        number = self._numbers[row]
        return None if number == ABSENT else self._partition.item(self._kind)(number)

    def all(self) -> list[Any]:
        """What each row has."""
        return self._partition.items(self._kind, self._numbers)


class _ListField(_Field):
    """A column with several values for each row."""

    def __init__(
        self, numbers: Sequence[int], counts: Sequence[int], kind: str, partition: Partition
    ) -> None:
        super().__init__(numbers, kind, partition)
        self._ends = list(accumulate(counts, initial=0))

    def row(self, row: int) -> tuple[Any, ...]:
        """What one row has."""
        numbers = self._numbers[self._ends[row] : self._ends[row + 1]]
        return tuple(map(self._partition.item(self._kind), numbers))

    def all(self) -> list[tuple[Any, ...]]:
        """What each row has."""
        items = tuple(super().all())
        return [items[begin:end] for begin, end in pairwise(self._ends)]


def _field(message: Any, column: Column, partition: Partition) -> _Field | None:
    """A column; ``None`` when it is empty."""
    numbers = getattr(message, column.name)
    if not column.is_list:
        return _Field(numbers, column.kind, partition) if numbers else None
    counts = getattr(message, f"{column.name}_count")
    return _ListField(numbers, counts, column.kind, partition) if counts else None
