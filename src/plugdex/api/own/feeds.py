"""``GET /api/feeds``: what we pull, and how it is doing."""

import time

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from plugdex.api.services import Services
from plugdex.directory.feeds import FeedOverview, overview
from plugdex.model.value import Value


class FeedList(Value, frozen=True, kw_only=True):
    """All feeds by name."""

    items: tuple[FeedOverview, ...]


def feeds_endpoint(request: Request) -> Response:
    """All feeds; one that is silent is stale, one whose statuses stand still is frozen."""
    services: Services = request.app.state.services
    found = overview(services.reads(), time.time_ns() // 1_000_000)
    return Response(msgspec.json.encode(FeedList(items=found)), media_type="application/json")
