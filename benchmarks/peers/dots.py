"""A plot of dots on a logarithmic scale, as SVG with a light ground of its own."""

from collections.abc import Iterator, Mapping
from math import log10
from typing import NamedTuple
from xml.sax.saxutils import escape

WIDTH, LEFT, RIGHT = 860, 250, 30
TOP, ROW, BOTTOM = 92, 38, 46
TICKS = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500)
INK, PALE = "#24292f", "#d0d7de"
MARKS = {
    "circle": '<circle cx="{x:.1f}" cy="{y:.1f}" r="6"',
    "square": '<path d="M{x:.1f},{y:.1f}m-5.5,-5.5h11v11h-11z"',
    "diamond": '<path d="M{x:.1f},{y:.1f}m0,-8l8,8l-8,8l-8,-8z"',
    "triangle": '<path d="M{x:.1f},{y:.1f}m0,-7l7,12h-14z"',
    "cross": '<path d="M{x:.1f},{y:.1f}m-6,-2h4v-4h4v4h4v4h-4v4h-4v-4h-4z"',
}
STYLE = "font-family:system-ui,sans-serif;font-size:13px"


class Series(NamedTuple):
    """How the dots of a series look."""

    colour: str
    mark: str


def dot_plot(
    title: str, values: Mapping[str, Mapping[str, float]], series: Mapping[str, Series]
) -> str:
    """A row for each key of ``values``, a dot for each series that has a value there."""
    height = TOP + ROW * len(values) + BOTTOM
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'role="img" style="{STYLE}">',
        f"<title>{escape(title)}</title>",
        f'<rect width="{WIDTH}" height="{height}" rx="8" fill="#ffffff"/>',
        text(20, 30, title, weight="600"),
        *legend(series),
        *rows(values, series, height),
        "</svg>\n",
    ]
    return "\n".join(parts)


def legend(series: Mapping[str, Series]) -> Iterator[str]:
    """The series, side by side."""
    x = 26.0
    for name, each in series.items():
        yield mark(each, x, 58)
        yield text(x + 12, 62.5, name)
        x += 34 + 7.1 * len(name)


def rows(
    values: Mapping[str, Mapping[str, float]], series: Mapping[str, Series], height: int
) -> Iterator[str]:
    """The scale, then labels and dots."""
    every = [value for row in values.values() for value in row.values()]
    low = max(tick for tick in TICKS if tick <= min(every) or tick == TICKS[0])
    high = min(tick for tick in TICKS if tick >= max(every) or tick == TICKS[-1])

    def across(value: float) -> float:
        share = log10(value / low) / log10(high / low)
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    for tick in (each for each in TICKS if low <= each <= high):
        x = across(tick)
        yield f'<path d="M{x:.1f},{TOP - 8}V{height - BOTTOM + 4}" stroke="{PALE}"/>'
        yield text(x, height - BOTTOM + 22, f"{tick:g}", anchor="middle")
    for place, (label, row) in enumerate(values.items()):
        y = TOP + ROW * (place + 0.5)
        yield text(LEFT - 18, y + 4.5, label, anchor="end")
        if row:
            begin, end = across(min(row.values())), across(max(row.values()))
            yield f'<path d="M{begin:.1f},{y:.1f}H{end:.1f}" stroke="{PALE}" stroke-width="3"/>'
        for name in reversed(list(series)):
            if name in row:
                yield mark(series[name], across(row[name]), y)


def mark(series: Series, x: float, y: float) -> str:
    """A dot."""
    return f'{MARKS[series.mark].format(x=x, y=y)} fill="{series.colour}" stroke="#ffffff"/>'


def text(x: float, y: float, words: str, anchor: str = "start", weight: str = "400") -> str:
    """Words."""
    where = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text {where} font-weight="{weight}" fill="{INK}">{escape(words)}</text>'
