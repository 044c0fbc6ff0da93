"""One tree for XML and JSON: kinds of objects with their members as lists.

1. Names lose what serialisations add: the namespace, the prefix of a package (``afac``, ``loc``),
   the ``G`` behind some names.
2. What only names a type or an extension is no level of its own: ``operatingHours.
   afacOpenAllHours`` and ``xsi:type="fac:OpenAllHours"`` are both the type of the hours.
3. Codes are bare texts: ``{"value": "dc"}`` is ``dc``, and an extended value is that value.
4. What nobody reads is not turned into a tree.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec
from lxml.etree import _Element

from plugdex.formats.datex2.wire import LEAF, READ, TEXT
from plugdex.model.issues import Issue
from plugdex.model.location import Text
from plugdex.model.text import is_nothing, is_tidy, without_extra_spaces, without_markup

Scalar = str | int | float | bool

PREFIX: Final = re.compile(r"(?:a?egi|a?fac|com|locx?|lox|prk|d2|mc|exd?)(?=[A-Z])")
SUFFIXED: Final = {"idG": "id", "versionG": "version"}
TYPELESS: Final = frozenset({"facilityLocation", "vehicleCharacteristicsExtended"})
"""Elements that stand between an object and its extension."""

XSI_TYPE: Final = "{http://www.w3.org/2001/XMLSchema-instance}type"
UNDETERMINED: Final = "und"
TYPE: Final = "@"
"""Begins a name that is a type, and is the name of the member that holds it."""


class Node:
    """An object: its type, where that is said, and its members."""

    __slots__ = ("members", "type")

    def __init__(self) -> None:
        self.type = ""
        self.members: dict[str, list[Any]] = {}

    def nodes(self, name: str) -> Sequence["Node"]:
        """The objects of a member."""
        return self.members.get(name, ())

    def node(self, *names: str) -> "Node":
        """The first object at the end of a path; an empty one where there is none."""
        found = self
        for name in names:
            members = found.members.get(name)
            if not members:
                return EMPTY
            found = members[0]
        return found

    def scalars(self, name: str) -> Sequence[Scalar]:
        """The values of a member."""
        return self.members.get(name, ())

    def text(self, name: str) -> str | None:
        """The first value of a member, as text."""
        found = self.members.get(name)
        return without_nothing(str(found[0])) if found else None

    def words(self, name: str) -> list[str]:
        """The values of a member that are codes."""
        return [word for each in self.members.get(name, ()) if (word := str(each).strip())]

    def texts(self, name: str) -> Sequence[Text]:
        """The texts of a member, in their languages."""
        return self.members.get(name, ())


EMPTY: Final = Node()

PLAIN: Final = frozenset({str, int, float, bool})
REPEATED: Final = frozenset({"parking", "organisation", "operatingHours"})
"""Kinds of objects that most sites write in the same words."""

MOST_BUILT: Final = 2048

_encoder = msgspec.json.Encoder()


class Trees:
    """Builds trees and remembers members that are neither read nor known to say nothing."""

    def __init__(self, ignored: Iterable[str]) -> None:
        self._ignored = frozenset(ignored)
        self._names: dict[str, str] = {}
        self._built: dict[tuple[str, bytes], Node] = {}
        self._noted: set[tuple[str, str]] = set()
        self.unread: dict[str, None] = {}

    def issues(self) -> tuple[Issue, ...]:
        """One issue for each name."""
        return tuple(
            Issue(code="column_unread", outcome="noted", object="", path=name)
            for name in self.unread
        )

    def of_json(self, value: Mapping[str, Any], kind: str) -> Node:
        """The tree of a JSON object."""
        node = Node()
        self._fill(node, value, kind)
        return node

    def of_xml(self, element: _Element, kind: str) -> Node:
        """The tree of an XML element."""
        node = Node()
        self._fill_xml(node, element, kind)
        return node

    def _fill(self, node: Node, value: Mapping[str, Any], kind: str) -> None:
        read = READ[kind]
        names = self._names
        members = node.members
        for raw, each in value.items():
            name = names.get(raw) or self._name(raw)
            child = read.get(name)
            if child is None:
                self._other(node, name, each, kind)
            elif child == LEAF and type(each) in PLAIN:
                members.setdefault(name, []).append(each)
            else:
                members.setdefault(name, []).extend(self._members(each, child))

    def _other(self, node: Node, name: str, value: object, kind: str) -> None:
        """A member that is a type of its object, or that nobody reads."""
        if name[0] != TYPE:
            self._note(kind, name)
            return
        node.type = node.type or name[1:]
        for item in _items(value):
            if isinstance(item, dict):
                self._fill(node, item, kind)

    def _members(self, value: object, child: str) -> Iterable[Any]:
        if child == LEAF:
            return _scalars(value)
        if child == TEXT:
            return _texts(value)
        return [self._child(item, child) for item in _items(value)]

    def _child(self, item: object, kind: str) -> Node:
        if kind in REPEATED and isinstance(item, dict):
            return self._repeated(item, kind)
        node = Node()
        if isinstance(item, dict):
            self._fill(node, item, kind)
        elif isinstance(item, str | int | float):
            node.members[kind] = [item]
        return node

    def _repeated(self, item: dict[str, Any], kind: str) -> Node:
        """The one tree of objects that are written again and again, such as the operator."""
        key = (kind, _encoder.encode(item))
        found = self._built.get(key)
        if found is None:
            if len(self._built) >= MOST_BUILT:
                self._built.clear()
            found = self._built[key] = Node()
            self._fill(found, item, kind)
        return found

    def _fill_xml(self, node: Node, element: _Element, kind: str) -> None:
        read = READ[kind]
        for key, value in element.attrib.items():
            if key == XSI_TYPE:
                node.type = node.type or str(value).rpartition(":")[2]
                continue
            name = self._names.get(str(key)) or self._name(str(key))
            if read.get(name) == LEAF:
                node.members.setdefault(name, []).append(str(value))
            else:
                self._note(kind, name)
        if not len(element) and element.text and (text := element.text.strip()):
            node.members.setdefault(kind, []).append(text)
        for each in element:
            tag = each.tag
            name = self._names.get(tag) or self._name(tag)
            if name[0] == TYPE:
                self._fill_xml(node, each, kind)
                continue
            child = read.get(name)
            if child is None:
                self._note(kind, name)
                continue
            found = node.members.setdefault(name, [])
            if child == LEAF:
                found.extend(_scalars_xml(each))
            elif child == TEXT:
                found.extend(_texts_xml(each))
            else:
                found.append(self.of_xml(each, child))

    def _name(self, raw: str) -> str:
        """The plain name of a member or element; a type's begins with ``@``."""
        name = raw.rpartition("}")[2] if isinstance(raw, str) else TYPE
        name = SUFFIXED.get(name, name)
        bare = PREFIX.sub("", name, count=1) if PREFIX.match(name) else name
        is_type = bare[:1].isupper() or name in TYPELESS
        if is_type or (name.startswith("_") and name.endswith("Extension")):
            bare = TYPE + bare
        self._names[raw] = bare or TYPE
        return bare or TYPE

    def _note(self, kind: str, name: str) -> None:
        if (kind, name) in self._noted:
            return
        self._noted.add((kind, name))
        if name not in self._ignored and f"{kind}.{name}" not in self._ignored:
            self.unread[f"{kind}.{name}"] = None


