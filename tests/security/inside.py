"""A real server in a thread of this process, where a test wants what no setting offers."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from plugdex.cli.server import SERVER
from tests.api.servers import WAIT_SECONDS, free_port


@contextmanager
def inside(app: ASGIApp, **options: object) -> Iterator[int]:
    """Serve an application; yields the port."""
    port = free_port()
    config = uvicorn.Config(app, port=port, log_level="error", **{**SERVER, **options})
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    deadline = time.monotonic() + WAIT_SECONDS
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.01)
    try:
        yield port
    finally:
        server.should_exit = True
        thread.join(WAIT_SECONDS)
