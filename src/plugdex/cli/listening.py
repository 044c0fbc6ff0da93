"""The socket on which the server listens: our own, or one that another program opened for us.

A socket that systemd holds stays open while the server is restarted, so that clients wait for a
moment instead of being refused (see sd_listen_fds(3)).
"""

import os
import socket
from collections.abc import Mapping
from typing import Final

import typer

from plugdex.cli.outcome import Exit

FIRST_PASSED: Final = 3
"""The first descriptor that systemd passes (SD_LISTEN_FDS_START)."""


def passed_descriptor(environment: Mapping[str, str]) -> int | None:
    """The socket that systemd passed to this process, if any."""
    is_ours = environment.get("LISTEN_PID") == str(os.getpid())
    return FIRST_PASSED if is_ours and environment.get("LISTEN_FDS", "0") != "0" else None


def listening_socket(host: str, port: int, descriptor: int | None) -> socket.socket:
    """The socket of a descriptor, or a new one; says so at once when the port is taken."""
    if descriptor is not None:
        return _given(descriptor)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        typer.echo(
            f"plugdex: cannot listen on {host}:{port} ({error.strerror}); "
            "choose another with --port",
            err=True,
        )
        raise typer.Exit(Exit.FAILED) from error


def _given(descriptor: int) -> socket.socket:
    try:
        found = socket.socket(fileno=descriptor)
    except OSError as error:
        raise typer.BadParameter(f"{descriptor} is no open socket", param_hint="--fd") from error
    os.set_inheritable(descriptor, False)
    return found
