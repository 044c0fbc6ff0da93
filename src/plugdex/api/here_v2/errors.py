"""Error answers of HERE v2: always JSON, because nothing is known of others (contract §4)."""

from http import HTTPStatus

from plugdex.api.dialect import Problem, Refused
from plugdex.api.here_v2.shapes import Failure, Unauthorized


class BadRequest(Refused):
    """A parameter is missing or not allowed; the message says what is."""

    def __init__(self, cause: str) -> None:
        super().__init__(_failure(400, "Bad Request", cause))


def unauthorized(reason: str) -> Problem:
    """401: no key, or one that nobody knows."""
    return Problem(status=401, body=Unauthorized(type="Unauthorized", message=[reason]))


def not_found(what: str) -> Problem:
    """404: no such station or pool."""
    return _failure(
        404, "Not Found", f"No {what} has this id; ids are in the answers of /ev/stations.json"
    )


def no_such_path() -> Problem:
    """404 for a path that the API does not have."""
    return _failure(404, "Not Found", "There is nothing at this path; see /ev/openapi")


def method_not_allowed(method: str) -> Problem:
    """405: anything but GET."""
    return _failure(405, "Method Not Allowed", "Use GET")


def beyond(status: int, reason: str) -> Problem:
    """408, 413, 414, 429: a limit of ours was met."""
    return _failure(status, HTTPStatus(status).phrase, reason)


def internal_error() -> Problem:
    """500: a fault of ours; the log has it."""
    return _failure(500, "Internal Server Error", "The server met an unexpected condition")


def unavailable(path: str) -> Problem:
    """503: the store does not answer."""
    return _failure(503, "Service Unavailable", "The store could not be read; try again later")


def _failure(status: int, error: str, description: str) -> Problem:
    return Problem(status=status, body=Failure(error=error, error_description=description))
