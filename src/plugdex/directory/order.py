"""One order for what is a set: EVSEs by uid, connectors by id.

Sources list the same EVSEs in another order every day; that is no change.
"""

from msgspec.structs import replace

from plugdex.formats.port import Reading
from plugdex.model.location import Connector, Evse
from plugdex.model.status import EvseStatus


def in_order(reading: Reading) -> Reading:
    """The same reading with EVSEs, connectors and statuses in their one order."""
    location = reading.location
    if location is None:
        return reading
    evses = tuple(sorted(map(_with_ordered_connectors, location.evses), key=_uid))
    if evses == location.evses:
        return reading
    return replace(
        reading,
        location=replace(location, evses=evses),
        statuses=tuple(sorted(reading.statuses, key=_uid)),
    )


def _with_ordered_connectors(evse: Evse) -> Evse:
    if len(evse.connectors) < 2:
        return evse
    return replace(evse, connectors=tuple(sorted(evse.connectors, key=_id)))


def _uid(each: Evse | EvseStatus) -> str:
    return each.uid


def _id(connector: Connector) -> str:
    return connector.id