def _items(value: object) -> Iterable[Any]:
    return value if isinstance(value, list) else (value,)


def _scalars(value: object) -> Iterator[Scalar]:
    for item in _items(value):
        found = _code(item) if isinstance(item, dict) else item
        if isinstance(found, str | int | float):
            yield found


def _code(value: Mapping[str, Any]) -> object:
    """A code; one that the schema does not have stands beside it as an extended value."""
    found = value.get("value")
    if isinstance(found, str) and found.strip("_").startswith("extended"):
        others = (value.get(name) for name in ("extendedValueG", "extendedValue", "_extendedValue"))
        found = next((other for other in others if other), None)
    return found


def _texts(value: object) -> Iterator[Text]:
    for item in _items(value):
        if isinstance(item, dict) and "values" in item:
            yield from _texts(item["values"])
        elif isinstance(item, dict):
            yield from _text(item.get("value"), item.get("lang"))
        else:
            yield from _text(item, None)


def _texts_xml(element: _Element) -> Iterator[Text]:
    if not len(element):
        yield from _text(element.text, element.get("lang"))
        return
    for value in element.iter("{*}value"):
        yield from _text(value.text, value.get("lang"))


def _text(value: object, language: object) -> Iterator[Text]:
    found = without_nothing(value) if isinstance(value, str) else None
    if found:
        code = language[:2].lower() if isinstance(language, str) and language else UNDETERMINED
        yield Text(language=code, text=found)


def without_nothing(value: str) -> str | None:
    """A text in one line without mark-up; ``None`` when it says nothing."""
    if not is_tidy(value):
        value = without_extra_spaces(without_markup(value))
    return None if not value or (len(value) <= 4 and is_nothing(value)) else value


def _scalars_xml(element: _Element) -> Iterator[Scalar]:
    text = (element.text or "").strip()
    if text.strip("_").startswith("extended"):
        text = next((str(v) for k, v in element.attrib.items() if "xtendedValue" in str(k)), text)
    if text:
        yield text
