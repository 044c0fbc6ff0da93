"""Twins: one EVSE id at two locations of one source.

An operator that moves to a new platform often leaves frozen copies of its locations behind. The
copy whose EVSE was updated last is served; its twin is withheld, and comes back when the fresh
one goes. Whole loads tell, because only they have seen both.

Only ids of the standard form count, and none that stands at many places: that is no id but a
word that somebody put where one was wanted (wild 3.8).
"""

import re
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import Final

from plugdex.model.ids import canonical_evse_id
from plugdex.model.issues import Issue
from plugdex.model.location import Evse, Location
from plugdex.model.status import EvseStatus

STANDARD: Final = re.compile(r"[A-Z]{2}[A-Z0-9]{3}E[A-Z0-9]+")
"""An EVSE id without separators (ISO 15118-2 annex H)."""

MOST: Final = 3
"""Locations at which one EVSE may be said to be."""


PARTS: Final = 256
"""Into how many parts the ids of a load are divided; one of them at a time is looked through."""

Sighting = tuple[int, float]
"""The key of an EVSE id, and when the EVSE was updated (seconds since 1970)."""


def sightings(location: Location, statuses: Sequence[EvseStatus]) -> Iterator[Sighting]:
    """The EVSE ids of a location that count."""
    live = {status.uid: status for status in statuses}
    for evse in location.evses:
        status = live.get(evse.uid)
        key = _key(evse, status)
        if key is not None:
            yield key, (status.freshness if status else location.last_updated).timestamp()


class Twins:
    """The EVSE ids of one load, in 24 bytes each: a continent has millions."""

    def __init__(self) -> None:
        self._parts = [(array("Q"), array("q"), array("d")) for _ in range(PARTS)]

    def see(self, rid: int, seen: Iterable[Sighting]) -> None:
        """Remember the EVSEs of a location."""
        for key, updated in seen:
            keys, rids, moments = self._parts[key % PARTS]
            keys.append(key)
            rids.append(rid)
            moments.append(updated)

    def withheld(self) -> Mapping[int, frozenset[int]]:
        """Keys of the EVSE ids that are not served of a location, by row id."""
        found: dict[int, set[int]] = {}
        for keys, rids, moments in self._parts:
            for key, places in _repeated(keys):
                latest: dict[int, float] = {}
                for place in places:
                    rid, moment = rids[place], moments[place]
                    latest[rid] = max(moment, latest.get(rid, moment))
                if len(latest) > MOST:
                    continue
                served = max(latest, key=lambda rid: (latest[rid], rid))
                for rid in latest.keys() - {served}:
                    found.setdefault(rid, set()).add(key)
        return {rid: frozenset(keys) for rid, keys in found.items()}


def uids_of(
    location: Location, statuses: Sequence[EvseStatus], keys: frozenset[int]
) -> frozenset[str]:
    """The EVSEs of a location that have some keys."""
    live = {status.uid: status for status in statuses}
    return frozenset(
        evse.uid for evse in location.evses if keys and _key(evse, live.get(evse.uid)) in keys
    )


def _key(evse: Evse, status: EvseStatus | None) -> int | None:
    """Of the EVSE id; ``None`` where it does not count."""
    if evse.evse_id is None or (status and status.status == "REMOVED"):
        return None
    text = canonical_evse_id(evse.evse_id)
    if not STANDARD.fullmatch(text):
        return None
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest())


def _repeated(keys: Sequence[int]) -> Iterator[tuple[int, Sequence[int]]]:
    """The numbers that are there more than once, each with its places."""
    first: dict[int, int] = {}
    more: dict[int, list[int]] = {}
    for place, key in enumerate(keys):
        before = first.setdefault(key, place)
        if before != place:
            more.setdefault(key, [before]).append(place)
    yield from more.items()


def with_twins(statuses: Sequence[EvseStatus], withheld: frozenset[str]) -> tuple[EvseStatus, ...]:
    """The live part of a location, its twins marked; the same values where nothing changed."""
    return tuple(
        status if status.twin == (status.uid in withheld) else marked(status) for status in statuses
    )


def marked(status: EvseStatus) -> EvseStatus:
    """The status with its mark turned."""
    return EvseStatus(
        uid=status.uid,
        status=status.status,
        modified=status.modified,
        updated=status.updated,
        connectors=status.connectors,
        twin=not status.twin,
    )


def twin_issue(location: Location, uid: str) -> Issue:
    """What is said of a twin that is withheld."""
    party = f"{location.country_code or ''}/{location.party_id or ''}"
    return Issue(
        code="evse_twin", outcome="noted", object=f"{party}/{location.id}", path="$.evses", was=uid
    )
