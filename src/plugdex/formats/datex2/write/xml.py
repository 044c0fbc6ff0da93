"""XML as text, put together in the order in which it stands in a file.

Elements carry the prefixes that the root declares, so that a part needs no declarations of its
own and a publication can be written part by part.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final
from xml.sax.saxutils import escape, quoteattr

NAMESPACES: Final[Mapping[str, str]] = {
    "com": "http://datex2.eu/schema/3/common",
    "d2": "http://datex2.eu/schema/3/d2Payload",
    "egi": "http://datex2.eu/schema/3/energyInfrastructure",
    "fac": "http://datex2.eu/schema/3/facilities",
    "loc": "http://datex2.eu/schema/3/locationReferencing",
    "locx": "http://datex2.eu/schema/3/locationExtension",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}

NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot have (§2.2)."""

Attributes = Mapping[str, str]


def element(name: str, *parts: str, **attributes: str) -> str:
    """An element of parts that are XML already; ``type`` is that of the schema instance."""
    inner = "".join(parts)
    start = "".join(f" {_spelled(key)}={quoted(text)}" for key, text in attributes.items())
    return f"<{name}{start}>{inner}</{name}>" if inner else f"<{name}{start}/>"


def value(name: str, content: object) -> str:
    """An element with a text or a number; empty when that is not known."""
    return "" if content is None or content == "" else element(name, plain(str(content)))


def multilingual(name: str, text: str | None, language: str | None = None) -> str:
    """A text for people (MultilingualString)."""
    if not text:
        return ""
    attributes = {"lang": language} if language else {}
    inner = element("com:value", plain(text), **attributes)
    return element(name, element("com:values", inner))


def time(name: str, moment: datetime) -> str:
    """A time in UTC."""
    return value(name, moment.astimezone(UTC).isoformat().replace("+00:00", "Z"))


def plain(text: str) -> str:
    """A text as XML."""
    return escape(NOT_XML.sub("", text))


def quoted(text: str) -> str:
    """A text as the value of an attribute, with its quotes."""
    return quoteattr(NOT_XML.sub("", text))


def _spelled(attribute: str) -> str:
    return "xsi:type" if attribute == "type" else attribute
