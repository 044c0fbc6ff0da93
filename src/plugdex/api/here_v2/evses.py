"""Pools, stations, EVSEs and connectors one by one: the answer of ``/evses/bulk``."""

from plugdex.api.here_v2 import codes
from plugdex.api.here_v2.connectors import kilowatts, state_of
from plugdex.api.here_v2.ids import station_id
from plugdex.api.here_v2.shapes import EvsesConnector, EvsesEvse, EvsesPool, EvsesStation
from plugdex.api.here_v3.evses import evse_id
from plugdex.api.here_v3.prepare import servable
from plugdex.directory.lookup import InFull
from plugdex.directory.records import location_content_id
from plugdex.model import location as model
from plugdex.model.connectors import BY_OCPI
from plugdex.model.power import max_power


def pool(each: InFull) -> EvsesPool:
    """A location as a pool of one station."""
    place = servable(each.location)
    content = location_content_id(place)
    evses = [_evse(content, evse, each) for evse in place.evses]
    return EvsesPool(id=content, stations=[EvsesStation(id=station_id(content), evses=evses)])


def _evse(content: str, evse: model.Evse, each: InFull) -> EvsesEvse:
    status = each.statuses.get(evse.uid)
    state = state_of(evse.uid, each.statuses)
    modified = status.modified if status else None
    return EvsesEvse(
        id=evse_id(content, evse.uid),
        cpo_id=evse.evse_id or evse.uid,
        state=state,
        last_updated=modified,
        connectors=[
            EvsesConnector(
                id=connector.id,
                type_id=_type_id(connector),
                max_power_level=kilowatts(max_power(connector)),
                state=state,
                last_updated=modified,
            )
            for connector in evse.connectors
        ],
    )


def _type_id(connector: model.Connector) -> str:
    """The id is demanded here, so a standard without one is "other"."""
    number = BY_OCPI[connector.standard or ""].legacy_id
    return str(codes.OTHER_TYPE if number is None else number)
