"""The store that a command works on."""

import os
import time
from pathlib import Path
from typing import Annotated, Final

import typer

from plugdex import wiring
from plugdex.settings import Settings, load_settings

PAUSE: Final = 0.002
"""Seconds between two transactions of a load: long enough for others to take their turn."""

StoreOption = Annotated[
    str | None,
    typer.Option(
        "--store", metavar="URL", help="Where locations live: sqlite:///path or postgresql://…"
    ),
]


def settings() -> Settings:
    """The settings of this process."""
    return load_settings(os.environ, Path.cwd())


def open_chosen(url: str | None) -> wiring.FullStore:
    """The store of the option, or of the settings."""
    return wiring.open_store(url or settings().store)


def give_way() -> None:
    """Let others write between two transactions."""
    time.sleep(PAUSE)
