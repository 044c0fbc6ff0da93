"""Registers as JSON: a list of records, read one by one into wire types.

1. A first record that lacks what every record has stops the load with one sentence.
2. A member that is neither read nor named as ignored is one issue a source (``column_unread``).
3. A record that cannot be read costs itself alone (``object_broken``).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import BinaryIO, Final, Generic, NamedTuple, TypeVar

import msgspec
from msgspec import inspect

from plugdex.formats.json_list import Piece, Splitter, read_leniently
from plugdex.formats.port import Reading, ReadOptions
from plugdex.formats.source import SourceInfo
from plugdex.formats.unpack import PlainText
from plugdex.model.errors import UnreadableSource
from plugdex.model.issues import Issue

T = TypeVar("T")

FAULTS: Final = (
    ArithmeticError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
    msgspec.MsgspecError,
)
"""What values can do to us that we did not think of: the record is refused, and it alone."""

MOST_UNREAD: Final = 100
"""Unread members that are named, so that a map keyed by what we did not expect stays bounded."""


class Members(NamedTuple):
    """The members of an object that are known, and what stands below some of them."""

    names: frozenset[str]
    below: Mapping[str, "Members"]
    is_map: bool = False
    """Whether the members are keys of a map, whose values are what ``below`` has under ``""``."""


def members_of(kind: type, ignored: Sequence[str]) -> Members:
    """The members of a wire type and those that are ignored (paths with dots)."""
    found = _members(inspect.type_info(kind), tuple(ignored))
    return found or Members(frozenset(), {})


def _members(kind: inspect.Type, ignored: tuple[str, ...]) -> Members | None:
    match kind:
        case inspect.UnionType():
            return next((found for one in kind.types if (found := _members(one, ignored))), None)
        case inspect.ListType() | inspect.VarTupleType():
            return _members(kind.item_type, ignored)
        case inspect.DictType():
            values = _members(kind.value_type, ignored)
            return Members(frozenset(), {"": values}, is_map=True) if values else None
        case inspect.StructType():
            return _of_struct(kind, ignored)
    return None


def _of_struct(kind: inspect.StructType, ignored: tuple[str, ...]) -> Members:
    below = {}
    for field in kind.fields:
        start = f"{field.encode_name}."
        deeper = tuple(path.removeprefix(start) for path in ignored if path.startswith(start))
        found = _members(field.type, deeper)
        if found:
            below[field.encode_name] = found
    here = {path for path in ignored if "." not in path}
    return Members(frozenset({field.encode_name for field in kind.fields} | here), below)


def unread(value: object, known: Members, path: str, found: dict[str, None]) -> None:
    """Gather the paths of members that are not known."""
    if isinstance(value, list):
        for item in value:
            unread(item, known, path, found)
    elif isinstance(value, dict) and known.is_map:
        below = known.below[""]
        for item in value.values():
            leaf = not below.below and isinstance(item, dict)
            if not (leaf and below.names.issuperset(item)):
                unread(item, below, path, found)
    elif isinstance(value, dict):
        _unread_here(value, known, path, found)


def _unread_here(
    value: Mapping[str, object], known: Members, path: str, found: dict[str, None]
) -> None:
    if not known.names.issuperset(value):
        for name in value.keys() - known.names:
            if len(found) < MOST_UNREAD:
                found[f"{path}{name}"] = None
    for name, below in known.below.items():
        inner = value.get(name)
        if inner:
            unread(inner, below, f"{path}{name}.", found)


class Records(Generic[T]):
    """Reads the records of one format; ``read`` makes a reading of each."""

    def __init__(
        self,
        kind: type[T],
        info: SourceInfo,
        read: Callable[[T, ReadOptions, int], Reading],
        path: Sequence[str] = (),
        prepare: Callable[[object], object] | None = None,
    ) -> None:
        self._kind = kind
        self._info = info
        self._read = read
        self._path = tuple(path)
        self._prepare = prepare
        self._members = members_of(kind, info.ignored)

    def readings(self, stream: BinaryIO, options: ReadOptions) -> Iterator[Reading]:
        """All records in order, then what is to be said of the file."""
        text = PlainText(stream)
        marks = frozenset(self._info.required)
        splitter = Splitter(text, options.largest_object, marks, options.path or self._path)
        found: dict[str, None] = {}
        started = truncated = False
        for piece in splitter.pieces():
            if not started and piece.fault and text.damage:
                break
            if piece.fault:
                truncated = truncated or piece.fault == "source_truncated"
                yield _fault(piece.fault, piece.number, f"byte {piece.offset:,}")
                continue
            yield self._one(piece, options, found, is_first=not started)
            started = True
        if not started and not splitter.found_list:
            raise UnreadableSource(f"Found nothing ({text.damage or 'no list'})", advice=self._who)
        if not started and (text.damage or truncated):
            raise UnreadableSource("Found no whole record", advice=self._who)
        if text.damage and not truncated:
            yield _of_file("source_truncated", "$", text.damage)
        for name in sorted(found):
            yield _of_file("column_unread", name)

    @property
    def _who(self) -> str:
        return f"Is it {self._info.title} ({self._info.url})?"

    def _one(
        self, piece: Piece, options: ReadOptions, found: dict[str, None], is_first: bool
    ) -> Reading:
        try:
            value = _plain(bytes(piece.raw))
            if self._prepare:
                value = self._prepare(value)
            if is_first:
                self._check(value)
            unread(value, self._members, "", found)
            record = msgspec.convert(value, self._kind, strict=False)
            return self._read(record, options, piece.number)
        except FAULTS as error:
            return _fault("object_broken", piece.number, f"{type(error).__name__}: {error}")

    def _check(self, value: object) -> None:
        names = list(value) if isinstance(value, dict) else []
        missing = [name for name in self._info.required if name not in names]
        if missing:
            shown = ", ".join(names[:8])[:200] or type(value).__name__
            raise UnreadableSource(
                f"Expected records with {', '.join(missing)}, found {shown!r}", advice=self._who
            )


def _plain(data: bytes) -> object:
    try:
        return msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError):
        value = read_leniently(data)
        if value is None:
            raise
        return value


def _of_file(code: str, path: str, was: str = "") -> Reading:
    issue = Issue(code=code, outcome="noted", object="", path=path, was=was)
    return Reading(issues=(issue,))


def _fault(code: str, number: int, place: str) -> Reading:
    issue = Issue(
        code=code,
        outcome="noted" if code == "source_truncated" else "rejected",
        object=f"#{number}",
        path="$",
        was=place[:200],
    )
    return Reading(issues=(issue,))
