"""The store that a command works on."""

import os
from pathlib import Path
from typing import Annotated

import typer

from plugdex import wiring
from plugdex.settings import Settings, load_settings

StoreOption = Annotated[
    str | None,
    typer.Option("--store", metavar="URL", help="Where locations live: sqlite:///path."),
]


def settings() -> Settings:
    """The settings of this process."""
    return load_settings(os.environ, Path.cwd())


def open_chosen(url: str | None) -> wiring.FullStore:
    """The store of the option, or of the settings."""
    return wiring.open_store(url or settings().store)
