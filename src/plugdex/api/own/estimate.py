"""``/api/estimate``: what a session would cost at up to 100 locations."""

from typing import Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from plugdex.api.own import estimate_query
from plugdex.api.own.vehicle_query import read_vehicle
from plugdex.api.services import Services
from plugdex.directory.estimate import Estimate, estimate
from plugdex.directory.estimate_question import InvalidQuestion, check_count
from plugdex.model.value import Value

MOST_BYTES: Final = 1 << 16
ENCODER: Final = msgspec.json.Encoder(decimal_format="number")


class EstimateAnswer(Value, frozen=True, kw_only=True):
    """The estimates in the order of the question; ids that nobody knows are missing."""

    items: tuple[Estimate, ...]


async def estimate_endpoint(request: Request) -> Response:
    """Prices with every step, or the reasons why none can be said."""
    services: Services = request.app.state.services
    if request.method == "POST":
        question, said = estimate_query.read_body(await read_body(request))
    else:
        said = dict(request.query_params)
        estimate_query.check_names(said)
        question = estimate_query.read_parameters(said)
    check_count(question)
    wish = estimate_query.to_wish(question, read_vehicle(said, services.vehicles))
    answer = EstimateAnswer(items=tuple(estimate(services.reads(), question.locations, wish)))
    return Response(ENCODER.encode(answer), media_type="application/json")


async def read_body(request: Request) -> bytes:
    """The body, as far as a question can be long."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise InvalidQuestion(f"the body must have at most {MOST_BYTES:,} bytes")
    return body
