"""Pushes: what a peer says of one object becomes true in the order in which it is said.

1. Many pushes share one transaction: a change is answered when it is durable, and durability has
   a price of its own.
2. A push that is older than what is known is answered with success and not applied. What is known
   of the future is from before the clock was set back, and nothing is older than that.
3. A push that is refused changes nothing; those beside it are not touched by it.
4. A change of a status never writes the document of its location.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from typing import Final, Literal, NamedTuple

from plugdex.directory.entries import in_order
from plugdex.directory.kept import Kind, Record, Stored
from plugdex.directory.missing_tariffs import note_pushed
from plugdex.directory.news import note_news
from plugdex.directory.ports import Transaction
from plugdex.directory.publish import Dialect, Subject, freshness, publish, refresh, shown
from plugdex.directory.records import (
    from_millis,
    to_location,
    to_millis,
    to_record,
    to_statuses,
    to_tariff,
)
from plugdex.directory.withheld import withheld_issues
from plugdex.formats.ocpi.times import AHEAD
from plugdex.formats.port import Reading
from plugdex.model.errors import PlugdexError
from plugdex.model.issues import Issue
from plugdex.model.location import Location
from plugdex.model.status import EvseStatus

Result = Literal["created", "updated", "stale", "deleted"]

ALWAYS: Final = datetime.max.replace(tzinfo=UTC)
"""The moment of a push that nothing can be newer than: a deletion has no time stamp."""

NEWS_EVERY: Final = 2000
"""Milliseconds between two notes that a source was heard: not at every push."""


class UnknownLocation(PlugdexError):
    """A part of a location was pushed before the location."""

    code = "unknown-location"
    title = "The location is not known"


class UnknownObject(PlugdexError):
    """The object that was to be changed or deleted is not known."""

    code = "unknown-object"
    title = "The object is not known"


class LocationPush(NamedTuple):
    """A change of a location, or of an EVSE or connector in it."""

    rid: int
    source: str
    key: str
    """How issues name what is changed: ``NL/TNM/5296/E1``."""
    moment: datetime
    """When it changed, by the peer's words."""
    evse: str
    """Uid of the EVSE that is changed, or that the changed connector is of; else empty."""
    connector: str
    may_create: bool
    """Whether a whole object is pushed, which may be new."""
    change: Callable[[Reading | None], Reading]
    """From what is known to what is then true; raises where the push is refused."""
    members: frozenset[str] = frozenset()
    """Members that are changed; empty: all. Only their issues are replaced."""


class ObjectPush(NamedTuple):
    """A change of a tariff, a session or a CDR."""

    rid: int
    kind: Kind
    source: str
    moment: datetime
    """When it changed; ``ALWAYS`` where it is done whatever is known."""
    change: Callable[[Record | None], Record | None]
    """From the record that is known to the one that is then true; ``None`` deletes it."""
    issues: tuple[Issue, ...] = ()


Push = LocationPush | ObjectPush


class _Work:
    """What pushes of one transaction make of one location."""

    def __init__(self, rid: int, source: str, row: Stored | None) -> None:
        self.rid = rid
        self.source = source
        self.row = row
        location = to_location(row) if row else None
        self.before = location
        self.known = to_statuses(row) if row else ()
        self.now = Reading(location=location, statuses=self.known) if location else None
        self.issues: list[tuple[LocationPush, tuple[Issue, ...]]] = []
        self.orphans: list[Issue] = []
        self.is_touched = False
        """Whether anything is to be written."""

    def apply(self, push: LocationPush, latest: datetime) -> Result:
        """Apply one push; raises where it is refused.

        A time stamp after ``latest`` is of the future.
        """
        if self.now is None and (push.evse or not push.may_create):
            self.orphans.append(_orphan(push))
            raise UnknownLocation(f"there is no location {'/'.join(push.key.split('/')[:3])}")
        result: Result = "updated" if _exists(self.now, push) else "created"
        if self.now is not None and _is_stale(self.now, push, latest):
            return "stale"
        after = push.change(self.now)
        self.issues.append((push, after.issues))
        self.now = after
        self.is_touched = True
        return result


