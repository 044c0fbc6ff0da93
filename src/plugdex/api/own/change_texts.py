"""Changes as texts of JSON, each made once however many listen, with what filters look at."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec

from plugdex.api.own.cards import Card, Group, without_availability
from plugdex.directory.changes import What, changed_evses, what_is
from plugdex.directory.events import ChangeText
from plugdex.directory.kept import Change, Published
from plugdex.directory.lookup import InFull, in_full_by_row
from plugdex.directory.ports import Reads
from plugdex.directory.records import from_millis
from plugdex.model.value import NEVER, Value

ENCODER: Final = msgspec.json.Encoder()
GROUPS: Final = b',"groups":['
"""Begins the last member of every card; within a text of JSON the quotes would be escaped."""


class EvseNews(Value, frozen=True, kw_only=True, rename="camel"):
    """An EVSE whose status is new."""

    uid: str
    evse_id: str | None = None
    status: str
    since: datetime | None = None
    was: str | None = None
    """The status before; absent where nobody knew one."""


class ChangeEntry(Value, frozen=True, kw_only=True, rename="camel"):
    """The latest change of a location."""

    number: int
    kind: What
    """`published`: new or other content; `status`: other statuses; `withdrawn`: not shown."""
    id: str
    at: datetime
    evses: tuple[EvseNews, ...] | None = None
    """Those with a new status; of a location that is published all."""
    location: Card | None = None
    """What is published."""
    groups: tuple[Group, ...] | None = None
    """How many are available now; with a `status`."""


class ChangePage(Value, frozen=True, kw_only=True, omit_defaults=False):
    """Changes in their order; ``next`` is the cursor behind them."""

    changes: tuple[ChangeEntry, ...]
    next: str
    more: bool


def bare_texts(changes: Iterable[Change], since: int) -> Iterator[ChangeText]:
    """Changes without what changed."""
    for change in changes:
        what = what_is(change, since)
        if what:
            yield ChangeText(change.number, what, ENCODER.encode(_entry(change, what)))


def change_texts(
    reads: Reads, changes: Sequence[Change], since: int, stale: Collection[int]
) -> Iterator[ChangeText]:
    """Changes with what is there now; ``stale`` are the keys of silent sources."""
    shown = [each.rid for each in changes if what_is(each, since) in ("published", "status")]
    places = reads.published(shown) if shown else {}
    found = in_full_by_row(reads, shown, stale=stale) if shown else {}
    for change in changes:
        what = what_is(change, since)
        place, full = places.get(change.rid), found.get(change.rid)
        if what == "withdrawn" or (what == "published" and (place is None or full is None)):
            entry = ENCODER.encode(_entry(change, "withdrawn"))
            yield ChangeText(change.number, "withdrawn", entry)
        elif what is not None and place is not None and full is not None:
            silent = place.source in stale
            yield ChangeText(
                change.number, what, _text(change, what, since, place, full, silent), place
            )


def _text(
    change: Change, what: What, since: int, place: Published, full: InFull, is_silent: bool
) -> bytes:
    """A change with the card of the location, or with its groups alone."""
    card = without_availability(place.card) if is_silent else place.card
    before = changed_evses(change, since) if what == "status" else None
    entry = ENCODER.encode(_entry(change, what, tuple(_news(full, before))))[:-1]
    if what == "status":
        return entry + card[card.rindex(GROUPS) :] + b"}"
    return entry + b',"location":%b}}' % card


def _entry(change: Change, what: What, evses: tuple[EvseNews, ...] | None = None) -> ChangeEntry:
    return ChangeEntry(
        number=change.number,
        kind=what,
        id=change.id,
        at=from_millis(change.at),
        evses=evses,
    )


def _news(full: InFull, before: Mapping[str, str] | None) -> Iterator[EvseNews]:
    """The EVSEs that changed, or all."""
    for evse in full.location.evses:
        if before is not None and evse.uid not in before:
            continue
        status = full.statuses.get(evse.uid)
        members: dict[str, Any] = {}
        if status and status.modified > NEVER:
            members["since"] = status.modified
        yield EvseNews(
            uid=evse.uid,
            evse_id=evse.evse_id,
            status=status.status if status else "UNKNOWN",
            was=(before or {}).get(evse.uid) or None,
            **members,
        )
