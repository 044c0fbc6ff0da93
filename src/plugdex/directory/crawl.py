"""The crawl: all pages of a list, although the list changes while we walk through it.

1. The next page is where ``Link`` says. Where it says nothing, it is counted by offsets; where
   nothing is counted either, one probe behind the end tells whether that was all.
2. Objects that are removed shift those behind them by one: so each page is asked for one object
   earlier, and begins with one that we have; if not, we step back until it does.
3. Objects that change may move to where we have been: so a pull of all ends with a pull of what
   changed since it began.
4. A list is complete when every page could be read, and at least as many objects were seen as the
   server says there are. Only then may what was not seen be called gone.
5. After each page stands all that is needed to go on there.

Rules 1 to 3 are OCPI 2.2.1 §4.1.5 and the notes 2.10 to 2.17 on feeds in the wild.
"""

import io
from collections.abc import Callable, Generator, Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import chain
from typing import Any, BinaryIO, Final, Literal

import msgspec
from msgspec.structs import replace

from plugdex.directory.addresses import (
    has_cursor,
    names_in,
    next_page,
    number_in,
    own_page,
    with_query,
)
from plugdex.directory.entries import Entry
from plugdex.directory.feeds import Delta, FeedList
from plugdex.directory.pages import FetchFailed, Page, Pages
from plugdex.directory.peers import TokenForm
from plugdex.directory.records import from_millis, to_millis
from plugdex.model.issues import Issue
from plugdex.model.value import Value

Read = Callable[[BinaryIO], Iterator[Entry]]
Phase = Literal["pages", "closing", "delta"]

CHUNK: Final = 2000
"""Entries of a page that are handed on together: some servers have one page of 80,000."""

MARGIN: Final = 60_000
"""Milliseconds by which a pull of changes reaches back: clocks and caches differ."""

LONGEST_STEP: Final = 1000
"""Objects to step back before everything is asked again."""

MOST_STEPS: Final = 60
"""Times to step back in one list before it is called too restless to be complete."""

ASKED_WRONG: Final = frozenset({400, 405, 406, 422, 501})
"""HTTP statuses for a parameter that a server does not want."""

ASKED_WRONG_CODES: Final = frozenset({2000, 2001, 2002})
"""OCPI status codes for the same."""

MOST_STALLS: Final = 20
"""Pages in a row that bring nothing new before the server is said to go in circles."""


class ListEnd(Value, frozen=True, kw_only=True):
    """How the crawl of a list ended."""

    complete: bool
    delta: Delta = ""


class Place(Value, frozen=True, kw_only=True):
    """Where a pull is; with what it has seen enough to go on."""

    lists: tuple[FeedList, ...]
    full: bool
    began: int
    """By our clock, milliseconds since 1970."""
    since: int | None = None
    """Of a pull of changes: from when on."""
    limit: int = 0
    known_delta: Delta = ""
    """What earlier pulls learned about pulls of changes."""
    started: int = 0
    """By the clock of the server; 0 until it has answered."""
    token_form: TokenForm | None = None
    page: int = 0
    """Pages of all lists so far."""
    at: int = 0
    """Number of the list."""
    phase: Phase = "pages"
    ended: tuple[ListEnd, ...] = ()

    url: str = ""
    """Where to go on in the list; empty at its beginning."""
    pages: int = 0
    position: int = 0
    """Objects passed."""
    distinct: int = 0
    total: int | None = None
    """What the server said last of how many there are."""
    first: int = 0
    """Row id of the first object of the last page."""
    linked: bool = False
    """A page had a next one by ``Link``."""
    probing: bool = False
    """The next address is a guess."""
    exact: bool = False
    """The next address is to be asked without overlap."""
    aligned: bool = False
    """The server knows whole pages only, so that nothing can overlap."""
    steps: int = 0
    stalls: int = 0
    shaken: bool = False
    """Something may have been missed."""
    main_total: int | None = None
    """While closing: what the server said of how many there are."""
    found_delta: Delta = ""
    """What this walk through the list shows of pulls of changes."""

    @property
    def is_done(self) -> bool:
        """Whether all lists came to their end."""
        return self.at >= len(self.lists)


