"""Takes secrets out of text that people will read; the last guard, not the only one."""

import re
from typing import Final

HIDDEN: Final = "[hidden]"

PARAMETERS: Final = (
    *("api_?key", "app_?code", "access_?token", "refresh_?token", "client_?secret"),
    *("token", "key", "secret", "password", "passwd", "pwd", "signature", "sig"),
    *("authorization", "x-api-key"),
)
"""Names whose value is a secret, in queries, headers and JSON."""

NAME: Final = rf"(?<![a-z0-9])(?:{'|'.join(PARAMETERS)})"
PATTERNS: Final = (
    # name=value, percent signs and all
    re.compile(rf"(?i)({NAME}=)[^\s&#\"'\\;]+"),
    # "name": "value", in JSON, in Python, and in tuples of headers
    re.compile(rf"(?i)({NAME}[\"']?\s*[:,]\s*b?[\"'])[^\"']+"),
    # name: value, a header as text, with its scheme
    re.compile(rf"(?i)({NAME}:\s*)(?:(?:bearer|token|basic)\s+)?[^\s\"'\\,;&]+"),
    # a scheme and a value that is too long for a word of a sentence
    re.compile(r"(?i)(\b(?:bearer|token|basic)\s+)[^\s\"'\\,;&]{16,}"),
    # the password of an address
    re.compile(r"(://[^/\s:@]*:)[^\s@]+(?=@)"),
)


def redacted(text: str) -> str:
    """The text with all that looks like a secret hidden."""
    for pattern in PATTERNS:
        text = pattern.sub(rf"\1{HIDDEN}", text)
    return text
