"""What a fuzzer counts: answers by dialect and status, and faults, each kind once."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

SERVER_ERROR = 500


@dataclass
class Tally:
    """All answers of a run."""

    answers: Counter[tuple[str, int]] = field(default_factory=Counter)
    faults: dict[tuple[str, ...], str] = field(default_factory=dict)
    """What is wrong, told once for each kind, with the request that showed it."""

    def count(self, dialect: str, status: int) -> None:
        """One answer."""
        self.answers[dialect, status] += 1

    def fault(self, *kind: str, request: str) -> None:
        """One fault."""
        self.faults.setdefault(kind, request)

    @property
    def requests(self) -> int:
        """All together."""
        return self.answers.total()

    @property
    def server_errors(self) -> int:
        """Answers of 500 and above."""
        return sum(many for (_, status), many in self.answers.items() if status >= SERVER_ERROR)

    def table(self) -> Iterator[str]:
        """Rows by dialect, columns by status, for the documentation."""
        statuses = sorted({status for _, status in self.answers})
        yield f"| | requests | {' | '.join(map(str, statuses))} |"
        yield "| --- " * (len(statuses) + 2) + "|"
        for dialect in dict.fromkeys(name for name, _ in self.answers):
            row = [self.answers[dialect, status] for status in statuses]
            yield f"| {dialect} | {sum(row):,} | {' | '.join(f'{n:,}' for n in row)} |"
