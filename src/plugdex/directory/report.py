"""What a load did: counts of objects and of issues, with an example of each issue."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Literal

from plugdex.model.issues import Issue
from plugdex.model.location import Connector, Evse, Location
from plugdex.model.status import EvseStatus
from plugdex.model.value import Value

Level = Literal["locations", "evses", "connectors", "tariffs"]
Fate = Literal["new", "changed", "same", "removed"]


class Counts(Value, frozen=True, kw_only=True, omit_defaults=False):
    """How many objects of one level there are now, and what became of them."""

    total: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    removed: int = 0


class Report(Value, frozen=True, kw_only=True, omit_defaults=False):
    """The outcome of a load; ``total`` of a level is new + changed + same."""

    locations: Counts
    evses: Counts
    connectors: Counts
    tariffs: Counts
    issues: Mapping[str, int]
    seconds: float


class Tally:
    """Counts while a load runs."""

    def __init__(self) -> None:
        self.fates: Counter[tuple[Level, Fate]] = Counter()
        self.issues: Counter[str] = Counter()
        self.examples: dict[str, Issue] = {}
        self.plugs: Counter[tuple[str, bool]] = Counter()
        """Connectors by standard, and by whether a power is stated."""

    def note(self, issues: Iterable[Issue]) -> None:
        """Count issues; the first of each code is the example."""
        for issue in issues:
            self.issues[issue.code] += 1
            if issue.code not in self.examples:
                self.examples[issue.code] = issue

    def join(self, other: "Tally") -> None:
        """Add what another tally counted."""
        self.fates.update(other.fates)
        self.issues.update(other.issues)
        self.plugs.update(other.plugs)
        self.examples = other.examples | self.examples

    def look(self, plugs: Iterable[tuple[str, bool, int]]) -> None:
        """Count the connectors of a location by what is known of them."""
        for standard, has_power, number in plugs:
            self.plugs[standard, has_power] += number

    def add(self, level: Level, fate: Fate, number: int = 1) -> None:
        """Count objects."""
        self.fates[level, fate] += number

    def whole(self, fate: Fate, evses: int, connectors: int) -> None:
        """Count a location and all that is in it with one fate."""
        self.add("locations", fate)
        self.add("evses", fate, evses)
        self.add("connectors", fate, connectors)

    def difference(
        self,
        before: Location,
        now: Location,
        statuses_before: Iterable[EvseStatus],
        statuses_now: Iterable[EvseStatus],
    ) -> None:
        """Count what changed inside a location; an EVSE changes with its status."""
        old_status = {status.uid: status.status for status in statuses_before}
        new_status = {status.uid: status.status for status in statuses_now}
        self._level(
            "evses",
            {evse.uid: (evse, old_status.get(evse.uid)) for evse in before.evses},
            {evse.uid: (evse, new_status.get(evse.uid)) for evse in now.evses},
        )
        self._level("connectors", _connectors(before.evses), _connectors(now.evses))

    def _level(
        self, level: Level, before: Mapping[object, object], now: Mapping[object, object]
    ) -> None:
        common = before.keys() & now.keys()
        same = sum(before[key] == now[key] for key in common)
        self.add(level, "new", len(now) - len(common))
        self.add(level, "changed", len(common) - same)
        self.add(level, "same", same)
        self.add(level, "removed", len(before) - len(common))

    def report(self, seconds: float) -> Report:
        """The final counts."""
        return Report(
            locations=self._counts("locations"),
            evses=self._counts("evses"),
            connectors=self._counts("connectors"),
            tariffs=self._counts("tariffs"),
            issues=dict(sorted(self.issues.items())),
            seconds=round(seconds, 3),
        )

    def _counts(self, level: Level) -> Counts:
        new, changed, same, removed = (
            self.fates[level, fate] for fate in ("new", "changed", "same", "removed")
        )
        return Counts(
            total=new + changed + same, new=new, changed=changed, same=same, removed=removed
        )


def _connectors(evses: Iterable[Evse]) -> dict[object, Connector]:
    return {(evse.uid, connector.id): connector for evse in evses for connector in evse.connectors}
