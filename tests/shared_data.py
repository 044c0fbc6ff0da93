"""The folder of shared data beside the checkout: real files and tables of the contract."""

import os
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "shared"


def shared(path: str, folder: Path = FOLDER) -> Path:
    """The path of shared data; skips the test where the folder is absent.

    A file that is missing from a folder that is there must not go unnoticed in CI.
    """
    found = folder / path
    if found.exists():
        return found
    reason = f"no {path} in the folder of shared data"
    if folder.is_dir() and os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)
