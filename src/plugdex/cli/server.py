"""``plugdex serve`` and ``plugdex demo``."""

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

from plugdex import wiring
from plugdex.cli.demo import load_demo, print_hints
from plugdex.cli.outcome import Exit, command
from plugdex.cli.stores import StoreOption, settings
from plugdex.settings import PREFIX

GRACE_SECONDS: Final = 10
"""How long requests may take to end after a stop signal."""
LOOPBACK: Final = "127.0.0.1"
SERVER: Final[Mapping[str, Any]] = {
    "server_header": False,
    "timeout_graceful_shutdown": GRACE_SECONDS,
    "lifespan": "off",
    "ws": "none",
    "http": "plugdex.cli.protocol:Protocol",
}
"""What is the same for every server; also for the one that the benchmarks compare with."""

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
    run_server()


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


def run_server() -> None:
    """Run until a signal; requests that are under way are answered."""
    chosen = settings()
    check_port(chosen.host, chosen.port)
    wiring.build_front(chosen)
    uvicorn.run(
        "plugdex.wiring:app_from_environment",
        factory=True,
        host=chosen.host,
        port=chosen.port,
        workers=chosen.workers,
        access_log=chosen.access_log,
        proxy_headers=bool(chosen.proxies),
        forwarded_allow_ips=chosen.proxies or None,
        log_level="info" if chosen.access_log else "warning",
        **SERVER,
    )


def check_port(host: str, port: int) -> None:
    """Say so at once when the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            typer.echo(
                f"plugdex: cannot listen on {host}:{port} ({error.strerror}); "
                "choose another with --port",
                err=True,
            )
            raise typer.Exit(Exit.FAILED) from error
