"""The library's application with our data, our control and a note of each request."""

from argparse import Namespace
from collections.abc import Awaitable, Callable
from typing import Any

from extrawest.control import changes, handshakes
from extrawest.crud import InMemory, guard
from extrawest.state import State
from extrawest.wire import Refused
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from httpx import HTTPError
from made_up import Network
from py_ocpi import get_application
from py_ocpi.core.enums import ModuleID, RoleEnum
from py_ocpi.modules.versions.enums import VersionNumber

MODULES = ("credentials", "locations", "tariffs", "sessions", "cdrs")
NOTED = ("x-request-id", "x-correlation-id", "ocpi-from-country-code", "ocpi-to-country-code")


def build(options: Namespace) -> FastAPI:
    """An application for what the command line says."""
    state = begin(options)
    app: FastAPI = get_application(
        version_numbers=[VersionNumber(state.version)],
        roles=[RoleEnum(state.role)],
        crud=InMemory(state),
        modules=[ModuleID(name) for name in MODULES],
        authenticator=guard(state),
    )
    app.include_router(handshakes(state))
    app.include_router(changes(state))
    for kind in (Refused, HTTPError):
        app.add_exception_handler(kind, refused)
    app.middleware("http")(noting(state))
    return app


def begin(options: Namespace) -> State:
    """The state of a party that has met nobody; only an operator has objects."""
    network = Network(options.version, (options.country, options.party), options.seed)
    is_operator = options.role == "CPO"
    return State(
        version=options.version,
        role=options.role,
        country=options.country,
        party=options.party,
        base_url=f"http://127.0.0.1:{options.port}",
        page=options.page,
        objects=network.objects(options.locations, options.tariffs) if is_operator else {},
    )


async def refused(_request: Request, problem: Exception) -> JSONResponse:
    """Tell the test what the peer has said."""
    return JSONResponse({"problem": str(problem)}, 502)


def noting(state: State) -> Callable[..., Awaitable[Response]]:
    """Write down what others ask, so that a test can look at it."""

    async def note(request: Request, follow: Callable[..., Awaitable[Response]]) -> Response:
        answer = await follow(request)
        if request.url.path.startswith("/ocpi/"):
            state.requests.append(noted(request, answer))
        return answer

    return note


def noted(request: Request, answer: Response) -> dict[str, Any]:
    """The note of a request."""
    return {
        "method": request.method,
        "path": request.url.path,
        "query": request.url.query,
        "headers": {name: request.headers.get(name) for name in NOTED},
        "status": answer.status_code,
    }
