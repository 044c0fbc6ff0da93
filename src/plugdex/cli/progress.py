"""How far a long task is, on standard error: a bar on a terminal, JSON lines elsewhere."""

import io
import json
import sys
import time
from pathlib import Path
from typing import Final, Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from plugdex.directory import ports

INTERVAL: Final = 10.0
"""Seconds between two lines where there is no terminal."""


class Bar:
    """A progress bar with label, share, amount and remaining time."""

    def __init__(self) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} %"),
            DownloadColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._task = self._progress.add_task("", total=None)

    def start(self, label: str, total: int | None) -> None:
        """Show the bar."""
        self._progress.update(self._task, description=label, total=total, completed=0)
        self._progress.start()

    def advance(self, amount: int) -> None:
        """Move the bar."""
        self._progress.advance(self._task, amount)

    def done(self, summary: str) -> None:
        """Hide the bar and leave a line."""
        self._progress.stop()
        sys.stderr.write(summary + "\n")


class Lines:
    """A JSON line every ten seconds, for logs."""

    def __init__(self) -> None:
        self._label = ""
        self._total: int | None = None
        self._amount = 0
        self._last = time.monotonic()

    def start(self, label: str, total: int | None) -> None:
        """Remember what is being done."""
        self._label, self._total, self._amount = label, total, 0

    def advance(self, amount: int) -> None:
        """Write a line when the last one is old enough."""
        self._amount += amount
        now = time.monotonic()
        if now - self._last >= INTERVAL:
            self._last = now
            self._write({"done": self._amount, "total": self._total})

    def done(self, summary: str) -> None:
        """Write the last line."""
        self._write({"summary": summary})

    def _write(self, members: dict[str, object]) -> None:
        sys.stderr.write(json.dumps({"task": self._label} | members) + "\n")


class Board:
    """Bars of several tasks at once, which count objects."""

    def __init__(self) -> None:
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            transient=True,
        )

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def line(self) -> ports.Progress:
        """A line of the board."""
        return _BoardLine(self._progress)


class _BoardLine:
    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task = progress.add_task("", total=None, visible=False)

    def start(self, label: str, total: int | None) -> None:
        """Show the line."""
        self._progress.update(self._task, description=label, total=total, completed=0, visible=True)

    def advance(self, amount: int) -> None:
        """Move the bar."""
        self._progress.advance(self._task, amount)

    def done(self, summary: str) -> None:
        """Hide the line and leave its summary."""
        self._progress.remove_task(self._task)
        self._progress.console.print(summary, highlight=False, markup=False)


class LineBoard:
    """The same without a terminal: JSON lines."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return

    def line(self) -> ports.Progress:
        """What one task writes."""
        return Lines()


def new_board() -> Board | LineBoard:
    """The display of several tasks that fits standard error."""
    return Board() if sys.stderr.isatty() else LineBoard()


def new_progress() -> ports.Progress:
    """The display that fits standard error."""
    return Bar() if sys.stderr.isatty() else Lines()


class WatchedFile(io.RawIOBase):
    """A file whose reading moves a progress display; ``-`` is standard input."""

    def __init__(self, path: Path, progress: ports.Progress) -> None:
        self._is_stdin = str(path) == "-"
        self._file = sys.stdin.buffer if self._is_stdin else path.open("rb")
        self._progress = progress
        size = None if self._is_stdin else path.stat().st_size
        progress.start(path.name, size)

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer."""
        data = self._file.read(len(buffer))
        buffer[: len(data)] = data
        self._progress.advance(len(data))
        return len(data)

    def __enter__(self) -> Self:
        return self

    def close(self) -> None:
        """Close the file."""
        if not self._is_stdin:
            self._file.close()
        super().close()
