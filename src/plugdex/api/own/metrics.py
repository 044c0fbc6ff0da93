"""``GET /metrics``: what Prometheus asks for, the same from whichever process answers."""

import logging
import time
from collections.abc import Iterator
from typing import Final

from prometheus_client import CollectorRegistry
from prometheus_client.core import Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response

from plugdex.api.own.process_metrics import process_metrics
from plugdex.api.own.request_metrics import request_metrics
from plugdex.api.own.store_metrics import store_metrics, store_state
from plugdex.api.services import Services

DIALECTS: Final = {
    "v3": "here_v3",
    "v1": "here_search",
    "ev": "here_v2",
    "ocpi": "ocpi",
    "api": "own",
    "tiles": "tiles",
}
"""Names of the dialects by the first part of their paths."""
OTHERS: Final = "pages"

log = logging.getLogger("plugdex.metrics")


class _Everything(Collector):
    """All metrics as of now; without those of the store when it cannot be read."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def collect(self) -> Iterator[Metric]:
        """All metrics."""
        services = self._services
        yield from request_metrics(services.meter)
        yield from process_metrics(part.pid for part in services.meter.slots.parts())
        try:
            found = list(
                store_metrics(services.reads(), services.sizes(), time.time_ns() // 1_000_000)
            )
        except Exception:  # the metrics of the requests are worth as much then
            log.exception("store_failed")
            found = []
        yield store_state(is_up=bool(found))
        yield from found


def metrics_endpoint(request: Request) -> Response:
    """All metrics, in the format that the client asks for."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Everything(request.app.state.services))
    encode, media = choose_encoder(request.headers.get("accept", ""))
    return Response(encode(registry), headers={"content-type": media, "cache-control": "no-store"})
