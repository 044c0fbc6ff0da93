"""Read a pooled map layer: ``Layer`` is a folder or a web server, ``read_partition`` one tile.

Needs only msgspec and protobuf (``plugdex[layer]``); neither a store nor a server is loaded.
"""

from collections.abc import Callable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Self

from plugdex.formats.layer.index import INDEX, LayerIndex, file_of, read_index
from plugdex.formats.layer.parse import Partition, read_partition
from plugdex.formats.layer.tiling import tile_at
from plugdex.formats.layer.values import Entry, Group

__all__ = ["Entry", "Group", "Layer", "LayerIndex", "Partition", "read_partition", "tile_at"]


class Layer:
    """The partitions of a layer, fetched one by one.

    ``fetch`` returns the bytes of a file of the layer's folder by its name.
    """

    def __init__(self, fetch: Callable[[str], bytes]) -> None:
        self._fetch = fetch

    @classmethod
    def in_folder(cls, folder: str | Path) -> Self:
        """A layer on disk."""
        return cls(lambda name: (Path(folder) / name).read_bytes())

    @cached_property
    def index(self) -> LayerIndex:
        """What the layer consists of, and on which terms."""
        return read_index(self._fetch(INDEX))

    def partition(self, name: str) -> Partition:
        """A partition of the index; raises ``KeyError`` when it is not one."""
        if name not in self.index.partitions:
            raise KeyError(name)
        return read_partition(self._fetch(file_of(name)))

    def at(self, lat: float, lon: float) -> Partition | None:
        """The partition of the tile that a point lies in; ``None`` when nothing is there."""
        name = str(tile_at(lat, lon, self.index.level))
        return self.partition(name) if name in self.index.partitions else None

    def __iter__(self) -> Iterator[Partition]:
        """All partitions."""
        return map(self.partition, self.index.partitions)

    def __len__(self) -> int:
        return len(self.index.partitions)
