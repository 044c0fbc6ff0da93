"""Error answers of HERE v2: always JSON, because nothing is known of others (contract §4)."""

import msgspec

from plugdex.api.here_v2.shapes import Failure, Unauthorized
from plugdex.model.errors import PlugdexError
from plugdex.model.value import Value


class BadRequest(PlugdexError):
    """A parameter is missing or not allowed; the message says what is."""

    code = "bad-request"
    title = "Bad Request"


class Problem(Value, frozen=True, kw_only=True):
    """A status and its body."""

    status: int
    body: bytes


class Refused(Exception):
    """The request ends here with an error answer."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.status)
        self.problem = problem


def bad_request(cause: str) -> Problem:
    """400: the request breaks a rule."""
    return _failure(400, "Bad Request", cause)


def unauthorized(reason: str) -> Problem:
    """401: no key, or one that nobody knows."""
    body = Unauthorized(type="Unauthorized", message=[reason])
    return Problem(status=401, body=msgspec.json.encode(body))


def not_found(what: str) -> Problem:
    """404: no such station, pool or path."""
    return _failure(404, "Not Found", what)


def method_not_allowed() -> Problem:
    """405: anything but GET."""
    return _failure(405, "Method Not Allowed", "Use GET")


def internal_error() -> Problem:
    """500: a fault of ours; the log has it."""
    return _failure(500, "Internal Server Error", "The server met an unexpected condition")


def unavailable() -> Problem:
    """503: the store does not answer."""
    return _failure(503, "Service Unavailable", "The store could not be read; try again later")


def _failure(status: int, error: str, description: str) -> Problem:
    body = Failure(error=error, error_description=description)
    return Problem(status=status, body=msgspec.json.encode(body))
