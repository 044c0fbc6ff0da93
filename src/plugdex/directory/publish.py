"""Publishing turns records into what readers see; the same for a push, a file and a reindex.

1. A location is shown when the public may see it and at least one EVSE of it exists.
2. EVSEs that are planned or removed, and twins of fresher ones, are hidden; everything else of
   the location stays.
3. What a lookup must answer is prepared here, so that a request joins bytes.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final, Protocol

from msgspec.structs import replace

from plugdex.directory.facets import FacetKey, facet_deltas, to_facets
from plugdex.directory.kept import (
    EVSES_PER_PART,
    NO_STATUS,
    Counted,
    Ended,
    IndexEntry,
    LiveRow,
    Published,
)
from plugdex.directory.ports import Transaction
from plugdex.directory.records import ENCODER, location_content_id, to_millis
from plugdex.model.access import is_offered, is_visible
from plugdex.model.connectors import BY_OCPI
from plugdex.model.filters import location_words, operators_of
from plugdex.model.groups import UNTOLD
from plugdex.model.ids import partner_id, partner_key, source_key
from plugdex.model.location import Evse, Location
from plugdex.model.partners import roaming_partners
from plugdex.model.power import max_power
from plugdex.model.status import EvseStatus
from plugdex.model.traits import connector_traits, evse_traits, location_traits
from plugdex.model.value import Value

HIDDEN: Final = frozenset({"PLANNED", "REMOVED"})
"""Statuses of EVSEs that are not there for a driver."""


class Dialect(Protocol):
    """The outside shape whose answers are prepared."""

    form: int
    """Raised whenever the prepared bytes change; a store with another form wants a reindex."""

    def prepare(
        self, content: str, location: Location, statuses: Mapping[str, EvseStatus]
    ) -> "Rendered":
        """What lookups and lists join.

        The location has only EVSEs that are shown.
        """
        ...

    def refresh(
        self, content: str, location: Location, statuses: Mapping[str, EvseStatus]
    ) -> tuple[bytes, bytes]:
        """What new statuses change: the live part of the same location, and its card."""
        ...


class Rendered(Value, frozen=True, kw_only=True):
    """A location as it is served."""

    prepared: bytes
    live: bytes
    """What lookups splice into it."""
    card: bytes
    """What lists show, live part included."""


class Subject(Value, frozen=True, kw_only=True):
    """A location to publish, with its live part and what was published of it before."""

    rid: int
    location: Location
    statuses: tuple[EvseStatus, ...]
    before: Location | None = None
    """As it was shown until now; ``None`` when it was not."""
    known: tuple[EvseStatus, ...] = ()
    """The statuses until now; those that end become history."""
    stamp: int | None = None
    """The freshest time stamp, where another store says it (see ``LiveRow.updated``)."""


class Publication(Value, frozen=True, kw_only=True):
    """All that publishing a location writes."""

    rid: int
    published: Published | None
    """``None`` withdraws it."""
    live: LiveRow
    ended: tuple[Ended, ...] = ()
    gone: tuple[FacetKey, ...] = ()
    """Facets in which it counted until now."""
    come: tuple[FacetKey, ...] = ()
    """Facets in which it counts from now on."""


def shown(location: Location, statuses: Sequence[EvseStatus]) -> Location | None:
    """The location as readers see it, without hidden EVSEs; ``None`` when nobody may see it."""
    if not is_visible(location):
        return None
    hidden = {status.uid for status in statuses if status.twin or status.status in HIDDEN}
    if hidden:
        evses = tuple(evse for evse in location.evses if evse.uid not in hidden)
        location = replace(location, evses=evses)
    return location if any(evse.connectors for evse in location.evses) else None


def publish(tx: Transaction, dialect: Dialect, subjects: Sequence[Subject]) -> None:
    """Publish locations whose content changed, or withdraw them."""
    write(tx, [to_publication(dialect, subject) for subject in subjects])


def to_publication(dialect: Dialect, subject: Subject) -> Publication:
    """What publishing a location writes; needs no store, so it can be worked out anywhere."""
    now = shown(subject.location, subject.statuses)
    published, live = None, b""
    if now is not None:
        published, live = to_published(dialect, subject.rid, now, subject.statuses)
    return Publication(
        rid=subject.rid,
        published=published,
        live=live_row(subject, live),
        ended=tuple(ended_statuses(subject)),
        gone=tuple(facet_deltas(subject.before)),
        come=tuple(facet_deltas(now)),
    )


def write(tx: Transaction, publications: Sequence[Publication]) -> None:
    """Write what was worked out."""
    deltas: Counter[FacetKey] = Counter()
    for each in publications:
        deltas.subtract(each.gone)
        deltas.update(each.come)
    published = [each.published for each in publications if each.published]
    tx.publish(published, [each.rid for each in publications if not each.published])
    tx.put_live([each.live for each in publications])
    tx.append_history([ended for each in publications for ended in each.ended])
    tx.count_facets(to_facets(deltas))


def refresh(tx: Transaction, dialect: Dialect, subjects: Sequence[Subject]) -> None:
    """Store new statuses of locations that are otherwise unchanged.

    An EVSE that appears or disappears by its status makes the location be published again.
    """
    again: list[Subject] = []
    rows: list[LiveRow] = []
    counted: dict[int, Counted] = {}
    ended: list[Ended] = []
    for subject in subjects:
        now = shown(subject.location, subject.statuses)
        if _uids(now) != _uids(subject.before):
            again.append(subject)
            continue
        rid = subject.rid
        live = b""
        if now is not None:
            content = location_content_id(now)
            live, card = dialect.refresh(content, now, by_uid(subject.statuses))
            counted[rid] = Counted(
                entries=index_entries(now, subject.statuses),
                card=card,
                before=changed_statuses(subject),
            )
        rows.append(live_row(subject, live))
        ended += ended_statuses(subject)
    tx.refresh_live(rows, counted)
    tx.append_history(ended)
    if again:
        publish(tx, dialect, again)


def withdraw(tx: Transaction, before: Mapping[int, Location | None]) -> None:
    """Show locations no longer; the values are what was shown of them until now."""
    deltas: Counter[FacetKey] = Counter()
    for location in before.values():
        deltas.subtract(facet_deltas(location))
    tx.publish([], list(before))
    tx.count_facets(to_facets(deltas))


def to_published(
    dialect: Dialect, rid: int, location: Location, statuses: Sequence[EvseStatus]
) -> tuple[Published, bytes]:
    """Prepare a location that is shown, and its live part."""
    point = location.coordinates
    if point is None:
        raise ValueError(location.id)
    content = location_content_id(location)
    rendered = dialect.prepare(content, location, by_uid(statuses))
    published = Published(
        rid=rid,
        id=content,
        form=dialect.form,
        prepared=rendered.prepared,
        standards=standards_mask(location.evses),
        lat=point.lat,
        lon=point.lon,
        country=location.country or "",
        updated=to_millis(location.last_updated),
        entries=index_entries(location, statuses),
        source=source_key(location.source),
        card=rendered.card,
        operator=next(map(partner_key, operators_of(location)), 0),
        emsps=tuple(partner_key(partner_id(each.name)) for each in roaming_partners(location)),
        words=" ".join(sorted(location_words(location))),
    )
    return published, rendered.live


def live_row(subject: Subject, live: bytes) -> LiveRow:
    """The live part as the store keeps it."""
    location, stamp = subject.location, subject.stamp
    if stamp is None:
        stamp = to_millis(freshness(location, subject.statuses))
    return LiveRow(
        rid=subject.rid,
        statuses=ENCODER.encode(subject.statuses),
        live=live,
        source=source_key(location.source),
        offered=is_offered(location),
        updated=stamp,
    )


def freshness(location: Location, statuses: Iterable[EvseStatus]) -> datetime:
    """A location is as fresh as the freshest thing in it (OCPI 2.2.1 §8.3.1)."""
    return max([location.last_updated, *(status.freshness for status in statuses)])


def ended_statuses(subject: Subject) -> Iterator[Ended]:
    """The statuses that are no longer what they were."""
    now = by_uid(subject.statuses)
    for before in subject.known:
        after = now.get(before.uid)
        if after is None or after.status != before.status:
            until = after.modified if after else subject.location.last_updated
            since = to_millis(before.modified)
            yield Ended(
                rid=subject.rid,
                uid=before.uid,
                status=before.status,
                since=since,
                until=max(since, to_millis(until)),  # the clock may have been set back
            )


def changed_statuses(subject: Subject) -> dict[str, str]:
    """What the statuses were that are another now; empty where nobody knew."""
    known = {each.uid: each.status for each in subject.known}
    return {
        each.uid: known.get(each.uid, "")
        for each in subject.statuses
        if known.get(each.uid) != each.status
    }


def by_uid(statuses: Sequence[EvseStatus]) -> dict[str, EvseStatus]:
    """Statuses by the EVSE that they are of."""
    return {status.uid: status for status in statuses}


def standards_mask(evses: Collection[Evse]) -> int:
    """The set of known standards of some EVSEs."""
    mask = 0
    for evse in evses:
        for connector in evse.connectors:
            standard = BY_OCPI.get(connector.standard or "")
            mask |= standard.mask if standard else 0
    return mask


def index_entries(location: Location, statuses: Sequence[EvseStatus]) -> tuple[IndexEntry, ...]:
    """The EVSEs of each standard, power and set of traits."""
    states = {status.uid: status.status for status in statuses}
    everywhere = location_traits(location)
    groups: dict[tuple[int, int, int, int], list[int]] = {}
    for place, evse in enumerate(location.evses):
        part, place_in_part = divmod(place, EVSES_PER_PART)
        bit, state = 1 << place_in_part, states.get(evse.uid, "UNKNOWN")
        here = everywhere | evse_traits(evse)
        for connector in evse.connectors:
            standard = BY_OCPI.get(connector.standard or "")
            key = (
                standard.number if standard else 0,
                max_power(connector) or 0,
                here | connector_traits(connector),
                part,
            )
            sets = groups.setdefault(key, [0, 0, 0])
            sets[0] |= bit
            if state not in UNTOLD:
                sets[1] |= bit
            if state == "AVAILABLE":
                sets[2] |= bit
    return tuple(
        IndexEntry(
            standard=standard,
            power=watts,
            traits=traits,
            part=part,
            evses=evses,
            available=available if known else NO_STATUS,
        )
        for (standard, watts, traits, part), (evses, known, available) in sorted(groups.items())
    )


def _uids(location: Location | None) -> tuple[str, ...] | None:
    return tuple(evse.uid for evse in location.evses) if location else None
