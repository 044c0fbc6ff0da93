"""A row of the table of faults: what was asked, what was seen, and what did not hold."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path


class Impossible(Exception):
    """The fault cannot be made on this machine; the text says why."""


@dataclass
class Row:
    """A fault that was tried."""

    fault: str
    asked: str
    seen: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    skipped: str = ""
    seconds: float = 0.0

    def saw(self, text: str) -> None:
        """Note what happened."""
        self.seen.append(text)

    def must(self, holds: bool, text: str) -> None:
        """Note what had to hold and did not."""
        if not holds:
            self.failures.append(text)

    def quotes(self, said: str, part: str) -> None:
        """What the operator reads has to contain something; it is shown."""
        line = next((each for each in said.splitlines() if part in each), "")
        self.must(bool(line), f"nothing says {part!r}: {said[-1500:]}")
        if line:
            begin = max(line.find(part) - 60, 0)
            self.saw(f"the operator reads “…{line[begin : line.find(part) + len(part)]}”")

    def markdown(self) -> str:
        """The row of a table."""
        state = f"not tried: {self.skipped}" if self.skipped else "; ".join(self.seen)
        failed = f"; **FAILED: {'; '.join(self.failures)}**" if self.failures else ""
        return f"| {self.fault} | {self.asked} | {state}{failed} |"


Attempt = Callable[[Row, Path, int], None]
"""Makes a fault in an empty folder so many times; raises ``Impossible``."""


def counted(counts: Mapping[str, int] | Counter[str]) -> str:
    """``12 × 503/3000``."""
    return ", ".join(f"{count:,} × {what}" for what, count in sorted(counts.items())) or "none"
