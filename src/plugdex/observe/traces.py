"""Traces by OpenTelemetry: a span for each request; settings are the ``OTEL_…`` variables.

Imported only where they are set. Its own instrumentation would record whole addresses, and keys
stand in them; so the spans are made here.
"""

from collections.abc import Awaitable, Mapping
from typing import Final

from opentelemetry import propagate, trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, SERVICE_VERSION, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind, Status, StatusCode
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from plugdex import __version__
from plugdex.observe.requests import TRACE

NAME: Final = "plugdex"
SERVER_ERROR: Final = 500


def traced(app: ASGIApp, environment: Mapping[str, str]) -> ASGIApp:
    """The application with a span around every request, sent by OTLP over HTTP."""
    names = {SERVICE_NAME: environment.get("OTEL_SERVICE_NAME", NAME), SERVICE_VERSION: __version__}
    provider = TracerProvider(resource=Resource.create(names))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return Traced(app, provider.get_tracer(NAME, __version__))


class Traced:
    """An application with a span around every request."""

    def __init__(self, app: ASGIApp, tracer: trace.Tracer) -> None:
        self._app = app
        self._tracer = tracer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; a ``traceparent`` of the client is continued."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = {
            name.decode("latin-1"): each.decode("latin-1") for name, each in scope["headers"]
        }
        facts = {"http.request.method": scope["method"], "url.path": scope["path"]}
        with self._tracer.start_as_current_span(
            f"{scope['method']} {'/'.join(scope['path'].split('/', 2)[:2])}",
            context=propagate.extract(headers),
            kind=SpanKind.SERVER,
            attributes=facts,
            record_exception=False,
        ) as span:
            scope[TRACE] = f"{span.get_span_context().trace_id:032x}"

            def noticed(message: Message) -> Awaitable[None]:
                if message["type"] == "http.response.start":
                    span.set_attribute("http.response.status_code", message["status"])
                    if message["status"] >= SERVER_ERROR:
                        span.set_status(Status(StatusCode.ERROR))
                return send(message)

            await self._app(scope, receive, noticed)
