"""What sets the parts of prepared answers apart: control characters, which JSON never contains."""

from typing import Final

SEGMENT: Final = b"\x1e"
PIECE: Final = b"\x1f"
