"""Wire values as JSON: members that are absent are left out, decimals are exact numbers."""

from typing import Final

import msgspec

from plugdex.formats.ocpi import wire

_encoder: Final = msgspec.json.Encoder(decimal_format="number")


def encode(thing: wire.Wire) -> bytes:
    """The JSON of one object."""
    return _encoder.encode(thing)
