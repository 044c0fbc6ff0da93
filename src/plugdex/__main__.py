"""``python -m plugdex``."""

from plugdex.cli.main import run

run()
