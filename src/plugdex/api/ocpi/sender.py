"""The sender: peers pull locations and tariffs (contract §3.5, §13).

1. Pages go in the order in which objects came to us, behind a place that the next link names: no
   object is lost or sent twice, whatever comes and goes meanwhile. ``offset`` works as well.
2. A peer is never given what it gave us.
3. What is not public is never given; a location whose EVSEs are all removed is, so that pullers
   learn of it.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from msgspec.structs import replace
from starlette.concurrency import run_in_threadpool

from plugdex.api.ocpi.answers import INVALID, UNKNOWN_LOCATION, Answer, refuse
from plugdex.api.ocpi.objects import location_object, location_part, tariff_object
from plugdex.api.ocpi.requests import Call
from plugdex.api.ocpi.versions import module_url
from plugdex.directory.asked import Wanted
from plugdex.directory.handshake import Us
from plugdex.directory.kept import Kind, Offered, Record, Stored
from plugdex.directory.news import decayed_all
from plugdex.directory.ports import Reads, Store
from plugdex.directory.records import to_location, to_millis, to_statuses, to_tariff
from plugdex.formats.ocpi.times import read_time
from plugdex.model.access import is_offered
from plugdex.model.ids import source_key
from plugdex.model.status import EvseStatus

DEFAULT_LIMIT: Final = 100
MOST: Final = 1000
"""Objects on a page."""

MOST_DIGITS: Final = 18

KINDS: Final[Mapping[str, Kind]] = {"locations": "location", "tariffs": "tariff"}


class Sender:
    """The modules in which we give objects to peers; ``stale`` tells which sources are silent."""

    def __init__(self, store: Store, us: Us, stale: Callable[[], frozenset[int]]) -> None:
        self._store = store
        self._us = us
        self._stale = stale

    async def answer(self, call: Call) -> Answer:
        """Answer one request."""
        if call.method != "GET":
            raise refuse(HTTPStatus.METHOD_NOT_ALLOWED, f"no {call.method} here; GET", Allow="GET")
        if call.path:
            return await run_in_threadpool(self._one, call)
        return await run_in_threadpool(self._page, call)

    def _page(self, call: Call) -> Answer:
        """A page of a list."""
        question = self._question(call)
        reads = self._store.reads()
        found = reads.offered(replace(question, limit=question.limit + 1))
        shown = found[: question.limit]
        count = _remembered_count(call) or reads.offered_count(question)
        headers = {"X-Total-Count": str(count), "X-Limit": str(MOST)}
        if len(found) > question.limit:
            headers["Link"] = f'<{self._next(call, question, shown[-1], count)}>; rel="next"'
        objects = [each for row in shown if (each := self._object(row, call))]
        return Answer(data=b"[%b]" % b",".join(objects), headers=headers)

    def _question(self, call: Call) -> Wanted:
        query = call.query
        limit = _number(query, "limit", DEFAULT_LIMIT)
        after, _, count = query.get("after", "").partition(".")
        if not all(_is_number(each) for each in (after, count) if each):
            raise refuse(HTTPStatus.OK, "after: must be that of a next link", INVALID)
        return Wanted(
            kind=KINDS[call.module],
            limit=max(1, min(limit, MOST)),
            after=int(after or 0),
            skip=0 if after else _number(query, "offset", 0),
            since=_moment(query, "date_from"),
            until=_moment(query, "date_to"),
            without=call.peer.source,
        )

    def _next(self, call: Call, question: Wanted, last: Offered, count: int) -> str:
        """The next page: its offset for people, its place for us, and the filters as they came."""
        offset = _number(call.query, "offset", 0) + question.limit
        kept = {name: call.query[name] for name in ("date_from", "date_to") if name in call.query}
        place = {"offset": offset, "limit": question.limit, "after": f"{last.created}.{count}"}
        url = module_url(self._us, call.side, call.version, call.module).rstrip("/")
        return f"{url}?{urlencode({**kept, **place})}"

    def _object(self, row: Offered, call: Call) -> bytes:
        if call.module == "tariffs":
            return tariff_object(to_tariff(_as_record(row)), call.version, self._us.party)
        return location_object(
            to_location(_as_stored(row)),
            {each.uid: each for each in self._statuses(row)},
            call.version,
            self._us.party,
        )

    def _statuses(self, row: Offered) -> Sequence[EvseStatus]:
        """The statuses of a location, as far as they are believed."""
        statuses = to_statuses(_as_stored(row))
        return decayed_all(statuses) if source_key(row.source) in self._stale() else statuses

    def _one(self, call: Call) -> Answer:
        """A single object; whose it is may be said by the routing headers."""
        own_id, *rest = call.path
        found = [row for row in self._objects(call, own_id) if _is_given(row, call)]
        data = b""
        if found and call.module == "tariffs" and not rest:
            data = self._object(found[0], call)
        elif found and call.module == "locations" and len(rest) <= 2:
            data = self._part(found[0], rest, call) if rest else self._object(found[0], call)
        if not data:
            code = UNKNOWN_LOCATION if call.module == "locations" else INVALID
            raise refuse(HTTPStatus.NOT_FOUND, "there is no such object", code)
        return Answer(data=data)

    def _part(self, row: Offered, place: Sequence[str], call: Call) -> bytes:
        """An EVSE of a location, or a connector of that."""
        uid, connector = [*place, ""][:2]
        location = to_location(_as_stored(row))
        return location_part(location, self._statuses(row), (uid, connector), call.version)

    def _objects(self, call: Call, own_id: str) -> Sequence[Offered]:
        """All objects of an id, those of the party that is asked for first, then by age."""
        reads: Reads = self._store.reads()
        kind = KINDS[call.module]
        found = [
            each
            for source in reads.sources(kind)
            if source != call.peer.source
            for each in reads.objects(kind, source, own_id)
        ]
        country = call.headers.get(b"ocpi-to-country-code", b"").decode("latin-1").upper()
        party = call.headers.get(b"ocpi-to-party-id", b"").decode("latin-1").upper()
        return sorted(
            found, key=lambda row: (row.party.upper() != f"{country}*{party}", row.created)
        )


def _is_given(row: Offered, call: Call) -> bool:
    return call.module != "locations" or is_offered(to_location(_as_stored(row)))


def _as_stored(row: Offered) -> Stored:
    return Stored(
        rid=row.rid,
        document=row.document,
        statuses=row.statuses,
        hash=b"",
        updated=row.updated,
    )


def _as_record(row: Offered) -> Record:
    return Record(
        rid=row.rid,
        kind="tariff",
        source=row.source,
        party=row.party,
        key="",
        hash=b"",
        document=row.document,
        updated=row.updated,
    )


def _remembered_count(call: Call) -> int | None:
    """The count that a next link carries, so that not every page counts again."""
    count = call.query.get("after", "").partition(".")[2]
    return int(count) if count else None


def _number(query: Mapping[str, str], name: str, default: int) -> int:
    text = query.get(name, "")
    if not text:
        return default
    if not _is_number(text):
        raise refuse(HTTPStatus.OK, f"{name}: must be a number, 0 or more", INVALID)
    return int(text)


def _is_number(text: str) -> bool:
    """Whether a text is a number that no store finds too large."""
    return text.isdecimal() and len(text) <= MOST_DIGITS


def _moment(query: Mapping[str, str], name: str) -> int | None:
    """A time of the query; a plus that was read as a space is one again."""
    text = query.get(name, "")
    if not text:
        return None
    found, _ = read_time(text)
    if found is None:
        found, _ = read_time(text.replace(" ", "+"))
    if not isinstance(found, datetime):
        raise refuse(HTTPStatus.OK, f"{name}: must be a time such as 2026-06-01T12:00:00Z", INVALID)
    return to_millis(found)
