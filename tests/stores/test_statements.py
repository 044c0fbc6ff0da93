"""The page of the statements, and what it is made of."""

import subprocess
import sys

import pytest

from docs import statements
from plugdex.stores.postgres import finding, reads, transaction


def test_page(capsys):
    """The page is as the statements are; `make docs` writes it."""
    assert statements.main(["--check"]) == 0, capsys.readouterr().out


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (reads.ANSWERS, "by row id"),
        (reads.CARDS, "by row id"),
        (transaction.PUT_AVAILABLE.statement, "by row id"),
        (reads.TARIFFS, "every machine"),
        (finding.FROM_INDEX, "every machine"),
        (finding.FROM_WORDS, "every machine"),
        (transaction.PUT_RECORDS.statement, "every machine"),
        (reads.COUNTS, "one place"),
    ],
)
def test_places(text, place):
    """Ids lead to a machine; a question by place or by a source's own words does not."""
    assert statements.place_of(text) == place


def test_every_statement_names_a_table():
    """None is overlooked because it is written in another way."""
    named = {name: statements.tables_of(text) for name, text in statements.statements()}

    assert len(named) > 55
    assert [name for name, tables in named.items() if not tables] == []


def test_scale_plan():
    """The page has the table that the script prints."""
    command = [sys.executable, "benchmarks/scale_plan.py", "--check"]

    assert subprocess.run(command, check=False).returncode == 0
