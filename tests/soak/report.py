"""A soak as a table, a verdict and a picture."""

from collections.abc import Callable, Iterator, Sequence
from statistics import fmean, linear_regression, median

from tests.soak.run import Wish
from tests.soak.watch import Sample

HOUR = 3600.0
MEMORY_MB = 24.0
"""What the memory may grow by in a run, between its second quarter and its last."""

ROW_BYTES = 200
"""What an ended status may cost in the file, its index included."""

SLACK_MB = 24.0
"""What the file may grow by beside."""

LOG_MB = 160.0
P99_FACTOR = 2.0
P99_SLACK = 250.0
"""Milliseconds up to which the 99th percentile may rise whatever it was: machines are shared."""

ACHIEVED = 0.95
"""Share of the wished rates that must be carried."""


def table(samples: Sequence[Sample], every: int = 1) -> Iterator[str]:
    """A row for so many periods."""
    yield (
        "| minute | changes/s | p50 / p99, ms | look-ups/s | p50 / p99, ms | errors | "
        "server, MB | feeds, MB | store, MB | log, MB | history | |"
    )
    yield "| --- " * 12 + "|"
    for start in range(0, len(samples), every):
        yield _row(samples[start : start + every])


def _row(part: Sequence[Sample]) -> str:
    last, seconds = part[-1], sum(each.length for each in part)
    pushes, lookups = [each.pushes for each in part], [each.lookups for each in part]
    errors = sum(len(each.errors) for each in (*pushes, *lookups))
    events = ", ".join(dict.fromkeys(event for each in part for event in each.events))
    cells = (
        f"{last.seconds / 60:.1f}",
        f"{sum(each.requests for each in pushes) / seconds:.0f}",
        f"{median(each.p50 for each in pushes):.1f} / {median(each.p99 for each in pushes):.0f}",
        f"{sum(each.requests for each in lookups) / seconds:.0f}",
        f"{median(each.p50 for each in lookups):.1f} / {median(each.p99 for each in lookups):.0f}",
        str(errors),
        *(f"{each:.0f}" for each in (last.server_mb, last.feeds_mb, last.store_mb, last.log_mb)),
        f"{last.history:,}",
        events,
    )
    return f"| {' | '.join(cells)} |"


def verdict(samples: Sequence[Sample], wish: Wish) -> tuple[list[str], list[str]]:
    """What can be said of a run, and what of it is not as it should be."""
    said, wrong = [], []
    for text, is_well in (
        _errors(samples),
        _rate("changes", wish.statuses, samples, lambda each: each.pushes.requests),
        _rate("look-ups", wish.lookups, samples, lambda each: each.lookups.requests),
        _memory(samples, "server", lambda each: each.server_mb),
        _memory(samples, "feeds", lambda each: each.feeds_mb),
        _file(samples),
        (
            f"log at most {max(each.log_mb for each in samples):.0f} MB",
            max(each.log_mb for each in samples) <= LOG_MB,
        ),
        _p99(samples, "changes", lambda each: each.pushes.p99),
        _p99(samples, "look-ups", lambda each: each.lookups.p99),
    ):
        said.append(text)
        wrong += [] if is_well else [text]
    return said, wrong


def _errors(samples: Sequence[Sample]) -> tuple[str, bool]:
    errors = [text for each in samples for text in (*each.pushes.errors, *each.lookups.errors)]
    requests = sum(each.pushes.requests + each.lookups.requests for each in samples)
    example = f", such as {errors[0]}" if errors else ""
    return f"{len(errors)} errors in {requests:,} requests{example}", not errors


def _rate(
    name: str, wished: float, samples: Sequence[Sample], of: Callable[[Sample], int]
) -> tuple[str, bool]:
    achieved = sum(map(of, samples)) / sum(each.length for each in samples)
    return f"{achieved:.0f} {name} a second of {wished:g}", achieved >= wished * ACHIEVED


def _memory(
    samples: Sequence[Sample], name: str, of: Callable[[Sample], float]
) -> tuple[str, bool]:
    """The second quarter against the last: the first fills caches."""
    before, after = fmean(map(of, quarter(samples, 1))), fmean(map(of, quarter(samples, 3)))
    late = samples[len(samples) // 4 :]
    slope = 0.0
    if len(late) > 2:
        slope = linear_regression([each.seconds / HOUR for each in late], [*map(of, late)]).slope
    text = f"memory of {name} {before:.0f} → {after:.0f} MB, {slope:+.1f} MB an hour"
    return text, after - before <= MEMORY_MB


def _file(samples: Sequence[Sample]) -> tuple[str, bool]:
    first, last = samples[len(samples) // 4], samples[-1]
    rows, grown = last.history - first.history, last.store_mb - first.store_mb
    each = grown * 1e6 / rows if rows else 0.0
    text = f"store grew by {grown:.0f} MB for {rows:,} ended statuses, {each:.0f} bytes for each"
    return text, grown <= rows * ROW_BYTES / 1e6 + SLACK_MB


def _p99(samples: Sequence[Sample], name: str, of: Callable[[Sample], float]) -> tuple[str, bool]:
    first, last = median(map(of, quarter(samples, 0))), median(map(of, quarter(samples, 3)))
    text = f"p99 of {name} {first:.0f} → {last:.0f} ms (first and last quarter)"
    return text, last <= max(first * P99_FACTOR, P99_SLACK)


def quarter(samples: Sequence[Sample], number: int) -> Sequence[Sample]:
    """A quarter of the run, at least one sample."""
    size = len(samples)
    found = samples[size * number // 4 : size * (number + 1) // 4]
    return found or samples[-1:]


WIDTH, HEIGHT, LEFT = 720, 110, 60
LINES: Sequence[tuple[str, Callable[[Sample], float]]] = (
    ("p99 of changes, ms", lambda each: each.pushes.p99),
    ("p99 of look-ups, ms", lambda each: each.lookups.p99),
    ("memory of the server, MB", lambda each: each.server_mb),
    ("store, MB", lambda each: each.store_mb),
)


def picture(samples: Sequence[Sample]) -> str:
    """An SVG with a line for each figure, from 0 up."""
    parts = [
        _line(at * HEIGHT, name, samples, of) for at, (name, of) in enumerate(LINES) if samples
    ]
    size = f"0 0 {WIDTH} {HEIGHT * len(LINES)}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{size}" font-family="sans-serif" '
        f'font-size="12" fill="#777">{"".join(parts)}</svg>\n'
    )


def _line(top: int, name: str, samples: Sequence[Sample], of: Callable[[Sample], float]) -> str:
    most, end = max(map(of, samples)) or 1.0, samples[-1].seconds
    base, tall = top + HEIGHT - 15, HEIGHT - 40
    points = " ".join(
        f"{LEFT + (WIDTH - LEFT - 10) * each.seconds / end:.1f},{base - tall * of(each) / most:.1f}"
        for each in samples
    )
    return (
        f'<text x="{LEFT}" y="{top + 15}">{name}</text>'
        f'<text x="{LEFT - 6}" y="{base - tall + 4}" text-anchor="end">{most:,.0f}</text>'
        f'<text x="{LEFT - 6}" y="{base}" text-anchor="end">0</text>'
        f'<path d="M{LEFT} {base}H{WIDTH - 10}" stroke="#bbb"/>'
        f'<polyline points="{points}" fill="none" stroke="#2a7ae2" stroke-width="1.5"/>'
    )
