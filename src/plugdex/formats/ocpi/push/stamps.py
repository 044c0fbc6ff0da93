"""Time stamps after a push: a change of a part is a change of the whole (OCPI 2.2.1 §8.2.2.2)."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from msgspec.structs import replace

from plugdex.formats.ocpi.times import AHEAD
from plugdex.formats.port import Reading
from plugdex.model.location import Evse, Location
from plugdex.model.status import EvseStatus
from plugdex.model.vocabulary import Status


def live_part(
    evse: Evse,
    status: Status,
    moment: datetime,
    before: EvseStatus | None,
    stamps: Mapping[str, datetime],
) -> EvseStatus:
    """The live part of an EVSE that changed at a moment.

    The same status holds since when it did before. ``stamps`` are those of the connectors.
    """
    same = before is not None and before.status == status and before.modified <= moment
    modified = before.modified if before and same else moment
    latest = max([moment, *stamps.values()])
    return EvseStatus(
        uid=evse.uid,
        status=status,
        modified=modified,
        updated=latest if latest != modified else None,
        connectors=tuple((name, stamp) for name, stamp in stamps.items() if stamp != latest),
    )


def settled(now: EvseStatus, before: EvseStatus | None) -> EvseStatus:
    """The live part as it was pushed; the same status holds since when it did before."""
    if before is None or before.status != now.status or before.modified > now.modified:
        return now
    latest = now.freshness
    return replace(
        now, modified=before.modified, updated=latest if latest != before.modified else None
    )


def believed(live: EvseStatus, received: datetime) -> EvseStatus:
    """The live part with stamps of the far future as of now, like that of the push (wild 4.4)."""
    latest = received + AHEAD

    def cut(moment: datetime) -> datetime:
        return received if moment == latest else moment

    return replace(
        live,
        modified=cut(live.modified),
        updated=cut(live.updated) if live.updated else None,
        connectors=tuple((name, cut(stamp)) for name, stamp in live.connectors),
    )


def with_connectors(now: Reading, known: Reading) -> Reading:
    """A reading whose EVSEs keep the connectors that they had, where none is said (wild 6.1)."""
    if known.location is None or all(evse.connectors for evse in location_of(now).evses):
        return now
    pairs = [
        _kept(evse, live, known)
        for evse, live in zip(location_of(now).evses, now.statuses, strict=True)
    ]
    return replace(
        now,
        location=replace(location_of(now), evses=tuple(evse for evse, _ in pairs)),
        statuses=tuple(live for _, live in pairs),
    )


def _kept(evse: Evse, live: EvseStatus, known: Reading) -> tuple[Evse, EvseStatus]:
    old, before = find_evse(location_of(known), evse.uid), find_status(known.statuses, evse.uid)
    if evse.connectors or old is None or before is None:
        return evse, live
    evse = replace(evse, connectors=old.connectors)
    stamps = connector_stamps(old, before)
    return evse, live_part(evse, live.status, live.modified, before, stamps)


def connector_stamps(evse: Evse, live: EvseStatus) -> dict[str, datetime]:
    """The stamps of all connectors of an EVSE."""
    return {each.id: live.connector_freshness(each.id) for each in evse.connectors}


def find_status(statuses: Iterable[EvseStatus], uid: str) -> EvseStatus | None:
    """The live part of an EVSE, whatever the case of its uid."""
    return next((each for each in statuses if each.uid.casefold() == uid.casefold()), None)


def find_evse(location: Location, uid: str) -> Evse | None:
    """An EVSE, whatever the case of its uid."""
    return next((each for each in location.evses if each.uid.casefold() == uid.casefold()), None)


def location_of(reading: Reading) -> Location:
    """The location of a reading that has one."""
    if reading.location is None:
        raise ValueError(reading)
    return reading.location
