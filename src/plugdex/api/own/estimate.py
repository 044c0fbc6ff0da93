"""``POST /api/estimate``: what a session would cost at up to 100 locations."""

from datetime import UTC, datetime
from typing import Final

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from plugdex.api.services import Services
from plugdex.directory.estimate import Estimate, estimate
from plugdex.directory.estimate_question import InvalidQuestion, Question, wish_of
from plugdex.model.value import Value

MOST_BYTES: Final = 1 << 16
DECODER: Final = msgspec.json.Decoder(Question)
ENCODER: Final = msgspec.json.Encoder(decimal_format="number")


class EstimateAnswer(Value, frozen=True, kw_only=True):
    """The estimates in the order of the question; ids that nobody knows are missing."""

    items: tuple[Estimate, ...]


async def estimate_endpoint(request: Request) -> Response:
    """Prices with every step, or the reasons why none can be said."""
    services: Services = request.app.state.services
    question = read_question(await read_body(request))
    wish = wish_of(question, datetime.now(UTC))
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


def read_question(body: bytes) -> Question:
    """The question of a JSON object; members that we do not know are passed over."""
    try:
        return DECODER.decode(body)
    except msgspec.MsgspecError as error:
        raise InvalidQuestion(str(error)) from None
