"""Error answers of Geocoding & Search (contract §4); 401 is that of the gateway, as in v3."""

from typing import Final

import msgspec

from plugdex.api.here_search.shapes import ErrorResponse
from plugdex.api.here_search.values import BadRequest
from plugdex.model.value import Value

TITLES: Final = {
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    413: "Payload Too Large",
    415: "Unsupported Media Type",
    500: "Internal Server Error",
    503: "Service Unavailable",
}


class Problem(Value, frozen=True, kw_only=True):
    """An error answer without the ids of its request."""

    status: int
    title: str
    cause: str
    action: str

    def body(self, correlation: str, request_id: str | None) -> bytes:
        """The JSON body; the request id, which it must have, is the correlation id if need be."""
        return msgspec.json.encode(
            ErrorResponse(
                status=self.status,
                title=self.title,
                correlation_id=correlation,
                request_id=request_id or correlation,
                cause=self.cause,
                action=self.action,
            )
        )


class Refused(Exception):
    """The request ends here with an error answer."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.status)
        self.problem = problem


def bad_request(error: BadRequest) -> Problem:
    """400: a parameter breaks a rule."""
    return Problem(
        status=400,
        title=f"Illegal input for parameter '{error.parameter}'",
        cause=error.cause,
        action="Check the request against the API schema, served at /v1/openapi",
    )


def problem(status: int, cause: str, action: str) -> Problem:
    """Any other error."""
    return Problem(status=status, title=TITLES[status], cause=cause, action=action)
