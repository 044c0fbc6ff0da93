"""The helper that finds shared data."""

from pathlib import Path

import pytest

from tests.shared_data import shared


def test_present(tmp_path: Path) -> None:
    """A file that is there is returned."""
    (tmp_path / "plugs.csv").touch()

    assert shared("plugs.csv", tmp_path) == tmp_path / "plugs.csv"


def test_absent_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the folder a test is skipped, in CI too."""
    monkeypatch.setenv("CI", "true")

    with pytest.raises(pytest.skip.Exception, match=r"no plugs\.csv"):
        shared("plugs.csv", tmp_path / "nowhere")


def test_absent_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that the folder lacks skips a test on a desk and fails it in CI."""
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception):
        shared("plugs.csv", tmp_path)

    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception):
        shared("plugs.csv", tmp_path)
