"""Packing: large columns take a quarter of their bytes or less.

They are much alike, and each alone is too short to compress well, so a dictionary that ships with
the package knows what they have in common. What is packed begins like any Zstandard frame; what is
not is as it was written, so a store may have both.
"""

from importlib.resources import files
from typing import Final

import zstandard

DICTIONARY: Final = 1
"""The number of the dictionary, which stands in each frame. Never change one that was used."""

LEVEL: Final = 3
FRAME: Final = zstandard.FRAME_HEADER
SHORT: Final = 64
"""Bytes below which nothing is won."""


class Packer:
    """Packs and unpacks; for one thread at a time."""

    def __init__(self) -> None:
        self._compress = zstandard.ZstdCompressor(level=LEVEL, dict_data=_DICTIONARY).compress
        self._decompress = zstandard.ZstdDecompressor(dict_data=_DICTIONARY).decompress

    def packed(self, data: bytes) -> bytes:
        """The shorter of both forms; what looks like a frame is always packed."""
        if len(data) < SHORT and not data.startswith(FRAME):
            return data
        packed = self._compress(data)
        return packed if len(packed) < len(data) or data.startswith(FRAME) else data

    def plain(self, data: bytes) -> bytes:
        """What was packed, or was not."""
        return self._decompress(data) if data.startswith(FRAME) else data


_DICTIONARY: Final = zstandard.ZstdCompressionDict(
    files("plugdex.stores").joinpath("dictionaries", f"{DICTIONARY}.zstd").read_bytes(),
    dict_type=zstandard.DICT_TYPE_FULLDICT,
)
_DICTIONARY.precompute_compress(level=LEVEL)
