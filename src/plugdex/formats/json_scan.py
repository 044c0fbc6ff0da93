"""Where a JSON object ends, found byte by byte without reading its values.

Needs no valid JSON inside: only strings and brackets count. That makes it slow (some 50 MB/s)
and robust; it is the second lane behind the JSON parser.
"""

import json
import re
from enum import Enum, auto
from typing import Final

TOKEN: Final = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+("?)|[{}\[\]]', re.DOTALL)
STRING_REST: Final = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+("?)', re.DOTALL)
LIST_KEYS: Final = (
    "data", "locations", "tariffs", "items", "results", "records", "value", "content",
)  # fmt: skip
"""Members of an envelope that hold the objects."""

LIST_KEY: Final = re.compile(rb'"(?:%b)"\s*:\s*\Z' % "|".join(LIST_KEYS).encode())
ANY_KEY: Final = re.compile(rb'"\s*:\s*\Z')
LONGEST_KEY: Final = 64
"""Bytes before a bracket in which its member's name is sought."""


def key_pattern(name: str) -> re.Pattern[bytes]:
    """Finds the end of a member's name before its value; ``*`` is any name."""
    if name == "*":
        return ANY_KEY
    return re.compile(rb"%b\s*:\s*\Z" % re.escape(json.dumps(name).encode()))


class Found(Enum):
    """What a scan came to."""

    END = auto()
    """The end of the object: ``at`` is behind its closing brace."""
    LIST = auto()
    """A list or object under a key that is sought: ``at`` is its opening bracket."""
    MORE = auto()
    """The end of the buffer: go on at ``at`` when there is more."""


class Scanner:
    """Follows one object from its opening brace on; survives a change of buffers.

    With a ``key`` it stops at the values of the object's own members that have it.
    """

    def __init__(self, at: int, depth: int = 0, key: re.Pattern[bytes] | None = None) -> None:
        self.at = at
        self._depth = depth
        self._in_string = False
        self._key = key

    def scan(self, data: bytes) -> Found:
        """Go on until something is found."""
        if self._in_string:
            rest = STRING_REST.match(data, self.at)
            if rest is None or not rest[1]:
                self.at = rest.end() if rest else self.at
                return Found.MORE
            self._in_string, self.at = False, rest.end()
        for token in TOKEN.finditer(data, self.at):
            byte = data[token.start()]
            if byte == 0x22:
                if not token[1]:
                    self._in_string, self.at = True, token.end()
                    return Found.MORE
            elif byte in b"}]":
                self._depth -= 1
                if self._depth <= 0:
                    self.at = token.end()
                    return Found.END
            elif self._opens(data, token.start()):
                self.at = token.start()
                return Found.LIST
        self.at = len(data)
        return Found.MORE

    def _opens(self, data: bytes, at: int) -> bool:
        """Count an opening bracket, unless it is that of a value that is sought."""
        if self._key is not None and self._depth == 1:
            before = data[max(0, at - LONGEST_KEY) : at]
            if self._key.search(before):
                return True
        self._depth += 1
        return False
