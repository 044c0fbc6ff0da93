"""What is told to who meets a limit of ours before any dialect does, in the dialect's words."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Final
from uuid import uuid4

import msgspec
from starlette.types import Scope

from plugdex.api.bodies import JSON
from plugdex.api.dialect import Body, Problem
from plugdex.api.here_search import errors as here_search
from plugdex.api.here_search.openapi import PREFIX as HERE_SEARCH
from plugdex.api.here_v2 import errors as here_v2
from plugdex.api.here_v2.openapi import PREFIX as HERE_V2
from plugdex.api.here_v3 import errors as here_v3
from plugdex.api.here_v3.openapi import PREFIX as HERE_V3
from plugdex.api.ocpi.answers import CLIENT_ERROR, Answer
from plugdex.api.ocpi.node import PREFIX as OCPI
from plugdex.api.own import problems

Words = Callable[[int, str], Problem]

HERE: Final[Mapping[str, Words]] = {
    HERE_V3 + "/": here_v3.beyond,
    HERE_SEARCH + "/": here_search.beyond,
    HERE_V2 + "/": here_v2.beyond,
}


def refusal(scope: Scope, status: int, reason: str) -> Body:
    """The body for a status, and its media type."""
    path: str = scope["path"]
    words = next((each for prefix, each in HERE.items() if path.startswith(prefix)), None)
    if words is not None:
        return words(status, reason).encode(str(uuid4()), ""), JSON
    if path.startswith(OCPI + "/"):
        return Answer(http=status, code=CLIENT_ERROR, message=reason).body(), JSON
    problem = problems.Problem(
        type="urn:plugdex:problem:limit",
        title=HTTPStatus(status).phrase,
        status=status,
        detail=reason,
        instance=path,
    )
    return msgspec.json.encode(problem), problems.MEDIA.encode()
