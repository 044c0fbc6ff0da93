"""The HTTP application: a list of routes, one place for errors, nothing registered by import."""

from collections.abc import Sequence
from typing import Final

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from plugdex import __version__
from plugdex.api import pages
from plugdex.api.here_v3.endpoints import HereV3
from plugdex.api.here_v3.openapi import PREFIX
from plugdex.api.own import problems
from plugdex.api.own.locations import list_endpoint
from plugdex.api.own.openapi import specification
from plugdex.api.services import Services
from plugdex.model.errors import PlugdexError

JSON: Final = "application/json"


class App(Starlette):
    """The routes, and a short way to the dialect: the router costs as much as a look-up."""

    def __init__(self, services: Services, here_v3: ASGIApp, routes: Sequence[BaseRoute]) -> None:
        super().__init__(routes=routes, exception_handlers={PlugdexError: problems.render})
        self.state.services = services
        self._here_v3 = here_v3

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http" and scope["path"].startswith(PREFIX + "/"):
            await self._here_v3(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


def create_app(services: Services) -> Starlette:
    """Put the dialects and pages together."""
    here_v3 = HereV3(services.reads, services.gate)
    routes = [
        Mount(PREFIX, here_v3),
        Route("/api/locations", list_endpoint),
        Route("/api/openapi.json", own_openapi),
        Route("/health", health),
        Route("/docs", pages.docs),
        Route("/", pages.home),
    ]
    return App(services, here_v3, routes)


async def health(request: Request) -> Response:
    """Whether the store answers, and how many locations it has; needs no key."""
    services: Services = request.app.state.services
    count = services.reads().location_count()
    body = {"status": "ok", "version": __version__, "locations": count}
    return Response(msgspec.json.encode(body), media_type=JSON)


async def own_openapi(request: Request) -> Response:
    """The description of our own API."""
    return Response(specification(), media_type=JSON)
