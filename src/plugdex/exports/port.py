"""What an exporter is: locations in, bytes of one file out."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Protocol, runtime_checkable

from plugdex.directory.terms import UNKNOWN, Terms
from plugdex.formats.port import Party
from plugdex.model.location import Location
from plugdex.model.status import EvseStatus
from plugdex.model.tariffs import Tariff
from plugdex.model.value import Value


class Exported(Value, frozen=True, gc=False):
    """A location as it leaves the house: positional and untracked, because there are many."""

    id: str
    """The public id."""
    cell: int
    """Z-order cell (see ``model.geo``): exports are in the order of (cell, id)."""
    lat: float
    lon: float
    location: Location
    """As it is shown: without hidden EVSEs, and always with coordinates."""
    statuses: tuple[EvseStatus, ...]
    """Of the EVSEs that are shown, as far as known; those of silent sources are what is left."""
    digest: str
    """Hash of all of it, 32 hexadecimal digits: equal where nothing changed."""


class Tiling(Value, frozen=True, kw_only=True):
    """How finely exports are cut that consist of tiles."""

    level: int = 12
    """Of the partitions of a layer."""
    min_zoom: int = 0
    max_zoom: int = 14


class Edition(Value, frozen=True, kw_only=True):
    """What is true of a whole export."""

    created: datetime
    terms: Mapping[str, Terms]
    """By source."""
    tariffs: Callable[[], Iterator[Tariff]]
    """The tariffs of the sources that are in it, read when asked for."""
    tiling: Tiling = Tiling()
    party: Party | None = None
    """Who answers for locations without an owner, in shapes that want one."""

    def terms_of(self, source: str) -> Terms:
        """The terms of a source."""
        return self.terms.get(source, UNKNOWN)


class Sink(Protocol):
    """Where bytes go, in order; it cannot be rewound."""

    def write(self, data: bytes, /) -> int:
        """Take bytes."""
        ...


class Exporter(Protocol):
    """Writes one outside shape."""

    name: str
    title: str
    suffix: str
    """How files of it end, such as ``.geojson``."""

    def write(self, places: Iterator[Exported], sink: Sink, edition: Edition) -> int:
        """Write all locations, in bounded memory; returns how many it has no words for.

        They are read as they are needed: how far it is can be told from how many were taken.
        """
        ...


class Files(Protocol):
    """A folder that is filled."""

    def put(self, name: str, data: bytes, /) -> None:
        """A new file; slashes in its name are folders."""
        ...


@runtime_checkable
class FolderExporter(Protocol):
    """Writes one outside shape that is a folder."""

    name: str
    title: str
    suffix: str
    mark: str
    """A file that such a folder always has."""

    def fill(self, places: Iterator[Exported], files: Files, edition: Edition) -> int:
        """As ``Exporter.write``."""
        ...
