"""A source's report as a page: counts, plots, issues with examples. No script, nothing outside."""

from collections.abc import Iterable, Sequence
from html import escape
from typing import Final

from starlette.responses import HTMLResponse

from plugdex.api.html import page
from plugdex.directory.loads import Load
from plugdex.directory.records import from_millis
from plugdex.directory.report import Counts
from plugdex.directory.terms import Terms
from plugdex.formats.source import SourceInfo
from plugdex.model.connectors import BY_OCPI
from plugdex.model.issues import CODES, Issue

LEVELS: Final = ("locations", "evses", "connectors", "tariffs")
BAR: Final = 420
"""Pixels of the longest bar."""

ROW: Final = 22
LABEL: Final = 230
PLOT: Final = (640, 120)
"""Width and height of the course of the loads."""


def source_page(load: Load, info: SourceInfo | None, terms: Terms) -> HTMLResponse:
    """The whole page."""
    return page(f"{load.source}: source report", source_body(load, info, terms))


def source_body(load: Load, info: SourceInfo | None, terms: Terms) -> Iterable[str]:
    """The parts of the page."""
    finished = from_millis(load.finished).strftime("%Y-%m-%d %H:%M UTC")
    yield f"<h1>{escape(load.source)}</h1><p>{_about(info, terms)} Last load {finished}, "
    yield f"{load.report.seconds:,.1f} s, format <code>{escape(load.format)}</code>.</p>"
    yield _counts(load)
    if load.past:
        yield "<h2>Loads</h2>" + _course(load)
    yield "<h2>Connectors</h2>"
    yield bars(
        [
            (_name(each.standard), each.connectors, f"{each.with_power:,} with power")
            for each in sorted(load.standards, key=lambda each: -each.connectors)
        ]
    )
    yield "<h2>Issues</h2>"
    issues = sorted(load.report.issues.items(), key=lambda item: (-item[1], item[0]))
    yield bars([(code, count, "") for code, count in issues]) if issues else "<p>None.</p>"
    yield _examples(load.examples.get(code) for code, _ in issues)


def bars(rows: Sequence[tuple[str, int, str]]) -> str:
    """Horizontal bars with their numbers."""
    longest = max((count for _, count, _ in rows), default=0) or 1
    drawn = []
    for place, (label, count, remark) in enumerate(rows):
        y, width = place * ROW, max(1, round(BAR * count / longest))
        text = f"{count:,}{' · ' + remark if remark else ''}"
        drawn.append(
            f'<text x="{LABEL - 8}" y="{y + 15}" text-anchor="end">{escape(label)}</text>'
            f'<rect x="{LABEL}" y="{y + 4}" width="{width}" height="14" fill="#2a9d8f"/>'
            f'<text x="{LABEL + width + 6}" y="{y + 15}">{escape(text)}</text>'
        )
    return _svg(LABEL + BAR + 220, len(rows) * ROW, "".join(drawn))


def _about(info: SourceInfo | None, terms: Terms) -> str:
    licence = escape(terms.licence) or "not known"
    if terms.licence_url:
        licence = f'<a href="{escape(terms.licence_url)}">{licence}</a>'
    attribution = f" Attribution: {escape(terms.attribution)}." if terms.attribution else ""
    if info is None:
        return f"Licence: {licence}.{attribution}"
    title = f'<a href="{escape(info.url)}">{escape(info.title)}</a>'
    return f"{title}, {escape(info.publisher)}. Licence: {licence}.{attribution}"


def _counts(load: Load) -> str:
    names = Counts.__struct_fields__
    head = "".join(f"<th>{escape(name)}</th>" for name in names)
    rows = "".join(
        f"<tr><td>{level}</td>"
        + "".join(f"<td>{getattr(getattr(load.report, level), name):,}</td>" for name in names)
        + "</tr>"
        for level in LEVELS
    )
    return f"<table><tr><th></th>{head}</tr>{rows}</table>"


def _course(load: Load) -> str:
    """Locations of the last loads as a line."""
    points = [*(past.locations for past in reversed(load.past)), load.report.locations.total]
    width, height = PLOT
    most = max(points) or 1
    step = width / max(1, len(points) - 1)
    line = " ".join(
        f"{place * step:.0f},{height - height * count / most:.0f}"
        for place, count in enumerate(points)
    )
    drawn = f'<polyline points="{line}" fill="none" stroke="#2a9d8f" stroke-width="2"/>'
    change = points[-1] - points[-2]
    return (
        _svg(width, height + 4, drawn)
        + f"<p>{len(points)} loads; {change:+,} locations since the one before.</p>"
    )


def _examples(issues: Iterable[Issue | None]) -> str:
    rows = "".join(
        f"<tr><td><code>{escape(issue.code)}</code></td>"
        f"<td>{escape(CODES.get(issue.code, ''))}</td>"
        f"<td>{escape(issue.object)} <code>{escape(issue.path)}</code><br>{escape(issue.was)}"
        f"{' → ' + escape(issue.became) if issue.became else ''}</td></tr>"
        for issue in issues
        if issue is not None
    )
    head = "<tr><th>Issue</th><th>Meaning</th><th>Example</th></tr>"
    return f"<table>{head}{rows}</table>" if rows else ""


def _name(standard: str) -> str:
    known = BY_OCPI.get(standard)
    return known.name if known else standard or "not known"


def _svg(width: float, height: float, drawn: str) -> str:
    return (
        f'<svg role="img" viewBox="0 0 {width:.0f} {height:.0f}" width="100%" '
        f'font-size="12" fill="currentColor">{drawn}</svg>'
    )
