"""``layer.json``: what a layer consists of."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import msgspec

from plugdex.formats.layer.values import VERSION
from plugdex.model.errors import UnreadableSource
from plugdex.model.value import Value

INDEX: Final = "layer.json"
SCHEMA: Final = "partition.proto"
NAME: Final = "plugdex-layer"


class LayerSource(Value, frozen=True, kw_only=True):
    """From whom data of a layer are, and on which terms."""

    name: str
    title: str = ""
    licence: str = ""
    licence_url: str = ""
    attribution: str = ""
    locations: int


class Listed(Value, frozen=True, kw_only=True):
    """A partition; there are none without locations."""

    locations: int
    bytes: int


class LayerIndex(Value, frozen=True, kw_only=True, omit_defaults=False):
    """The index of a layer."""

    format: str = NAME
    version: int = VERSION
    level: int
    """Of the tiles."""
    created: datetime
    plugdex: str
    """The version that made it."""
    locations: int
    evses: int
    connectors: int
    sources: tuple[LayerSource, ...]
    partitions: Mapping[str, Listed]


DECODER: Final = msgspec.json.Decoder(LayerIndex)


def read_index(data: bytes) -> LayerIndex:
    """The index of some bytes; raises ``UnreadableSource``."""
    try:
        index = DECODER.decode(data)
    except msgspec.DecodeError as error:
        raise UnreadableSource("This is no index of a layer", advice=str(error)) from error
    if (index.format, index.version) != (NAME, VERSION):
        raise UnreadableSource(
            f"This layer is {index.format} {index.version}, and {NAME} {VERSION} is known",
            advice="Use a newer plugdex.",
        )
    return index


def file_of(partition: str) -> str:
    """Where a partition lies, from the folder of the index."""
    return f"tiles/{partition}.pb"
