"""What is sent, and what comes back: the part that both clients share, without any I/O."""

from collections.abc import Iterator, Mapping, Sequence
from email.utils import parsedate_to_datetime
from typing import Any, Final, Generic, TypeVar
from urllib.parse import quote

import msgspec
from msgspec import Struct

from plugdex.api.here_v3.params import MAX_IDS
from plugdex.api.own.cards import CardPage
from plugdex.api.own.change_texts import ChangePage
from plugdex.client.answers import ChargingLocation, ChargingLocations
from plugdex.client.errors import Unanswered
from plugdex.client.questions import Texts, parameters
from plugdex.directory.estimate import MOST_LOCATIONS, Estimate
from plugdex.model.value import Value

T = TypeVar("T")

ATTEMPTS: Final = 4
AGAIN: Final = frozenset({429, 502, 503, 504})
"""Statuses after which asking again may help (RFC 9110 §15.6, RFC 6585 §4)."""

FIRST_PAUSE: Final = 0.5
LONGEST_PAUSE: Final = 60.0
"""Seconds; a server that asks for more is asked at another time."""

WAIT_SECONDS: Final = 50
"""For which a server is asked to wait for changes; it waits for 60 at most."""

LONGEST_DETAIL: Final = 300


class Estimates(Value, frozen=True, kw_only=True):
    """The answer to a question for prices."""

    items: tuple[Estimate, ...] = ()


class Reply(Struct, frozen=True, kw_only=True):
    """What came back; without a ``status`` nothing did, for the reason that ``failure`` says."""

    status: int | None = None
    body: bytes = b""
    advice: str | None = None
    """``Retry-After`` (RFC 9110 §10.2.3)."""
    failure: str = ""


class Call(Struct, Generic[T], frozen=True, kw_only=True):
    """A question to the server, and the type of its answer."""

    path: str
    query: Mapping[str, str] = {}
    answer: type[T]

    def read(self, reply: Reply) -> T:
        """The answer; raises ``Unanswered`` for an error and for what is no answer at all."""
        status = reply.status
        if status is None:
            raise Unanswered(f"{self.path}: {reply.failure}")
        if not 200 <= status < 300:
            raise Unanswered(f"{self.path}: {status}: {_reason(reply.body)}", status)
        try:
            return msgspec.json.decode(reply.body, type=self.answer)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise Unanswered(f"{self.path}: the answer cannot be read: {error}", status) from None


def location(identifier: str, fields: Texts, tariff: Texts) -> Call[ChargingLocation]:
    """One location by id (HERE v3)."""
    query = parameters(_given(fields=fields, tariff=tariff))
    return Call(
        path=f"/v3/locations/{quote(identifier, safe='')}", query=query, answer=ChargingLocation
    )


def locations(
    ids: Sequence[str], fields: Texts, connector_types: Texts, tariff: Texts
) -> Iterator[Call[ChargingLocations]]:
    """Locations by id (HERE v3), as many at once as the contract allows."""
    rest = _given(fields=fields, connector_types=connector_types, tariff=tariff)
    for some in _portions(ids, MAX_IDS):
        query = parameters({"ids": some, **rest})
        yield Call(path="/v3/locations", query=query, answer=ChargingLocations)


def search(question: Mapping[str, object]) -> Call[CardPage]:
    """A page of a search."""
    return Call(path="/api/search", query=parameters(question), answer=CardPage)


def following(call: Call[CardPage], page: CardPage) -> Call[CardPage] | None:
    """The call for the next page; ``None`` behind the last one."""
    if page.next is None:
        return None
    return Call(path=call.path, query={**call.query, "cursor": page.next}, answer=CardPage)


def estimates(ids: Sequence[str], session: Mapping[str, object]) -> Iterator[Call[Estimates]]:
    """What a session costs at locations, as many at once as the server prices."""
    for some in _portions(ids, MOST_LOCATIONS):
        query = parameters({"ids": some, **session})
        yield Call(path="/api/estimate", query=query, answer=Estimates)


def changes(since: str, wanted: Mapping[str, object], wait: int) -> Call[ChangePage]:
    """A page of changes behind a cursor, for which the server may wait (seconds)."""
    query = parameters({"since": since, "include": "locations", "wait": wait, **wanted})
    return Call(path="/api/changes", query=query, answer=ChangePage)


def headers_of(key: str | None) -> dict[str, str]:
    """What every request says."""
    return {"Authorization": f"Bearer {key}"} if key else {}


def pause_after(attempt: int, reply: Reply, now: float) -> float | None:
    """Seconds until asking again; ``None`` where that would not help.

    ``attempt`` counts from 1; ``now`` is seconds since 1970.
    """
    if attempt >= ATTEMPTS or (reply.status is not None and reply.status not in AGAIN):
        return None
    pause = _advised(reply.advice, now) if reply.advice else FIRST_PAUSE * 2.0 ** (attempt - 1)
    return pause if pause <= LONGEST_PAUSE else None


def _advised(advice: str, now: float) -> float:
    if advice.isdecimal():
        return float(advice)
    try:
        return max(0.0, parsedate_to_datetime(advice).timestamp() - now)
    except ValueError:
        return FIRST_PAUSE


def _given(**values: Texts) -> dict[str, object]:
    return {name: value for name, value in values.items() if value}


def _portions(ids: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    distinct = list(dict.fromkeys(ids))
    for start in range(0, len(distinct), size):
        yield distinct[start : start + size]


def _reason(body: bytes) -> str:
    """What an error says for people, in any of the dialects' shapes."""
    try:
        members = msgspec.json.decode(body, type=dict[str, Any])
    except msgspec.MsgspecError:
        return body[:LONGEST_DETAIL].decode(errors="replace")
    for name in ("detail", "cause", "error_description", "title"):
        if members.get(name):
            return str(members[name])[:LONGEST_DETAIL]
    return "no reason is given"
