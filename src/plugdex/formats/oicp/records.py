"""One JSON object to one record: names in whatever case, and a list of what nobody reads."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec

from plugdex.formats.oicp.blocks import as_raw
from plugdex.formats.oicp.wire import BLOCK, NESTED, Block, Record
from plugdex.model.issues import Issue

MEMBERS: Final[Mapping[str, str]] = {name.casefold(): name for name in Record.__struct_fields__}
RAW_LISTS: Final = frozenset({"records", "statuses"})

_object = msgspec.json.Decoder(dict[str, Any])
_raws = msgspec.json.Decoder(list[msgspec.Raw])
_members = msgspec.json.Decoder(dict[str, msgspec.Raw])


class Members:
    """Builds records and remembers members that are neither read nor known to say nothing."""

    def __init__(self, ignored: Iterable[str]) -> None:
        self._ignored = frozenset(name.casefold() for name in ignored)
        self._known: dict[tuple[str, ...], tuple[str, ...]] = {}
        self.unread: dict[str, None] = {}

    def issues(self) -> tuple[Issue, ...]:
        """One issue for each name."""
        return tuple(
            Issue(code="column_unread", outcome="noted", object="", path=name)
            for name in self.unread
        )

    def block(self, raw: msgspec.Raw | bytes) -> Block:
        """The block of an operator; raises ``msgspec.DecodeError``."""
        found = Block()
        for name, value in _parts(raw).items():
            member = BLOCK.get(name.casefold())
            if member is None:
                self.note(name)
            elif member in RAW_LISTS:
                setattr(found, member, _list(value))
            else:
                setattr(found, member, msgspec.json.decode(value))
        return found

    def record(self, raw: msgspec.Raw | bytes) -> Record:
        """The record of an EVSE; raises ``msgspec.DecodeError``."""
        return self.named(_object.decode(raw))

    def named(self, members: Mapping[str, Any]) -> Record:
        """A record of members in whatever case."""
        shape = tuple(members)
        names = self._known.get(shape)
        if names is None:
            names = self._known[shape] = tuple(self._member(name) for name in shape)
        found = dict(zip(names, members.values(), strict=True))
        found.pop("", None)
        return Record(**found)

    def _member(self, name: str) -> str:
        found = MEMBERS.get(name.casefold(), "")
        if not found:
            self.note(name)
        return found

    def nested(self, member: str, value: object) -> dict[str, Any]:
        """A part of a record, with its names in lower case."""
        if not isinstance(value, dict):
            return {}
        shape = (member, *value)
        names = self._known.get(shape)
        if names is None:
            names = self._known[shape] = tuple(name.casefold() for name in value)
            for name in value:
                if name.casefold() not in NESTED[member]:
                    self.note(f"{member}.{name}")
        return dict(zip(names, value.values(), strict=True))

    def note(self, name: str) -> None:
        """Remember a member that is not read."""
        if name.casefold() not in self._ignored:
            self.unread[name] = None


def _list(raw: msgspec.Raw) -> list[msgspec.Raw]:
    """The items of a list; another object is a list of one."""
    return _leniently(raw) if memoryview(raw)[0] == 0x5B else [raw]


def _leniently(raw: msgspec.Raw) -> list[msgspec.Raw]:
    """The items of a list; an odd one is odd alone."""
    try:
        return _raws.decode(raw)
    except msgspec.DecodeError:
        return [as_raw(each) for each in json.loads(bytes(raw))]


def _parts(raw: msgspec.Raw | bytes) -> dict[str, msgspec.Raw]:
    """The members of a block; odd ones inside stay as they are."""
    try:
        return _members.decode(raw)
    except msgspec.DecodeError:
        value = json.loads(bytes(raw))
        return {str(name): as_raw(each) for name, each in value.items()}
