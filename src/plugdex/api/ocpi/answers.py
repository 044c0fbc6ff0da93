"""Answers: the envelope of OCPI around bytes that are ready (contract §3.4)."""

from collections.abc import Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Final, NamedTuple

import msgspec

SUCCESS: Final = 1000
CLIENT_ERROR: Final = 2000
INVALID: Final = 2001
UNKNOWN_LOCATION: Final = 2003
SERVER_ERROR: Final = 3000


class Answer(NamedTuple):
    """What is sent back; ``data`` is JSON, empty where there is none."""

    http: int = HTTPStatus.OK
    code: int = SUCCESS
    message: str = ""
    data: bytes = b""
    headers: Mapping[str, str] = {}

    def body(self) -> bytes:
        """The envelope."""
        now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        data = b'"data":%b,' % self.data if self.data else b""
        message = (
            b'"status_message":%b,' % msgspec.json.encode(self.message) if self.message else b""
        )
        return b'{%b"status_code":%d,%b"timestamp":"%b"}' % (
            data,
            self.code,
            message,
            now.encode(),
        )


class Refusal(Exception):
    """The request ends here with this answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.message)
        self.answer = answer


def refuse(http: int, message: str, code: int = CLIENT_ERROR, **headers: str) -> Refusal:
    """A refusal."""
    return Refusal(Answer(http=http, code=code, message=message, headers=headers))
