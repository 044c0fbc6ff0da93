"""Answers as bytes: the same shapes as JSON and as XML."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Final, get_args, get_type_hints

import msgspec
from lxml import etree

from plugdex.api.here_v2 import shapes

MEDIA: Final[Mapping[str, str]] = {"json": "application/json", "xml": "application/xml"}
"""The media types by the extension of a path."""

ROOT: Final[Mapping[type, str]] = {
    shapes.EvStationsResult: "evStationsResult",
    shapes.EvsesResult: "evsesResult",
    shapes.ConnectorTypes: "connectorTypes",
    shapes.PowerFeedTypes: "powerFeedTypes",
    shapes.Roamings: "roamings",
}
"""The top element of an answer in XML; JSON has no name for it."""

NOT_IN_XML: Final = dict.fromkeys(
    [code for code in range(0x20) if chr(code) not in "\t\n\r"]
    + [*range(0xD800, 0xE000), 0xFFFE, 0xFFFF]
)
"""Characters that XML cannot have at all (XML 1.0 §2.2)."""


def encode(answer: msgspec.Struct, extension: str) -> bytes:
    """An answer in the form that the path's extension asks for."""
    return msgspec.json.encode(answer) if extension == "json" else to_xml(answer)


def to_xml(answer: msgspec.Struct) -> bytes:
    """An answer as an XML document: a member is an element, a list is a repeated element."""
    root = etree.Element(ROOT[type(answer)])
    _fill(root, answer)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _fill(element: etree._Element, shape: msgspec.Struct) -> None:
    attributes = _attributes(type(shape))
    for name, value in _members(shape):
        if name in attributes:
            element.set(name, _text(value))
            continue
        for each in value if isinstance(value, list) else [value]:
            child = etree.SubElement(element, name)
            if isinstance(each, msgspec.Struct):
                _fill(child, each)
            else:
                child.text = _text(each)


def _members(shape: msgspec.Struct) -> Iterator[tuple[str, Any]]:
    names = zip(shape.__struct_fields__, shape.__struct_encode_fields__, strict=True)
    for name, encoded in names:
        value = getattr(shape, name)
        if value is not None:
            yield encoded, value


def _text(value: object) -> str:
    """A scalar, written as JSON writes it."""
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode().strip('"')
    return text.translate(NOT_IN_XML)


@cache
def _attributes(shape: type[msgspec.Struct]) -> frozenset[str]:
    """The members that are attributes in XML."""
    hints = get_type_hints(shape, include_extras=True)
    names = zip(shape.__struct_fields__, shape.__struct_encode_fields__, strict=True)
    return frozenset(encoded for name, encoded in names if _is_attribute(hints[name]))


def _is_attribute(hint: Any) -> bool:
    return any(each == shapes.ATTRIBUTE or _is_attribute(each) for each in get_args(hint))
