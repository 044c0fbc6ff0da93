"""Reports as tables on standard output."""

import sys
from collections.abc import Mapping

from rich.console import Console
from rich.table import Table

from plugdex.directory.report import Counts, Report
from plugdex.model.issues import CODES, Issue

WIDTH = 120


def console() -> Console:
    """Standard output; as wide as the terminal, or wide enough for a file."""
    return Console(width=None if sys.stdout.isatty() else WIDTH, highlight=False)


def show_counts(report: Report) -> None:
    """What became of the objects."""
    table = Table(title=None, header_style="bold")
    table.add_column("")
    for name in Counts.__struct_fields__:
        table.add_column(name, justify="right")
    for level in ("locations", "evses", "connectors", "tariffs"):
        counts: Counts = getattr(report, level)
        numbers = (getattr(counts, name) for name in Counts.__struct_fields__)
        table.add_row(level, *(f"{number:,}" for number in numbers))
    console().print(table)


def show_issues(counts: Mapping[str, int], examples: Mapping[str, Issue]) -> None:
    """Every issue code with its count, its meaning and an example."""
    if not counts:
        console().print("No issues.")
        return
    table = Table(header_style="bold")
    table.add_column("issue", no_wrap=True)
    table.add_column("count", justify="right")
    table.add_column("meaning", max_width=38)
    table.add_column("example")
    for code, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        table.add_row(code, f"{count:,}", CODES.get(code, ""), example_text(examples[code]))
    console().print(table)


def example_text(issue: Issue) -> str:
    """An issue in one line: place, value, outcome."""
    change = f"{issue.was} → {issue.became}" if issue.became else issue.was
    return " ".join(filter(None, (issue.object, issue.path, change, f"({issue.outcome})")))
