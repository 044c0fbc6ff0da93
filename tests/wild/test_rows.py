"""Every row of the catalogue of quirks that wants something done has a test of its number."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.shared_data import shared
from tests.wild.rows import LATER, ROWS

TESTS = Path(__file__).resolve().parents[1]
NAME = re.compile(r"test_wild_(\d+_\d+)_")
ROW = re.compile(r"^\| (\d\.\d+) \|.*\| (.*) \|$", re.MULTILINE)
LETTER = re.compile(r"(?<![\w-])[NDR](?=:| |$|;|\))")


def numbered() -> Iterator[str]:
    """Numbers in the names of all test functions."""
    for path in sorted(TESTS.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and (found := NAME.match(node.name)):
                yield found[1]


def numbers() -> set[str]:
    """The same as rows."""
    return {name.replace("_", ".") for name in numbered()}


def test_every_row_has_a_test():
    """A row that wants something done and is not for later has a test."""
    wanted = {row for row, letters in ROWS.items() if letters}

    assert wanted - LATER - numbers() == set()


def test_every_test_has_a_row():
    """No test is named after a row that there is not, or that is still put off."""
    assert numbers() - set(ROWS) == set()
    assert numbers() & LATER == set()


@pytest.mark.shared
def test_rows_are_those_of_the_catalogue():
    """The table has every row of the catalogue, and all the letters that stand there."""
    text = shared("contract/ocpi-in-the-wild.md").read_text(encoding="utf-8")
    rows = dict(ROW.findall(text))

    assert set(rows) == set(ROWS)
    assert [row for row, do in rows.items() if not set(LETTER.findall(do)) <= set(ROWS[row])] == []
