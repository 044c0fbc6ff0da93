"""The generated reference pages."""

from pathlib import Path

import pytest
import typer
from starlette.routing import Route

from docs import generate
from plugdex.api.here_search import openapi as here_search
from plugdex.api.here_v2 import openapi as here_v2
from plugdex.api.here_v3 import openapi as here_v3
from plugdex.api.own import openapi as own
from plugdex.cli.main import app
from plugdex.cli.outcome import Exit
from plugdex.model.connectors import STANDARDS
from plugdex.model.issues import CODES
from plugdex.settings import PREFIX, Settings
from plugdex.wiring import build_app


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


def test_every_setting() -> None:
    """Every setting has its row, with its variable and a meaning."""
    page = generate.settings()

    for name in Settings.__struct_fields__:
        row = next(line for line in page.splitlines() if line.startswith(f"| `{name}` "))
        assert f"`{PREFIX}{name.upper()}`" in row
        assert len(row.split("|")[5]) > len("meaning")


def test_every_command() -> None:
    """Every command has its section, with all that it takes."""
    page = generate.commands()
    program = typer.main.get_command(app)
    waiting = [("plugdex", program)]
    for title, command in waiting:
        below = getattr(command, "commands", {})
        waiting.extend((f"{title} {name}", each) for name, each in below.items())
        if not below:
            section = page.partition(f"\n## {title}\n")[2].partition("\n## ")[0]
            options = [word for each in command.params for word in each.opts if "-" in word]
            assert section
            assert all(f"\n| `{word}" in section for word in options)


def test_every_exit_code() -> None:
    """Every exit code is explained."""
    assert set(generate.EXITS) == set(Exit)


def test_every_path(tmp_path: Path) -> None:
    """Every path of the HERE dialects, and every route of ours, is on the page."""
    page = generate.http()
    routes = build_app(Settings(store=f"sqlite:///{tmp_path / 'plugdex.db'}", open=True)).routes

    assert all(f"### GET /v3{path}\n" in page for path in here_v3.document()["paths"])
    assert all(f"### GET /v1{path}\n" in page for path in here_search.document()["paths"])
    assert all(f"### GET /ev{path}\n" in page for path in here_v2.document()["paths"])
    described = own.document()["paths"]
    assert all(
        f"### {method.upper()} {path}\n" in page
        for path, operations in described.items()
        for method in operations
    )
    ours = {route.path for route in routes if isinstance(route, Route)}
    assert ours == {*described, *generate.UNDESCRIBED}


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
