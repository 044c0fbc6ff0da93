"""The one place where the pieces are put together."""

import os
import time
from pathlib import Path
from typing import Final, Protocol

from starlette.applications import Starlette

from plugdex.api.access import Gate
from plugdex.api.app import create_app
from plugdex.api.here_v3.prepare import Prepared
from plugdex.api.services import Services
from plugdex.directory.ports import Keys, Store
from plugdex.directory.publish import Dialect
from plugdex.model.errors import InvalidSetting, OutdatedStore
from plugdex.settings import Settings, load_settings
from plugdex.stores.sqlite import open_sqlite

SQLITE: Final = "sqlite:///"


class FullStore(Store, Keys, Protocol):
    """A store that keeps keys, too."""


def open_store(url: str) -> FullStore:
    """Open the store of a URL; raises ``InvalidSetting`` for a kind that we do not have."""
    if not url.startswith(SQLITE) or url == SQLITE:
        raise InvalidSetting(f"store {url!r}: must be of the form sqlite:///path/to/plugdex.db")
    return open_sqlite(Path(url.removeprefix(SQLITE)))


def dialect() -> Dialect:
    """What is prepared when a location is published."""
    return Prepared()


def build_app(settings: Settings) -> Starlette:
    """The HTTP application of a store; raises ``OutdatedStore`` when it wants a reindex."""
    store = open_store(settings.store)
    if next(iter(store.unprepared(dialect().form)), None) is not None:
        raise OutdatedStore("the store was prepared by another version; run: plugdex reindex")
    gate = Gate(store.all_keys, time.monotonic, is_open=settings.open)
    return create_app(Services(reads=store.reads, gate=gate))


def app_from_environment() -> Starlette:
    """The application of a worker process."""
    return build_app(load_settings(os.environ, Path.cwd()))