class Pushes:
    """Takes pushes into a store, several in one transaction."""

    def __init__(self, dialect: Dialect, clock: Callable[[], int]) -> None:
        self._dialect = dialect
        self._clock = clock
        self._heard: dict[str, int] = {}
        self._noted: dict[str, int] = {}

    def take(self, tx: Transaction, pushes: Sequence[Push]) -> list[Result | Exception]:
        """Apply pushes in order; what each came to, or why it was refused."""
        works = _works(tx, [push for push in pushes if isinstance(push, LocationPush)])
        objects = _Objects(tx, [push for push in pushes if isinstance(push, ObjectPush)])
        results: list[Result | Exception] = []
        latest = from_millis(self._clock()) + AHEAD
        for push in pushes:
            try:
                if isinstance(push, LocationPush):
                    results.append(works[push.rid].apply(push, latest))
                else:
                    results.append(objects.apply(push, latest))
            except Exception as error:  # handed to whoever pushed
                results.append(error)
        self._write(tx, works.values())
        objects.write(tx)
        self._note(tx, {push.source for push in pushes}, works.values())
        return results

    def _write(self, tx: Transaction, works: Iterable[_Work]) -> None:
        contents: list[Subject] = []
        statuses: list[Subject] = []
        records: list[Record] = []
        works = list(works)
        _put_issues(tx, works)
        for work in works:
            if work.now is None or work.now.location is None or not work.is_touched:
                continue
            reading, record = _settled(work)
            (contents if record else statuses).append(_subject(work, reading))
            if record:
                records.append(record)
        tx.put_records(records)
        note_pushed(tx, [each.location for each in contents])
        publish(tx, self._dialect, contents)
        refresh(tx, self._dialect, statuses)

    def _note(self, tx: Transaction, sources: set[str], works: Iterable[_Work]) -> None:
        """Remember that sources were heard, and how many statuses changed since last noted."""
        now = self._clock()
        for source in sources:
            self._heard.setdefault(source, 0)
        for work in works:
            if work.now is not None and work.is_touched:
                self._heard[work.source] += _changes(work.known, work.now.statuses)
        for source in [
            each for each in self._heard if not 0 <= now - self._noted.get(each, 0) < NEWS_EVERY
        ]:
            note_news(tx, source, now, self._heard.pop(source))
            self._noted[source] = now


class _Objects:
    """What pushes of one transaction make of tariffs, sessions and CDRs."""

    def __init__(self, tx: Transaction, pushes: Sequence[ObjectPush]) -> None:
        self._before = dict(tx.records([push.rid for push in pushes])) if pushes else {}
        self._now: dict[int, Record | None] = dict(self._before)
        self._issues: dict[int, tuple[str, tuple[Issue, ...]]] = {}
        self._awaited = {push.rid for push in pushes if push.kind == "tariff"}
        """What may have been missing before; then there is an issue of it."""

    def apply(self, push: ObjectPush, latest: datetime) -> Result:
        """Apply one push; raises where it is refused."""
        before = self._now.get(push.rid)
        if before and to_millis(push.moment) < before.updated <= to_millis(latest):
            return "stale"
        after = push.change(before)
        self._now[push.rid] = after
        withheld = withheld_issues(to_tariff(after)) if after and after.kind == "tariff" else ()
        self._issues[push.rid] = (push.source, (*push.issues, *withheld))
        if after is None:
            return "deleted"
        return "updated" if before else "created"

    def write(self, tx: Transaction) -> None:
        """Store what changed."""
        changed = [
            record
            for rid, record in self._now.items()
            if record is not None and record != self._before.get(rid)
        ]
        gone = [rid for rid, record in self._now.items() if record is None and rid in self._before]
        if changed:
            tx.put_records(changed)
        if gone:
            tx.remove(gone)
        for rid, (source, issues) in self._issues.items():
            if issues or rid in self._before or rid in self._awaited:
                tx.put_issues(source, {rid: issues})