class Step(Value, frozen=True, kw_only=True):
    """Some objects of a page; the last step of a page has the place behind it."""

    kind: str
    entries: tuple[Entry, ...] = ()
    again: bool = False
    """Changes of what may have come before."""
    issues: tuple[Issue, ...] = ()
    url: str = ""
    place: Place | None = None
    total: int | None = None
    """Objects of the list, where known."""


class _Arrival(Value, frozen=True, kw_only=True):
    """A page that was fetched, not yet read but for its first object."""

    page: Page
    entries: Any
    first: Entry | None
    back: int
    """Objects that were asked again."""
    asked: int
    """Objects before the first one."""
    next_url: str


class _Count:
    """What a page had."""

    def __init__(self) -> None:
        self.pieces = 0
        self.fresh = 0
        """Objects that this walk through the list had not seen."""
        self.distinct = 0
        """Objects that the whole pull had not seen."""
        self.first = 0
        self.restless = True
        self.oldest: int | None = None


class Crawl:
    """One pull of the lists of a feed; ``place`` moves on with every page."""

    def __init__(
        self,
        pages: Pages,
        read: Read,
        place: Place,
        clock: Callable[[], int],
        *,
        next_path: tuple[str, ...] = (),
        page_parameter: str = "",
        keys: frozenset[str] = frozenset(),
    ) -> None:
        self.place = place
        self._pages = pages
        self._read = read
        self._clock = clock
        self._next_path = next_path
        self._page_parameter = page_parameter
        self._keys = keys
        self._seen: dict[int, int] = {}
        self._here: dict[int, int] = {}  # what this walk through the list has seen
        self._visited: set[str] = set()
        self._restless = False
        self._noted: set[str] = set()

    def remember(self, seen: Mapping[int, int], visited: set[str]) -> None:
        """Take over what an interrupted pull had: time stamps by row id, and addresses."""
        self._seen.update(seen)
        self._visited |= visited
        if self.place.phase != "closing":
            self._here.update(seen)

    def run(self) -> Generator[Step, None, None]:
        """Fetch page after page; raises ``FetchFailed`` and ``UnreadableSource``.

        The place is then that of the page that failed.
        """
        while not self.place.is_done:
            url = self.place.url or self._beginning()
            try:
                yield from self._page(url)
            except FetchFailed as error:
                yield self._otherwise(error)

    def _otherwise(self, error: FetchFailed) -> Step:
        """What to do about a first page that is refused for how it was asked; raises it if not."""
        place = self.place
        is_asked_wrong = error.status in ASKED_WRONG or (
            error.status == 200 and error.ocpi in ASKED_WRONG_CODES
        )
        if place.phase == "closing" and not place.pages and (is_asked_wrong or error.status == 404):
            return self._closed("refused")
        if place.pages or not is_asked_wrong or error.throttled:
            raise error
        kind = place.lists[place.at].kind
        if place.limit:
            self.place = replace(place, limit=0)
            return Step(kind=kind)
        if place.phase != "delta":
            raise error
        issues = self._note("delta_unusable", "refused", "everything was pulled")
        self.place = replace(
            _fresh_list(place), full=True, phase="pages", at=0, ended=(), known_delta="refused"
        )
        return Step(kind=kind, issues=issues)

    def _beginning(self) -> str:
        place = self.place
        url = place.lists[place.at].url
        if self._page_parameter:
            url = with_query(url, self._page_parameter, 0)
        if place.limit and not self._page_parameter:
            url = with_query(url, "limit", place.limit)
        moment = self._from()
        return url if moment is None else with_query(url, "date_from", stamp(moment))

    def _from(self) -> int | None:
        if self.place.phase == "closing":
            return self.place.started - MARGIN
        return self.place.since if self.place.phase == "delta" else None

    # one page

    def _page(self, url: str) -> Iterator[Step]:
        arrival = self._arrive(url)
        count, batch = _Count(), list[Entry]()
        kind = self.place.lists[self.place.at].kind
        again = self.place.phase != "pages"
        with arrival.page.body:
            is_second_look = self.place.probing or self.place.exact
            for number, entry in enumerate(arrival.entries):
                is_overlap = is_second_look or number < arrival.back
                if self._is_new(entry, count, is_overlap=is_overlap):
                    batch.append(entry)
                if len(batch) == CHUNK:
                    yield Step(kind=kind, entries=tuple(batch), again=again)
                    batch = []
        issues = self._go_on(url, arrival, count)
        yield Step(
            kind=kind,
            entries=tuple(batch),
            again=again,
            issues=issues,
            url=url,
            place=self.place,
            total=self.place.total,
        )

    def _is_new(self, entry: Entry, count: _Count, *, is_overlap: bool) -> bool:
        """Count an entry; whether it is to be handed on."""
        record = entry.record
        if record is None:
            is_object = any(issue.object for issue in entry.reading.issues)
            count.pieces += is_object
            count.fresh += is_object and not is_overlap
            count.distinct += is_object and not is_overlap and self.place.phase == "pages"
            return not (is_object and is_overlap)
        count.pieces += 1
        count.first = count.first or record.rid
        count.restless &= record.updated >= self.place.started - MARGIN
        count.oldest = min(record.updated, count.oldest or record.updated)
        before = self._seen.get(record.rid)
        count.distinct += before is None
        count.fresh += record.rid not in self._here
        self._here[record.rid] = record.updated
        self._seen[record.rid] = max(record.updated, before or 0)
        return before != record.updated or not (is_overlap or self.place.phase == "closing")

    # finding the page

    def _arrive(self, url: str) -> _Arrival:
        """Fetch a page such that nothing between it and the last one is missed."""
        if self.place.probing:
            arrival = self._open(url, 0)
            if not arrival.first or self._is_repeated(arrival.first):
                return arrival
            arrival.page.body.close()
            self.place = replace(self.place, probing=False)
        offset = number_in(url, "offset") or 0
        if not self._can_overlap(offset, url):
            return self._open(url, 0)
        back = 1
        while True:
            back = offset if back > LONGEST_STEP else min(back, offset)
            arrival = self._open(with_query(url, "offset", offset - back), back)
            if back == offset or self._is_known(arrival.first):
                break
            arrival.page.body.close()
            self._step_back()
            back *= 2
        if back > 1:
            self._visited.clear()
        return arrival

    def _can_overlap(self, offset: int, url: str) -> bool:
        """Whether the page can be asked for one object earlier.

        Where the server says where to go on by more than a number, that knows better.
        """
        place = self.place
        if not offset or not place.first or place.exact or place.aligned or place.shaken:
            return False
        return not has_cursor(url, self._keys | names_in(place.lists[place.at].url))

    def _step_back(self) -> None:
        steps = self.place.steps + 1
        self.place = replace(self.place, steps=steps, shaken=steps > MOST_STEPS)

    def _is_known(self, entry: Entry | None) -> bool:
        """Whether an object is one that we have, and that has not moved since.

        One that changed may have moved behind others that we have not. Where all objects change
        all the time, time stamps tell nothing.
        """
        if entry is None or entry.record is None:
            return False
        before = self._here.get(entry.record.rid)
        return before is not None and (before == entry.record.updated or self._restless)

    def _is_repeated(self, entry: Entry) -> bool:
        return entry.record is not None and entry.record.rid == self.place.first

    def _open(self, url: str, back: int) -> _Arrival:
        """Fetch a page and read its first object."""
        place = self.place
        page = self._pages.fetch(url, started=place.page > 0)
        self._foresee(page)
        if not place.started:
            self.place = replace(place, started=self._moment(page), token_form=page.token_form)
        body: BinaryIO = page.body
        next_url = ""
        if self._next_path:
            text = body.read()
            next_url, body = _member(text, self._next_path), io.BytesIO(text)
        entries = self._read(body)
        ahead: list[Entry] = []
        for entry in entries:
            ahead.append(entry)
            if entry.record or any(issue.object for issue in entry.reading.issues):
                break
        first = ahead[-1] if ahead else None
        offset = number_in(url, "offset")
        return _Arrival(
            page=page,
            entries=chain(ahead, entries),
            first=first,
            back=back,
            asked=place.position if offset is None else offset,
            next_url=next_url,
        )

    def _foresee(self, page: Page) -> None:
        """Have the next page fetched while this one is read, where its address is known."""
        url = next_page(page.headers.get("link"), page.url).url
        if not url or url in self._visited or self.place.shaken:
            return
        offset = number_in(url, "offset") or 0
        is_cursor = has_cursor(url, self._keys | names_in(self.place.lists[self.place.at].url))
        overlaps = offset and not is_cursor and not self.place.aligned
        self._pages.foresee(with_query(url, "offset", offset - 1) if overlaps else url)

    def _moment(self, page: Page) -> int:
        """When the server began to answer, by its clock."""
        try:
            moment = parsedate_to_datetime(page.headers.get("date", ""))
        except (ValueError, TypeError):
            return self._clock()
        return to_millis(moment if moment.tzinfo else moment.replace(tzinfo=UTC))

    # behind the page

    def _go_on(self, url: str, arrival: _Arrival, count: _Count) -> tuple[Issue, ...]:
        """Move the place behind a page; what is to be said about the paging."""
        before = self.place
        self._visited.add(url)
        self._restless = count.restless and count.pieces > 0
        total = _number(arrival.page.headers.get("x-total-count"))
        self.place = replace(
            before,
            page=before.page + 1,
            pages=before.pages + 1,
            position=arrival.asked + count.pieces,
            distinct=before.distinct + count.distinct,
            total=before.total if total is None else total,
            first=count.first or before.first,
            stalls=0 if count.fresh else before.stalls + 1,
            aligned=before.aligned or (before.exact and count.fresh > 0),
            exact=False,
            probing=False,
        )
        if self._is_ignored(before, count):
            if before.phase == "closing" and before.main_total is not None:
                return self._closed("ignored").issues
            self.place = replace(self.place, found_delta="ignored")
        next_url, issues = self._next(url, before, arrival, count)
        self.place = replace(self.place, url=next_url)
        return issues if next_url else (*issues, *self._end_phase())

    def _next(
        self, url: str, before: Place, arrival: _Arrival, count: _Count
    ) -> tuple[str, tuple[Issue, ...]]:
        """The next address, or nothing at the end; and what is wrong with the paging."""
        repeats = before.pages > 0 and arrival.back <= 1 and count.first == before.first
        if not count.pieces or (before.probing and (repeats or not count.fresh)):
            return "", ()
        if not count.fresh and count.pieces > arrival.back > 0 and before.phase == "pages":
            self.place = replace(self.place, exact=True)
            return url, ()
        if self.place.stalls > MOST_STALLS:
            return "", self._note("pagination_link_invalid", "nothing new any more", "ended there")
        if repeats and not count.fresh:
            issues = self._note("pagination_link_invalid", "the same page again", "")
            guessed, more = self._guessed(url, arrival, count)
            return guessed, (*issues, *more)
        found = next_page(arrival.page.headers.get("link"), arrival.page.url)
        if arrival.next_url:
            found = own_page(arrival.next_url, arrival.page.url)
        target, fault = found.url, found.fault
        if target and target not in self._visited:
            self.place = replace(self.place, linked=True)
            return target, ()
        issues = ()
        if fault or target:
            issues = self._note("pagination_link_invalid", fault or "a page that was there", "")
        guessed, more = self._guessed(url, arrival, count)
        return guessed, (*issues, *more)

    def _guessed(self, url: str, arrival: _Arrival, count: _Count) -> tuple[str, tuple[Issue, ...]]:
        """The next address where the server names none."""
        place = self.place
        if self._page_parameter:
            number = number_in(url, self._page_parameter) or 0
            is_last = not count.fresh
            return "" if is_last else with_query(url, self._page_parameter, number + 1), ()
        target = with_query(url, "offset", place.position)
        if place.total is not None and place.position < place.total:
            issues = self._note("pagination_missing", f"{place.position} of {place.total}", "")
            return target, issues
        if place.linked:
            return "", ()
        limits = {_number(arrival.page.headers.get("x-limit")), place.limit} - {0, None}
        if place.total is None or count.pieces in limits:
            self.place = replace(place, probing=True)
            missing = place.total is None
            return target, self._note("pagination_missing", "no headers", "") if missing else ()
        return "", ()

    # the end of a list

    def _end_phase(self) -> tuple[Issue, ...]:
        """Go on to the closing pull of changes, or to the next list."""
        place = self.place
        if place.phase == "delta":
            self._end_list(ListEnd(complete=False, delta=place.found_delta))
            return self._unusable(place)
        if place.phase == "closing":
            issues = (*self._unusable(place), *self._mismatch(place))
            self._end_list(ListEnd(complete=self._adds_up(), delta=place.found_delta))
            return issues
        if place.pages == 1 or place.known_delta == "restless":
            sure = place.pages == 1 or place.total == place.distinct
            end = ListEnd(complete=sure and self._adds_up(), delta=place.known_delta)
            issues = self._mismatch(place)
            self._end_list(end)
            return issues
        self.place = replace(
            _fresh_list(place),
            phase="closing",
            distinct=place.distinct,
            shaken=place.shaken,
            main_total=place.total,
        )
        self._visited.clear()
        self._here.clear()
        return ()

    def _unusable(self, place: Place) -> tuple[Issue, ...]:
        if not place.found_delta:
            return ()
        return self._note("delta_unusable", place.found_delta, "everything was looked at")

    def _adds_up(self) -> bool:
        place = self.place
        total = place.main_total if place.phase == "closing" else place.total
        return not place.shaken and (total is None or place.distinct >= total)

    def _is_ignored(self, before: Place, count: _Count) -> bool:
        """Whether a pull of changes has what did not change.

        A closing one then need not go on, unless nobody says how many objects there are: it is
        then a second look at everything.
        """
        since = self._from()
        if since is None or before.pages or count.oldest is None:
            return False
        return count.oldest < since - MARGIN

    def _closed(self, delta: Delta) -> Step:
        """The end of a list whose closing pull is of no use: only an exact count is enough."""
        place = self.place
        issues = (*self._note("delta_unusable", delta, ""), *self._mismatch(place))
        complete = self._adds_up() and place.distinct == place.main_total
        kind = place.lists[place.at].kind
        self._end_list(ListEnd(complete=complete, delta=delta))
        return Step(kind=kind, issues=issues, place=self.place)

    def _end_list(self, end: ListEnd) -> None:
        place = self.place
        self._visited.clear()
        self._here.clear()
        self._noted.clear()
        phase: Phase = "pages" if place.full else "delta"
        ended = (*place.ended, end)
        self.place = replace(_fresh_list(place), at=place.at + 1, phase=phase, ended=ended)

    def _mismatch(self, place: Place) -> tuple[Issue, ...]:
        total = place.main_total if place.phase == "closing" else place.total
        if total is None or place.distinct >= total:
            return ()
        return self._note("total_mismatch", f"{place.distinct} of {total}", "nothing was removed")

    def _note(self, code: str, was: str, became: str) -> tuple[Issue, ...]:
        """An issue of the paging, once for each list."""
        if code in self._noted:
            return ()
        self._noted.add(code)
        place = self.place
        name = place.lists[place.at].kind or "list"
        return (Issue(code=code, outcome="noted", object=name, path="$", was=was, became=became),)


def _fresh_list(place: Place) -> Place:
    """The place at the beginning of a list."""
    return replace(
        place,
        url="",
        pages=0,
        position=0,
        distinct=0,
        total=None,
        first=0,
        linked=False,
        probing=False,
        exact=False,
        aligned=False,
        steps=0,
        stalls=0,
        shaken=False,
        main_total=None,
        found_delta="",
    )


def stamp(millis: int) -> str:
    """A moment as OCPI writes it: UTC, whole seconds, with ``Z``."""
    moment: datetime = from_millis(millis)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and text.strip().isdecimal() else None


def _member(text: bytes, path: tuple[str, ...]) -> str:
    """The text at the end of a path of members; empty where there is none."""
    try:
        found: Any = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ""
    for name in path:
        found = found.get(name) if isinstance(found, dict) else None
    return found.strip() if isinstance(found, str) else ""
