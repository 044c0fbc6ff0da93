"""``plugdex serve`` and ``plugdex demo``."""

import logging
import logging.config
import os
import signal
import socket
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final

import typer
import uvicorn
from uvicorn.supervisors import Multiprocess

from plugdex import wiring
from plugdex.cli.demo import load_demo, print_hints
from plugdex.cli.draining import DrainingProtocol
from plugdex.cli.listening import listening_socket, passed_descriptor
from plugdex.cli.outcome import Exit, command
from plugdex.cli.stores import StoreOption, settings
from plugdex.observe import slots
from plugdex.observe.log_lines import log_config
from plugdex.settings import PREFIX

GRACE_SECONDS: Final = 10
"""How long requests may take to end after a stop signal."""
START_SECONDS: Final = 60
"""How long a worker may take to answer its supervisor before it counts as hung."""
LOOPBACK: Final = "127.0.0.1"
SERVER: Final[Mapping[str, Any]] = {
    "server_header": False,
    "timeout_graceful_shutdown": GRACE_SECONDS,
    "lifespan": "off",
    "ws": "none",
    "http": DrainingProtocol,
    "timeout_worker_healthcheck": START_SECONDS,
}
"""What is the same for every server; also for the one that the benchmarks compare with."""

log = logging.getLogger("plugdex.server")

HostOption = Annotated[str | None, typer.Option("--host", help="Address to listen on.")]
PortOption = Annotated[int | None, typer.Option("--port", help="Port to listen on.")]


@command
def serve(
    store: StoreOption = None,
    host: HostOption = None,
    port: PortOption = None,
    workers: Annotated[int | None, typer.Option("--workers", help="Server processes.")] = None,
    is_open: Annotated[bool, typer.Option("--open", help="Ask for no key.")] = False,
    access_log: Annotated[
        bool, typer.Option("--access-log", help="Write a line for every request.")
    ] = False,
    descriptor: Annotated[
        int | None, typer.Option("--fd", help="Descriptor of an open socket to listen on.")
    ] = None,
) -> None:
    """Serve the API."""
    chosen = {
        "store": store,
        "host": host,
        "port": port,
        "workers": workers,
        "open": is_open or None,
        "access_log": access_log or None,
    }
    for name, value in chosen.items():
        if value is not None:
            os.environ[PREFIX + name.upper()] = str(value)
    run_server(descriptor)


@command
def demo(
    host: HostOption = None,
    port: PortOption = None,
) -> None:
    """Serve real open data from this package: nothing to set up, nothing kept."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(Exit.DONE))  # leaves the block below
    with tempfile.TemporaryDirectory(prefix="plugdex-demo-") as folder:
        path = Path(folder) / "demo.db"
        store = wiring.open_store(f"sqlite:///{path}")
        load_demo(store)
        os.environ[PREFIX + "STORE"] = f"sqlite:///{path}"
        os.environ[PREFIX + "OPEN"] = "true"
        os.environ[PREFIX + "HOST"] = host or LOOPBACK
        if port:
            os.environ[PREFIX + "PORT"] = str(port)
        print_hints(store, f"http://{settings().host}:{settings().port}")
        store.close()
        run_server()


def run_server(descriptor: int | None = None) -> None:
    """Run until a signal; requests that are under way are answered."""
    chosen = settings()
    logs = log_config(chosen.log_format, access_log=chosen.access_log)
    logging.config.dictConfig(logs)
    passed = passed_descriptor(os.environ) if descriptor is None else descriptor
    listener = listening_socket(chosen.host, chosen.port, passed)
    wiring.build_front(chosen)
    config = uvicorn.Config(
        "plugdex.wiring:app_from_environment",
        factory=True,
        host=chosen.host,
        port=chosen.port,
        workers=chosen.workers,
        access_log=False,  # the application writes its own, which has no keys in it
        log_config=logs,
        proxy_headers=bool(chosen.proxies),
        forwarded_allow_ips=chosen.proxies or None,
        log_level="info" if chosen.access_log else "warning",
        **SERVER,
    )
    if chosen.workers > 1:
        run_workers(config, listener)
    else:
        run_alone(config, listener)


def run_alone(config: uvicorn.Config, listener: socket.socket) -> None:
    """Serve in this process, which nothing can replace while it runs."""
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, lambda *_: log.warning("reload_needs_workers"))
    uvicorn.Server(config).run(sockets=[listener])


def run_workers(config: uvicorn.Config, listener: socket.socket) -> None:
    """Serve in several processes, which SIGHUP replaces one by one."""
    with tempfile.TemporaryDirectory(prefix="plugdex-counts-") as folder:
        os.environ[slots.FOLDER] = folder
        Multiprocess(config, sockets=[listener]).run()
