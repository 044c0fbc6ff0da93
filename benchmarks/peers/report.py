"""The table and the picture of the documentation."""

from collections.abc import Iterator, Mapping
from string import Template

import dumps
from dots import Series, dot_plot
from questions import TITLES

PAGE = dumps.ROOT / "docs" / "explanation" / "beside-others.md"
PICTURE = dumps.ROOT / "docs" / "images" / "beside-others.svg"
BEGIN, END = "<!-- measured -->\n", "<!-- end of what was measured -->\n"
YARDSTICK = "FastAPI and PostGIS"
SERIES = {
    "plugdex, SQLite": Series("#0072b2", "circle"),
    "plugdex, PostgreSQL": Series("#56b4e9", "square"),
    YARDSTICK: Series("#d55e00", "diamond"),
    "tipg": Series("#009e73", "triangle"),
    "Datasette": Series("#8a6d9e", "cross"),
}
HEAD = """\
| | | bytes | CPU, ms | times | alone, 1/s | p50 / p99, ms | 16 at once, 1/s | p50 / p99, ms |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |
"""
ROW = Template(
    "| $question | $name | $bytes | $cpu | $times "
    "| $per_second | $alone | $per_second_16 | $together |\n"
)

Figure = dict[str, float]
Found = Mapping[str, Mapping[str, Figure]]


def table(found: Found) -> str:
    """In Markdown; a peer that has no words for a question has no figures."""
    return HEAD + "".join(rows(found))


def rows(found: Found) -> Iterator[str]:
    """A row for each question and peer."""
    for name, figures in found.items():
        title = TITLES[name]
        for peer in SERIES:
            yield row(title, peer, figures.get(peer), figures.get(YARDSTICK))
            title = ""


def row(title: str, peer: str, own: Figure | None, yardstick: Figure | None) -> str:
    """One row; ``times`` is how often the processor time is in that of the yardstick."""
    if own is None:
        return ROW.substitute(question=title, name=peer, bytes="", cpu="¹", times="", alone="",
                              per_second="", per_second_16="", together="")  # fmt: skip
    return ROW.substitute(
        question=title,
        name=peer,
        bytes=f"{own['bytes']:,.0f}",
        cpu=f"{own['cpu']:.2f}",
        times=f"{yardstick['cpu'] / own['cpu']:.1f}" if yardstick else "",
        per_second=f"{own['per_second']:,.0f}",
        alone=f"{own['p50']:.1f} / {own['p99']:.1f}",
        per_second_16=f"{own['per_second_16']:,.0f}",
        together=f"{own['p50_16']:.1f} / {own['p99_16']:.1f}",
    )


def write(found: Found, conditions: str) -> None:
    """Put the conditions and the table into the page, and draw the picture."""
    before, rest = PAGE.read_text().split(BEGIN)
    after = rest.split(END)[1]
    PAGE.write_text(f"{before}{BEGIN}\n{conditions}\n\n{table(found)}\n{END}{after}")
    PICTURE.write_text(picture(found))


def picture(found: Found) -> str:
    """Processor time of every question and peer."""
    values = {
        TITLES[name]: {peer: figures[peer]["cpu"] for peer in SERIES if peer in figures}
        for name, figures in found.items()
    }
    return dot_plot("Processor time of a request, server and database, in ms", values, SERIES)
