"""The HTTP application: a list of routes, one place for errors, nothing registered by import."""

from collections.abc import Mapping, Sequence
from typing import Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from plugdex.api import pages, token_endpoint
from plugdex.api.here_search import openapi as here_search
from plugdex.api.here_search.endpoints import HereSearch
from plugdex.api.here_v2 import openapi as here_v2
from plugdex.api.here_v2.endpoints import HereV2
from plugdex.api.here_v3.endpoints import HereV3
from plugdex.api.here_v3.openapi import PREFIX
from plugdex.api.map_page import MapPage, built_page
from plugdex.api.ocpi import node as ocpi
from plugdex.api.ocpi.build import build_node
from plugdex.api.own import changes, live, problems, search, sources, tiles, vehicles
from plugdex.api.own.connectors import connectors_endpoint
from plugdex.api.own.estimate import estimate_endpoint
from plugdex.api.own.feeds import feeds_endpoint
from plugdex.api.own.fit import fit_endpoint
from plugdex.api.own.health import health_endpoint
from plugdex.api.own.locations import list_endpoint
from plugdex.api.own.metrics import metrics_endpoint
from plugdex.api.own.openapi import specification
from plugdex.api.own.place import place_endpoint
from plugdex.api.services import Services
from plugdex.model.errors import PlugdexError

JSON: Final = "application/json"


class App(Starlette):
    """The routes, and a short way to hot dialects: the router costs as much as a look-up."""

    def __init__(
        self, services: Services, hot: Mapping[str, ASGIApp], routes: Sequence[BaseRoute]
    ) -> None:
        super().__init__(routes=routes, exception_handlers={PlugdexError: problems.render})
        self.state.services = services
        self._hot = hot

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http":
            for prefix, dialect in self._hot.items():
                if scope["path"].startswith(prefix):
                    await dialect(scope, receive, send)
                    return
        await super().__call__(scope, receive, send)


def create_app(services: Services) -> Starlette:
    """Put the dialects and pages together."""
    here_v3 = HereV3(services.reads, services.gate, services.stale)
    page = MapPage(built_page(), services.map_style)
    places = HereSearch(services.reads, services.gate, services.stale)
    stations = HereV2(services.reads, services.gate, services.stale)
    searching = search.Search(services.reads, services.stale, services.vehicles, services.credits)
    map_tiles = tiles.Tiles(services.reads, services.stale, services.vehicles)
    services.listeners.on("registry", services.gate.forget)
    services.listeners.on("locations", map_tiles.outdate)
    routes = [
        Mount(PREFIX, here_v3),
        Mount(here_search.PREFIX, places),
        Mount(here_v2.PREFIX, stations),
        Route(search.PATH, searching),
        Route(search.GEOJSON_PATH, searching),
        Route(tiles.TEMPLATE, map_tiles),
        Route("/api/locations", list_endpoint),
        Route("/api/locations/{id}", place_endpoint),
        Route(changes.PATH, changes.changes_endpoint),
        Route(live.PATH, live.LiveEndpoint(services)),
        Route("/api/connectors", connectors_endpoint),
        Route("/api/locations/{id}/fit", fit_endpoint),
        Route("/api/vehicles", vehicles.list_endpoint),
        Route("/api/vehicles/{id}", vehicles.vehicle_endpoint),
        Route("/api/estimate", estimate_endpoint, methods=["GET", "POST"]),
        Route("/api/feeds", feeds_endpoint),
        Route("/api/sources", sources.list_endpoint),
        Route("/api/sources/{name}", sources.report_endpoint),
        Route("/api/openapi.json", own_openapi),
        Route("/health", health_endpoint),
        Route("/metrics", metrics_endpoint),
        Route(token_endpoint.PATH, token_endpoint.token_endpoint, methods=["POST"]),
        Route("/docs", pages.docs),
        Route("/about", pages.about),
        Route("/assets/{name}", page.asset),
        Route("/", page.home),
    ]
    hot: Mapping[str, ASGIApp] = {
        PREFIX + "/": here_v3,
        here_search.PREFIX + "/": places,
        here_v2.PREFIX + "/": stations,
        ocpi.PREFIX + "/": build_node(services),
        search.PATH: searching,
        tiles.PREFIX: map_tiles,
    }
    return App(services, hot, routes)


async def own_openapi(request: Request) -> Response:
    """The description of our own API."""
    return Response(specification(), media_type=JSON)
