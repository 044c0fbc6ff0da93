"""The generated reference pages."""

import pytest

from docs import generate
from plugdex.model.connectors import STANDARDS
from plugdex.model.issues import CODES


def test_up_to_date(capsys: pytest.CaptureFixture[str]) -> None:
    """The pages are as the code's tables say; `make docs` writes them."""
    assert generate.main(["--check"]) == 0, capsys.readouterr().out


def test_every_standard() -> None:
    """Every connector standard has its row."""
    page = generate.connectors()

    assert all(f"| {standard.name} | `{standard.ocpi}` |" in page for standard in STANDARDS)


def test_every_code() -> None:
    """Every issue code has its row."""
    page = generate.issues()

    assert all(f"| `{code}` | {meaning} |" in page for code, meaning in CODES.items())


def test_every_vocabulary() -> None:
    """No vocabulary of the catalogue is left out of the page."""
    assert {name for standard in STANDARDS for name in standard.names} == set(generate.VOCABULARIES)


def test_drift(tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that is missing or differs fails the check and is not written by it."""
    monkeypatch.setattr(generate, "FOLDER", tmp_path)

    assert generate.main(["--check"]) == 1
    assert generate.main([]) == 0
    assert generate.main(["--check"]) == 0


def test_usage() -> None:
    """Anything but --check is wrong usage."""
    assert generate.main(["--chek"]) == 2
