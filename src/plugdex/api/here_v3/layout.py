"""How the prepared form of an answer is laid out.

Segments, and the pieces of a segment, are set apart by control characters, which JSON text
never contains.
"""

from typing import Final

FORM: Final = 2
"""To be raised with every change of the prepared bytes, or of what is stored beside them."""

SEGMENT: Final = b"\x1e"
PIECE: Final = b"\x1f"

HEAD, ADDRESS, INFO, PULL_THROUGH, TRUCKS, EMSPS, NEARBY, TARIFFS = range(8)
EVSES, EVSE_MASKS, GROUPS, GROUP_MASKS, GROUP_LINKS = range(8, 13)
"""Places of the segments."""
