"""``GET /api/connectors``: which connectors there are, the most frequent first."""

from collections import Counter

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from plugdex.api.services import Services
from plugdex.directory.facets import CONNECTOR
from plugdex.directory.ports import Reads
from plugdex.model.connectors import BY_OCPI
from plugdex.model.value import Value


class ConnectorCount(Value, frozen=True, kw_only=True):
    """A connector standard that locations have."""

    standard: str
    """The OCPI name."""
    name: str
    current: tuple[str, ...]
    locations: int
    """A location with two powers of one standard counts twice."""


class ConnectorList(Value, frozen=True, kw_only=True, omit_defaults=False):
    """All standards that there are."""

    items: tuple[ConnectorCount, ...]


def connectors_endpoint(request: Request) -> Response:
    """The standards of all published locations."""
    services: Services = request.app.state.services
    answer = ConnectorList(items=connector_counts(services.reads()))
    return Response(msgspec.json.encode(answer), media_type="application/json")


def connector_counts(reads: Reads) -> tuple[ConnectorCount, ...]:
    """How many locations have each standard, over all countries."""
    counts: Counter[str] = Counter()
    for facet in reads.facets():
        if facet.kind == CONNECTOR:
            counts[facet.key] += facet.locations
    return tuple(
        ConnectorCount(
            standard=standard,
            name=BY_OCPI[standard].name,
            current=BY_OCPI[standard].current,
            locations=count,
        )
        for standard, count in counts.most_common()
    )
