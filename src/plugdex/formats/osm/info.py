"""What ``source.toml`` says, for all modules of this folder."""

from typing import Final

from plugdex.formats.source import load_source

INFO: Final = load_source(__file__)
CODES: Final = INFO.codes
