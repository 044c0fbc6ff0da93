"""Error answers of Geocoding & Search (contract §4); 401 is that of the gateway, as in v3."""

from http import HTTPStatus
from typing import Final

from plugdex.api.dialect import Problem, Refused
from plugdex.api.here_search.shapes import ErrorResponse
from plugdex.api.here_v3 import errors as gateway

TITLES: Final = {
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    413: "Payload Too Large",
    415: "Unsupported Media Type",
    500: "Internal Server Error",
    503: "Service Unavailable",
}

unauthorized = gateway.unauthorized


class BadRequest(Refused):
    """A parameter breaks a rule of the contract."""

    def __init__(self, parameter: str, cause: str) -> None:
        title = f"Illegal input for parameter '{parameter}'"
        action = "Check the request against the API schema, served at /v1/openapi"
        super().__init__(_problem(400, title, cause, action))


def problem(status: int, cause: str, action: str) -> Problem:
    """Any other error."""
    return _problem(status, TITLES[status], cause, action)


def forbidden(name: str) -> Problem:
    """403: a restricted value of ``show`` without the entitlement."""
    return problem(403, f"show={name} is restricted", f"Leave {name} out of show")


def not_found() -> Problem:
    """404: the single place does not exist."""
    return problem(404, "No place has this id", "Take an id from browse or discover")


def no_such_path() -> Problem:
    """404 for a path that the API does not have."""
    return problem(404, "There is nothing at this path", "Use one of the paths of /v1")


def method_not_allowed(method: str) -> Problem:
    """405: a method that the path does not have."""
    return problem(405, f"{method} is not allowed here", "Use GET")


def beyond(status: int, reason: str) -> Problem:
    """408, 413, 414, 429: a limit of ours was met."""
    action = "Wait as long as Retry-After says" if status == 429 else "Send less, or send it faster"
    return _problem(status, HTTPStatus(status).phrase, reason, action)


def internal_error() -> Problem:
    """500: a fault of ours; the log has it under the correlation id."""
    action = "Try again; report the correlation id if it stays"
    return problem(500, "The server met an unexpected condition", action)


def unavailable(path: str) -> Problem:
    """503: the store does not answer."""
    return problem(503, "The store could not be read", "Try again later")


def _problem(status: int, title: str, cause: str, action: str) -> Problem:
    """The ids, which the body must have, are those of the request."""
    return Problem(
        status=status,
        body=ErrorResponse(
            status=status, title=title, correlation_id="", request_id="", cause=cause, action=action
        ),
    )
