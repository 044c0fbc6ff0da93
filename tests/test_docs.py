"""What the pages written by hand say is true."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from starlette.testclient import TestClient

from plugdex import wiring
from plugdex.cli.demo import load_demo
from plugdex.cli.main import app
from plugdex.model.issues import CODES
from plugdex.settings import Settings

ROOT = Path(__file__).parents[1]
GENERATED = "<!-- Generated"
PAGES = [
    path
    for path in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
    if GENERATED not in path.read_text("utf-8")
]
BLOCK = re.compile(r"^```(?:console|sh)\n(.*?)^```", re.MULTILINE | re.DOTALL)
CALL = re.compile(
    r'^\$ curl -s "http://127\.0\.0\.1:8080(/[^"$]*)" \| jq -c .*\n((?:[^$].*\n)+)', re.M
)
JSON = re.compile(r"^```json\n(.*?)^```", re.MULTILINE | re.DOTALL)
NAMES = [str(path.relative_to(ROOT)) for path in PAGES]


def calls(page: str) -> Iterator[tuple[str, str]]:
    """The requests of a page that need no variables, each with its lines of output."""
    for block in BLOCK.findall((ROOT / page).read_text("utf-8")):
        yield from CALL.findall(block)


def nodes(tree: Any) -> Iterator[Any]:
    """A JSON value and all that is in it."""
    yield tree
    for each in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        yield from nodes(each)


def is_part(part: dict[str, Any], whole: dict[str, Any]) -> bool:
    """Whether all members of an object are members of another."""
    return part == {name: whole.get(name) for name in part}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    """The demo, without a network."""
    url = f"sqlite:///{tmp_path_factory.mktemp('demo') / 'demo.db'}"
    store = wiring.open_store(url)
    load_demo(store)
    store.close()
    return TestClient(wiring.build_app(Settings(store=url, open=True)))


@pytest.mark.parametrize("page", [name for name in NAMES if any(calls(name))])
def test_answers(demo: TestClient, page: str) -> None:
    """What a page shows as an answer is what the demo answers."""
    for url, output in calls(page):
        answer = list(nodes(demo.get(url).json()))
        for line in output.splitlines():
            assert line == "…" or json.loads(line) in answer, (url, line)


def test_answer_of_v2(demo: TestClient) -> None:
    """The shortened answer of the how-to for v2 is a part of what the demo answers."""
    page = (ROOT / "docs/how-to/point-your-here-client-here.md").read_text("utf-8")
    (shown,) = [json.loads(text) for text in JSON.findall(page) if '"evStations"' in text]
    (path,) = re.findall(r'8080(/ev/[^"]*)"', page)
    answer = demo.get(path).json()
    (station,), other = shown.pop("evStations")["evStation"], answer["evStations"]["evStation"][0]
    (connector,) = station.pop("connectors")["connector"]

    assert is_part(shown, answer)
    assert is_part(station, other)
    assert is_part(connector, other["connectors"]["connector"][0])


def test_long_answer(demo: TestClient) -> None:
    """The shortened answer of the how-to is a part of what the demo answers."""
    page = (ROOT / "docs/how-to/point-your-here-client-here.md").read_text("utf-8")
    item = next(json.loads(text) for text in JSON.findall(page) if '"items"' in text)["items"][0]
    evses = item.pop("evses")
    answer = demo.get(f"/v3/locations/{item['id']}?fields=address,evses").json()

    assert is_part(item, answer)
    assert all(any(is_part(each, other) for other in answer["evses"]) for each in evses)


@pytest.mark.parametrize("page", NAMES)
def test_commands(page: str) -> None:
    """Every command line of a page is one that the program has, with its options."""
    for block in BLOCK.findall((ROOT / page).read_text("utf-8")):
        for line in re.findall(
            r"^(?:\$ )?(?:[A-Z_]+=\S+ )?(?:\.venv/bin/)?plugdex (.*)$", block, re.M
        ):
            words = line.partition(" 2>")[0].split()
            command = typer.main.get_command(app)
            while words and (below := getattr(command, "commands", {})):
                command = below[words.pop(0)]
            options = {word for each in command.params for word in each.opts}
            assert {word for word in words if word.startswith("--")} <= options, line


def test_links_of_the_readme() -> None:
    """Every file that the README links exists."""
    links = re.findall(r"\]\(([^)#]+)\)", (ROOT / "README.md").read_text("utf-8"))

    assert links
    assert all((ROOT / link).is_file() for link in links)


def test_first_screen() -> None:
    """The first screen of the README has at most 40 lines."""
    first, rest, _ = (ROOT / "README.md").read_text("utf-8").partition("\n## ")

    assert rest
    assert first.count("\n") <= 40


def test_quirks() -> None:
    """Every issue code is explained where its rule stands, and no other is named there."""
    page = (ROOT / "docs/reference/ocpi.md").read_text("utf-8")
    cells = re.findall(r"\| ([`a-z_, ]+) \|$", page, re.M)
    named = set(re.findall(r"`([a-z_]+)`", " ".join(cells)))
    pages = [*ROOT.glob("docs/how-to/*.md"), *ROOT.glob("docs/reference/formats/*.md")]
    explained = page + "".join(each.read_text("utf-8") for each in pages)

    assert named <= set(CODES)
    assert [code for code in CODES if f"`{code}`" not in explained] == []


def test_length() -> None:
    """A page stays below 500 lines."""
    assert all(path.read_text("utf-8").count("\n") < 500 for path in PAGES)