def _works(tx: Transaction, pushes: Sequence[LocationPush]) -> dict[int, _Work]:
    rows = tx.stored(sorted({push.rid for push in pushes})) if pushes else {}
    return {push.rid: _Work(push.rid, push.source, rows.get(push.rid)) for push in pushes}


def _exists(now: Reading | None, push: LocationPush) -> bool:
    """Whether the object of a push is there already."""
    if now is None or now.location is None:
        return False
    if not push.evse:
        return True
    evse = next((e for e in now.location.evses if e.uid.casefold() == push.evse.casefold()), None)
    if evse is None or not push.connector:
        return evse is not None
    return any(c.id.casefold() == push.connector.casefold() for c in evse.connectors)


def _is_stale(now: Reading, push: LocationPush, latest: datetime) -> bool:
    """Whether what is known of the object is newer (wild 8.3)."""
    known = _known(now, push)
    return known is not None and push.moment < known <= latest


def _known(now: Reading, push: LocationPush) -> datetime | None:
    """When the object of a push changed last, as far as is known."""
    if now.location is None:
        return None
    if not push.evse:
        return freshness(now.location, now.statuses)
    uid = push.evse.casefold()
    live = next((each for each in now.statuses if each.uid.casefold() == uid), None)
    if live is None:
        return None
    if push.connector:
        own_id = _own_id(now.location, live.uid, push.connector)
        return live.connector_freshness(own_id) if own_id is not None else None
    return live.freshness


def _own_id(location: Location, uid: str, connector: str) -> str | None:
    """A connector's id in its own spelling."""
    evse = next((each for each in location.evses if each.uid == uid), None)
    ids = (c.id for c in evse.connectors) if evse else ()
    return next((each for each in ids if each.casefold() == connector.casefold()), None)


def _settled(work: _Work) -> tuple[Reading, Record | None]:
    """What is then true in its one order, and the record if the content is another."""
    reading = work.now or Reading()
    if work.before is not None and reading.location is work.before:
        return reading, None
    ordered = in_order(reading)
    if ordered.location is None:
        return reading, None
    record = to_record(ordered.location)
    is_same = work.row is not None and record.hash == work.row.hash
    return ordered, None if is_same else record


def _subject(work: _Work, reading: Reading) -> Subject:
    location = reading.location
    if location is None:
        raise ValueError(work.rid)
    before = shown(work.before, work.known) if work.before else None
    return Subject(
        rid=work.rid,
        location=location,
        statuses=reading.statuses,
        before=before,
        known=work.known,
    )


def _changes(before: Sequence[EvseStatus], now: Sequence[EvseStatus]) -> int:
    """How many EVSEs have another status."""
    known = {each.uid: each.status for each in before}
    return sum(known.get(each.uid) != each.status for each in now)


def _orphan(push: LocationPush) -> Issue:
    return Issue(code="location_unknown", outcome="rejected", object=push.key, path="$")


def _put_issues(tx: Transaction, works: Iterable[_Work]) -> None:
    """Replace the issues of what was changed; those of the rest stay."""
    touched = [work for work in works if work.issues or work.orphans]
    known = tx.issues([work.rid for work in touched]) if touched else {}
    for work in touched:
        before = list(known.get(work.rid, ()))
        after = work.orphans[-1:] or before
        for push, found in work.issues:
            after = [issue for issue in after if not _is_replaced(issue, push)]
            after += [issue for issue in found if issue not in after]
        if after != before:
            tx.put_issues(work.source, {work.rid: after})


def _is_replaced(issue: Issue, push: LocationPush) -> bool:
    if push.members:
        member = issue.path.removeprefix("$.").partition(".")[0].partition("[")[0]
        return issue.object == push.key and member in push.members
    return issue.object == push.key or issue.object.startswith(push.key + "/")
