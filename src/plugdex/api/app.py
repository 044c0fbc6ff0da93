"""The HTTP application: a list of routes, one place for errors, nothing registered by import."""

from typing import Final

import msgspec
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from plugdex import __version__
from plugdex.api import pages
from plugdex.api.here_v3.endpoints import PREFIX, HereV3
from plugdex.api.own import problems
from plugdex.api.own.locations import list_endpoint
from plugdex.api.own.openapi import specification
from plugdex.api.services import Services
from plugdex.model.errors import PlugdexError

JSON: Final = "application/json"


def create_app(services: Services) -> Starlette:
    """Put the dialects and pages together."""
    app = Starlette(
        routes=[
            Mount(PREFIX, HereV3(services.reads, services.gate)),
            Route("/api/locations", list_endpoint),
            Route("/api/openapi.json", own_openapi),
            Route("/health", health),
            Route("/docs", pages.docs),
            Route("/", pages.home),
        ],
        exception_handlers={PlugdexError: problems.render},
    )
    app.state.services = services
    return app


async def health(request: Request) -> Response:
    """Whether the store answers, and how many locations it has; needs no key."""
    services: Services = request.app.state.services
    count = services.reads().location_count()
    body = {"status": "ok", "version": __version__, "locations": count}
    return Response(msgspec.json.encode(body), media_type=JSON)


async def own_openapi(request: Request) -> Response:
    """The description of our own API."""
    return Response(specification(), media_type=JSON)
