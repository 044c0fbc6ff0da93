"""Time stamps after a push: a change of a part is a change of the whole (OCPI 2.2.1 §8.2.2.2)."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from msgspec.structs import replace

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
