"""Error answers of HERE v3: two body shapes, chosen by the status (contract §5)."""

from http import HTTPStatus
from typing import Final

from plugdex.api.dialect import Problem, Refused
from plugdex.api.here_v3.shapes import ErrorResponse, GenericErrorResponse, HealthResponse

ACTION_400: Final = "Check the request against the API schema, served at /v3/openapi"


class BadRequest(Refused):
    """A parameter breaks a rule of the contract; the message is the cause."""

    def __init__(self, cause: str) -> None:
        super().__init__(_structured(400, "Bad Request", "E629400", cause, ACTION_400))


def unauthorized(reason: str) -> Problem:
    """401: no key, or one that nobody knows."""
    body = GenericErrorResponse(error="Unauthorized", error_description=reason)
    return Problem(status=401, body=body)


def forbidden(what: str, field: str) -> Problem:
    """403: a restricted field without the entitlement."""
    return Problem(
        status=403,
        body=GenericErrorResponse(
            error=f"{what} requested without required authorization",
            error_description=f"Use a key that is entitled to {field}, or leave {field} out",
            status=403,
        ),
    )


def not_found() -> Problem:
    """404: the single location does not exist."""
    return _structured(
        404,
        "No content found with provided ID",
        "E629000",
        "No location exists with the given identifier",
        "Request a valid id",
    )


def no_such_path() -> Problem:
    """404 for a path that the API does not have."""
    return Problem(
        status=404,
        body=GenericErrorResponse(
            error="Not found", error_description="There is nothing at this path", status=404
        ),
    )


def method_not_allowed(method: str) -> Problem:
    """405: anything but GET."""
    text = "Method not allowed for this action"
    return Problem(status=405, body=GenericErrorResponse(error=text, error_description=text))


def beyond(status: int, reason: str) -> Problem:
    """A limit of ours was met: falls under ``default`` (contract §1, §5)."""
    body = GenericErrorResponse(
        error=HTTPStatus(status).phrase, error_description=reason, status=status
    )
    return Problem(status=status, body=body)


def internal_error() -> Problem:
    """500: a fault of ours; the log has it under the correlation id."""
    return _structured(
        500,
        "Internal Error",
        "E629500",
        "The server met an unexpected condition",
        "Try again; report the correlation id if it stays",
    )


def unavailable(path: str) -> Problem:
    """503: the store does not answer; that of ``/health`` has a body of its own (contract §1)."""
    if path.rstrip("/") == "/health":
        body = HealthResponse(status="fail", message="The store cannot be read")
        return Problem(status=503, body=body)
    return _structured(
        503,
        "Database operation failed",
        "E629503",
        "The store could not be read",
        "Try again later",
    )


def _structured(status: int, title: str, code: str, cause: str, action: str) -> Problem:
    return Problem(
        status=status,
        body=ErrorResponse(
            title=title, status=status, code=code, cause=cause, action=action, correlation_id=""
        ),
    )
