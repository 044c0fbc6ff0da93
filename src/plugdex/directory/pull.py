"""A pull: what a feed has now is taken in, and what it no longer has is removed.

1. Where a pull is, and what it has seen, is written in the same transaction as the objects of the
   page: a crash at any moment costs that page at most, and some pages of a first pull.
2. What a complete pull of everything did not have is removed; after any other pull nothing is.
3. A pull that fails leaves what is known, and is tried again later and later.
4. Most pulls ask for changes only; those of everything are rare (OCPI 2.2.1 §4.1.5).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, Protocol

from msgspec.structs import replace

from plugdex.directory.crawl import MARGIN, ListEnd, Place, Step
from plugdex.directory.entries import Entry
from plugdex.directory.feeds import (
    MODULES,
    Delta,
    Feed,
    FeedList,
    FeedState,
    forget_crawl,
    put_state,
    state_of,
)
from plugdex.directory.ingest import FIRST_BATCH, Ingest, Inside, Scope
from plugdex.directory.kept import Kind
from plugdex.directory.loads import put_load, to_load
from plugdex.directory.news import note_news
from plugdex.directory.pages import FetchFailed
from plugdex.directory.peers import find_peer
from plugdex.directory.ports import Progress, Reads, Store, Transaction
from plugdex.directory.publish import Dialect
from plugdex.directory.report import Report, Tally
from plugdex.directory.resume import Interrupted, interrupted, save
from plugdex.directory.status_lists import StatusList
from plugdex.model.errors import InvalidSetting, PlugdexError
from plugdex.model.value import Value

REACH_BACK: Final = 5 * MARGIN
"""Milliseconds by which a pull of changes reaches behind the beginning of the last one."""

LONGEST_BACK_OFF: Final = 6 * 3_600_000
"""Milliseconds between two tries of a feed that fails."""

FEW: Final = 3
"""Objects below which nothing is said about their time stamps."""

FILE_BATCH: Final = 4000
"""Entries of a file that are handed on together."""

KINDS: Final[tuple[Kind, ...]] = ("location", "tariff")
FORGOTTEN: Final = frozenset({400, 404, 410})
"""What a server answers to the address of a page that it no longer knows."""


class FileAnswer(Value, frozen=True, kw_only=True):
    """A whole file of a feed."""

    unchanged: bool
    known: Mapping[str, str]
    """Headers that make the next request conditional."""
    entries: Iterator[Entry]


class Fetcher(Protocol):
    """Fetches for feeds; a feed is given with the lists and the token to use."""

    def steps(self, feed: Feed, begin: Interrupted) -> Iterator[Step]:
        """Crawl from a place on; see ``Crawl.run``."""
        ...

    def file(self, feed: Feed, url: str, known: Mapping[str, str]) -> FileAnswer:
        """Fetch a file, unless it is still the one that is known."""
        ...


class Pulled(Value, frozen=True, kw_only=True, omit_defaults=False):
    """The outcome of a pull."""

    feed: str
    unchanged: bool
    """The source said that nothing changed."""
    full: bool
    complete: bool
    """What it no longer has was removed."""
    report: Report


class Pull:
    """Pulls feeds into a store; threads may share it.

    ``clock`` tells milliseconds since 1970, ``pause`` is called between transactions.
    """

    def __init__(
        self,
        store: Store,
        dialect: Dialect,
        fetcher: Fetcher,
        clock: Callable[[], int],
        pause: Callable[[], None] = lambda: None,
    ) -> None:
        self.store = store
        self.dialect = dialect
        self.fetcher = fetcher
        self.clock = clock
        self.pause = pause

    def run(self, named: Feed, progress: Progress, tally: Tally, *, full: bool = False) -> Pulled:
        """Pull once; raises what the fetcher raises, after noting that the feed failed."""
        reads = self.store.reads()
        state = replace(state_of(reads, named.name), tried=self.clock())
        one: _One | None = None
        try:
            feed = resolved(named, reads, state)
            one = _One(self, feed, state, progress, tally)
            return one.files() if feed.mode == "file" else one.pages(full=full)
        except (PlugdexError, OSError) as error:
            with self.store.transaction() as tx:
                put_state(tx, named.name, failed(named, state, error, self.clock()))
                if one is not None and one.took:
                    note_news(tx, named.source, self.clock(), one.changes)
            raise


class _One:
    """One pull of one feed."""

    def __init__(
        self, pull: Pull, feed: Feed, state: FeedState, progress: Progress, tally: Tally
    ) -> None:
        self._pull = pull
        self._feed = feed
        self._state = state
        self._progress = progress
        self._tally = tally
        has_statuses = any(each.kind == "status" for each in feed.lists)
        scope = Scope(
            source=feed.source,
            whole_source=True,
            newest_wins=feed.mode == "pages" and not has_statuses,
        )
        self._ingest = Ingest(pull.store, pull.dialect, scope, tally, pull.pause)
        self._statuses = StatusList(pull.store, pull.dialect, feed.source)
        self._waiting: list[Step] = []
        self._seen: list[tuple[int, int]] = []
        self._urls: list[str] = []
        self._resumed = False
        self.took = False
        """Whether anything came."""

    @property
    def changes(self) -> int:
        """Statuses that became others."""
        return self._ingest.changes + self._statuses.changes

    # lists in pages

    def pages(self, *, full: bool) -> Pulled:
        """Pull the lists page by page, from where an interrupted pull was."""
        feed, store = self._feed, self._pull.store
        before = interrupted(store.reads(), feed.name, feed.lists, self._state.tried)
        if before is not None:
            self._resumed = True
            self._ingest.remember(before.seen, before.added)
            self._ingest.identified = before.identified
            try:
                return self._crawl(before)
            except FetchFailed as error:
                if error.status not in FORGOTTEN or self.took:
                    raise
        self._resumed = False
        with store.transaction() as tx:
            forget_crawl(tx, feed.name)
        return self._crawl(Interrupted(place=self._new_place(full=full)))

    def _new_place(self, *, full: bool) -> Place:
        state, feed = self._state, self._feed
        is_due = not 0 <= state.tried - state.full < feed.full_every * 1000
        is_ahead = state.since is not None and state.since > state.tried  # the clock was set back
        everything = full or is_due or is_ahead or state.since is None or bool(state.delta)
        return Place(
            lists=feed.lists,
            full=everything,
            phase="pages" if everything else "delta",
            began=state.tried,
            since=None if everything else state.since,
            limit=feed.limit,
            known_delta=state.delta,
        )

    def _crawl(self, begin: Interrupted) -> Pulled:
        self._progress.start(self._feed.name, None)
        place, passed, total = begin.place, 0, None
        try:
            for step in self._pull.fetcher.steps(self._feed, begin):
                self._tally.note(step.issues)
                self._wait(step)
                passed += len(step.entries)
                if step.total != total and step.total is not None:
                    total = step.total
                    self._progress.start(self._feed.name, total)
                    self._progress.advance(passed)
                else:
                    self._progress.advance(len(step.entries))
                place = step.place or place
        finally:
            self._take_waiting()
        return self._end(place)

    def _wait(self, step: Step) -> None:
        """Take a page in, or several at once as long as nobody else writes."""
        if self._waiting and _sort(self._waiting[0]) != _sort(step):
            self._take_waiting()
        self._waiting.append(step)
        held = sum(len(each.entries) for each in self._waiting)
        if held >= self._ingest.batch or (step.place and self._ingest.batch < FIRST_BATCH):
            self._take_waiting()

    def _take_waiting(self) -> None:
        """Take objects in, and with the last ones the place behind their pages."""
        steps, self._waiting = self._waiting, []
        if not steps:
            return
        entries = [entry for step in steps for entry in step.entries]
        self._seen += [(each.record.rid, each.record.updated) for each in entries if each.record]
        self._urls += [step.url for step in steps if step.place]
        places = [step.place for step in steps if step.place]
        inside = None
        if places:
            self.took = True
            inside = self._saving(places[-1]) if steps[-1].place else None
        self._take(steps[0], entries, None if places and places[-1].is_done else inside)

    def _saving(self, place: Place) -> Inside:
        """Writes the place; what its pages had is then written, too."""
        pages = (tuple(self._urls), tuple(self._seen))
        self._urls, self._seen = [], []

        def inside(tx: Transaction) -> None:
            facts = (self._ingest.added, self._ingest.identified)
            save(tx, self._feed.name, place, facts, pages)

        return inside

    def _take(self, first: Step, entries: Sequence[Entry], inside: Inside | None = None) -> None:
        for entry in entries:
            if entry.glance and not first.again:
                self._tally.look(entry.glance.plugs)
        if first.kind == "status":
            self._statuses.take(entries, self._pull.pause)
        objects = () if first.kind == "status" else entries
        self._ingest.take(objects, inside, again=first.again)

    def _end(self, place: Place) -> Pulled:
        complete: Sequence[Kind] = ()
        if place.full and self._ingest.identified:
            complete = complete_kinds(place.lists, place.ended)
        self._ingest.finish(complete, since=place.started - MARGIN)
        restless = self._restless(place)
        state = replace(
            self._state,
            since=place.started - REACH_BACK,
            token_form=place.token_form or self._state.token_form,
            restless=restless,
            delta="restless" if restless > 1 else _delta(place),
        )
        if place.full:
            state = replace(state, full=place.began, complete=bool(complete))
        return self._settle(state, full=place.full, complete=bool(complete))

    def _restless(self, place: Place) -> int:
        """Pulls in a row in which every time stamp was that of the pull (wild 2.15)."""
        if not place.full:
            return self._state.restless
        oldest = self._ingest.oldest
        if oldest is None or self._ingest.compared < FEW:
            return 0
        return self._state.restless + 1 if oldest >= place.started - MARGIN else 0

    # whole files

    def files(self) -> Pulled:
        """Pull the files, unless none of them changed."""
        feed, known = self._feed, dict(self._state.known)
        self._progress.start(feed.name, None)
        fetch = self._pull.fetcher.file
        answers = [fetch(feed, each.url, known.get(each.url, {})) for each in feed.lists]
        if all(answer.unchanged for answer in answers):
            return self._settle(self._state, full=True, complete=False, unchanged=True)
        ended = []
        for each, first in zip(feed.lists, answers, strict=True):
            answer = first
            if first.unchanged and not _is_alone(each, feed.lists):
                answer = fetch(feed, each.url, {})  # what it has counts beside the others
            if not answer.unchanged:
                self._read(each, answer.entries)
                known[each.url] = answer.known
            ended.append(ListEnd(complete=not answer.unchanged))
        complete = complete_kinds(feed.lists, ended) if self._ingest.identified else ()
        self._ingest.finish(complete)
        state = replace(self._state, full=self._state.tried, complete=bool(complete), known=known)
        return self._settle(state, full=True, complete=bool(complete))

    def _read(self, each: FeedList, entries: Iterator[Entry]) -> None:
        batch: list[Entry] = []
        for entry in entries:
            batch.append(entry)
            if len(batch) == FILE_BATCH:
                self._take_some(each, batch)
                batch = []
        self._take_some(each, batch)

    def _take_some(self, each: FeedList, batch: Sequence[Entry]) -> None:
        self._take(Step(kind=each.kind), batch)
        self._progress.advance(len(batch))
        self.took = True

    # the end

    def _settle(
        self, before: FeedState, *, full: bool, complete: bool, unchanged: bool = False
    ) -> Pulled:
        """Write how the pull went, forget where it was, and tell."""
        now = self._pull.clock()
        report = self._tally.report((now - before.tried) / 1000)
        state = replace(
            before,
            heard=now,
            failures=0,
            error="",
            retry=0,
            issues=before.issues if unchanged else report.issues,
        )
        parts = (report.locations, report.tariffs)
        if not before.heard or any(part.new or part.removed for part in parts):
            state = replace(state, locations=self._count("location"), tariffs=self._count("tariff"))
        with self._pull.store.transaction() as tx:
            put_state(tx, self._feed.name, state)
            forget_crawl(tx, self._feed.name)
            note_news(tx, self._feed.source, now, self.changes)
            if full and not unchanged and not self._resumed:
                put_load(
                    tx, to_load(self._feed.source, self._feed.format, self._tally, report, now)
                )
        self._progress.done(summary(self._feed.name, report, unchanged=unchanged))
        return Pulled(
            feed=self._feed.name,
            unchanged=unchanged,
            full=full,
            complete=complete,
            report=report,
        )

    def _count(self, kind: Kind) -> int:
        return sum(1 for _ in self._pull.store.scan(kind, self._feed.source))


def resolved(feed: Feed, reads: Reads, state: FeedState) -> Feed:
    """The feed with what is needed to fetch: a peer's lists, token and version."""
    if not feed.peer:
        return replace(feed, token_form=feed.token_form or state.token_form)
    peer = find_peer(reads, feed.peer)
    if peer is None or not peer.token:
        raise InvalidSetting(
            f"feed {feed.name}: {feed.peer} is not registered; use: plugdex party register"
        )
    lists = tuple(
        FeedList(url=each.url, kind=MODULES[each.identifier])
        for each in peer.endpoints
        if each.role == "SENDER" and each.identifier in MODULES
    )
    chosen = tuple(each for each in lists if not feed.kinds or each.kind in feed.kinds)
    if not chosen:
        raise InvalidSetting(f"feed {feed.name}: {feed.peer} offers no locations and no tariffs")
    return replace(
        feed,
        lists=chosen,
        token=peer.token,
        token_form=peer.token_form,
        version=feed.version or peer.version,
    )


