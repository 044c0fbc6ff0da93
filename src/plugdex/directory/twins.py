"""Twins: one EVSE id at two locations of one source.

An operator that moves to a new platform often leaves frozen copies of its locations behind. The
copy whose EVSE was updated last is served; its twin is withheld, and comes back when the fresh
one goes. Whole loads tell, because only they have seen both.

Only ids of the standard form count, and none that stands at many places: that is no id but a
word that somebody put where one was wanted (wild 3.8).
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from plugdex.model.ids import canonical_evse_id
from plugdex.model.issues import Issue
from plugdex.model.location import Location
from plugdex.model.status import EvseStatus
from plugdex.model.value import Value

STANDARD: Final = re.compile(r"[A-Z]{2}[A-Z0-9]{3}E[A-Z0-9]+")
"""An EVSE id without separators (ISO 15118-2 annex H)."""

MOST: Final = 3
"""Locations at which one EVSE may be said to be."""


class Sighting(Value, frozen=True, kw_only=True, order=True):
    """An EVSE at a location; the greatest one is served."""

    updated: float
    """Seconds since 1970."""
    rid: int
    uid: str


class Twins:
    """The EVSE ids of one load."""

    def __init__(self) -> None:
        self._first: dict[str, Sighting] = {}
        self._more: dict[str, list[Sighting]] = {}

    def see(self, rid: int, location: Location, statuses: Sequence[EvseStatus]) -> None:
        """Remember the EVSEs of a location."""
        live = {status.uid: status for status in statuses}
        for evse in location.evses:
            status = live.get(evse.uid)
            if evse.evse_id is None or (status and status.status == "REMOVED"):
                continue
            key = canonical_evse_id(evse.evse_id)
            if not STANDARD.fullmatch(key):
                continue
            updated = status.freshness if status else location.last_updated
            found = Sighting(updated=updated.timestamp(), rid=rid, uid=evse.uid)
            first = self._first.setdefault(key, found)
            if first is not found:
                self._more.setdefault(key, [first]).append(found)

    def withheld(self) -> Mapping[int, frozenset[str]]:
        """Uids of the twins that are not served, by row id."""
        found: dict[int, set[str]] = {}
        for sightings in self._more.values():
            latest: dict[int, Sighting] = {}
            for each in sightings:
                latest[each.rid] = max(each, latest.get(each.rid, each))
            if len(latest) > MOST:
                continue
            served = max(latest.values())
            for each in sightings:
                if each.rid != served.rid:
                    found.setdefault(each.rid, set()).add(each.uid)
        return {rid: frozenset(uids) for rid, uids in found.items()}


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
