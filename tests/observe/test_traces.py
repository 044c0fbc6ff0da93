"""Traces, as a collector gets them."""

import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from plugdex.observe.tracing import is_wanted
from plugdex.stores.sqlite import open_sqlite
from tests.api.servers import serving
from tests.places import location, reading, take_in

trace_service = pytest.importorskip("opentelemetry.proto.collector.trace.v1.trace_service_pb2")

SECRET = "s3cr3t-Wq8LmZ2xTnE5vB7y"
PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture
def collector():
    """A collector: its address, and the bodies that it got."""
    bodies = []
    arrived = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            size = int(self.headers["content-length"])
            bodies.append((self.headers.get("content-encoding"), self.rfile.read(size)))
            self.send_response(200)
            self.end_headers()
            arrived.set()

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}", bodies, arrived
        server.shutdown()


def test_spans(collector, tmp_path, monkeypatch):
    """A request is a span of the client's trace, without its key."""
    address, bodies, arrived = collector
    store = open_sqlite(tmp_path / "a.db")
    take_in(store, reading(location("a")))
    store.close()
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", address)
    monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "200")
    with serving(tmp_path / "a.db", "--open") as client:
        query = {"apiKey": SECRET}
        client.get("/v3/version", params=query, headers={"traceparent": PARENT})
        assert arrived.wait(20)
        client.get("/health")
    spans = [
        span
        for _, body in bodies
        for resource in trace_service.ExportTraceServiceRequest.FromString(body).resource_spans
        for scope in resource.scope_spans
        for span in scope.spans
    ]
    (found,) = [span for span in spans if span.name == "GET /v3"]

    assert found.trace_id.hex() in PARENT
    assert all(SECRET.encode() not in body for _, body in bodies)


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [
        ({}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://c"}, True),
        ({"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": "http://c"}, True),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://c", "OTEL_TRACES_EXPORTER": "none"}, False),
        ({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://c", "OTEL_SDK_DISABLED": "true"}, False),
    ],
)
def test_wanted(environment, wanted):
    """The variables of OpenTelemetry decide."""
    assert is_wanted(environment) is wanted


def test_nothing_is_imported():
    """Without a wish the server knows nothing of OpenTelemetry."""
    code = "import plugdex.wiring, sys; print([m for m in sys.modules if 'opentelemetry' in m])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)

    assert done.stdout.strip() == "[]"
