"""Environments of other implementations, each made once and kept.

They want older versions of libraries that we use too, so they cannot live in ours.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import NoReturn

import pytest

HERE = Path(__file__).resolve().parent
FOLDER = Path(os.environ.get("PLUGDEX_TEST_COUNTERPARTS") or HERE.parents[1] / ".counterparts")
PYTHON = Path("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
LAST_PYTHON = {"extrawest": (3, 11)}  # its pydantic 1 does not know the typing of later ones
INSTALL = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check")
INSTALL_SECONDS = 240


def python_for(name: str) -> Path:
    """The python that has what `requirements-{name}.txt` lists; skips the test without it."""
    if sys.version_info[:2] > LAST_PYTHON.get(name, sys.version_info[:2]):
        pytest.skip(f"{name} needs an older Python")
    listed = HERE / f"requirements-{name}.txt"
    home = FOLDER / f"{name}-{sha256(listed.read_bytes()).hexdigest()[:12]}"
    if not home.is_dir():
        make(home, listed)
    return home / PYTHON


def make(home: Path, listed: Path) -> None:
    """Make an environment beside its place and move it there, so that none is ever half made."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(dir=FOLDER))
    try:
        run(sys.executable, "-m", "venv", str(draft))
        run(str(draft / PYTHON), *INSTALL, "--requirement", str(listed))
        settle(draft, home)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def run(*command: str) -> None:
    """Run a step; where it fails there is most likely no package index in reach."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=INSTALL_SECONDS)
    except subprocess.TimeoutExpired:
        without("the package index does not answer")
    if done.returncode:
        without((done.stderr.strip().splitlines() or ["pip gave no reason"])[-1])


def settle(draft: Path, home: Path) -> None:
    """Move it to its place, unless another worker was quicker."""
    try:
        draft.rename(home)
    except OSError:
        if not home.is_dir():
            raise


def without(reason: str) -> NoReturn:
    """Skip, but fail in CI: there, a counterpart that is gone must not go unnoticed."""
    told = f"no environment for the counterpart: {reason}"
    if os.environ.get("CI") == "true":
        pytest.fail(told)
    pytest.skip(told)