def failed(feed: Feed, state: FeedState, error: Exception, now: int) -> FeedState:
    """The state after a failure: tried again later and later, or when the server says."""
    failures = state.failures + 1
    wait = min(feed.interval * 1000 * 2 ** min(failures - 1, 10), LONGEST_BACK_OFF)
    if isinstance(error, FetchFailed) and error.wait is not None:
        wait = int(error.wait * 1000)
    return replace(state, failures=failures, error=str(error), retry=now + wait)


def complete_kinds(lists: Sequence[FeedList], ended: Sequence[ListEnd]) -> tuple[Kind, ...]:
    """The kinds of which all lists that may have them are complete."""
    ends = list(zip(lists, ended, strict=True))
    return tuple(
        kind
        for kind in KINDS
        if (found := [end for each, end in ends if each.kind in ("", kind)])
        and all(end.complete for end in found)
    )


def summary(name: str, report: Report, *, unchanged: bool) -> str:
    """One line for people."""
    if unchanged:
        return f"{name}: unchanged"
    parts = {"locations": report.locations, "tariffs": report.tariffs}
    told = [
        f"{each.total:,} {what} ({each.new:,} new, {each.changed:,} changed, "
        f"{each.removed:,} removed)"
        for what, each in parts.items()
        if each.total or each.removed
    ]
    return f"{name}: {', '.join(told) or 'nothing new'} in {report.seconds:.1f} s"


def _delta(place: Place) -> Delta:
    """What is known of pulls of changes after this pull."""
    found: Delta = next((end.delta for end in place.ended if end.delta), "")
    refused: Delta = "refused" if place.known_delta == "refused" else ""
    return found or refused


def _sort(step: Step) -> tuple[str, bool]:
    """What may be taken in together."""
    return step.kind, step.again


def _is_alone(each: FeedList, lists: Sequence[FeedList]) -> bool:
    """Whether no other list can have objects of the same kind."""
    return bool(each.kind) and sum(other.kind in ("", each.kind) for other in lists) == 1
