"""Render a location's answer into segments, once, when it is published.

What the prepared form lacks (tariffs, EVSE parking for trucks) is rendered from the document
when a request asks for it, by the same code, and joined the same way (see ``join``).
"""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Final

import msgspec

from plugdex.api.here_v3 import parts, shapes
from plugdex.api.here_v3.codes import STATUS
from plugdex.api.here_v3.evses import Indexes, evse, tariff_indexes
from plugdex.api.splice import PIECE, SEGMENT
from plugdex.directory.publish import standards_mask
from plugdex.model.connectors import BY_OCPI
from plugdex.model.groups import ConnectorGroup, connector_groups, free_count
from plugdex.model.location import Location
from plugdex.model.status import EvseStatus
from plugdex.model.value import NEVER, Value

ENCODER: Final = msgspec.json.Encoder(decimal_format="number")


LIVE_NAME: Final[Mapping[str, bytes]] = {
    status: b'"status":"%b","modified":' % name.encode() for status, name in STATUS.items()
}
UNKNOWN: Final = LIVE_NAME["UNKNOWN"]


class Extras(Value, frozen=True, kw_only=True):
    """What is not prepared but rendered for one request."""

    trucks: bool = False
    tariffs: tuple[shapes.Tariff, ...] = ()
    indexes: Indexes = MappingProxyType({})


NO_EXTRAS: Final = Extras()


def prepare(
    content: str, location: Location, statuses: Mapping[str, EvseStatus], extras: Extras
) -> tuple[bytes, bytes]:
    """Render all segments of a location, and its live pieces."""
    place = servable(location)
    groups = connector_groups(place.evses)
    segments = [
        ENCODER.encode(parts.head(content, place))[1:-1],
        *(
            _members(part)
            for part in (
                parts.address_part(place),
                parts.info_part(place),
                parts.pull_through_part(place),
                parts.truck_part(place),
                parts.emsp_part(place),
                parts.nearby_part(place),
                shapes.TariffPart(tariffs=list(extras.tariffs) or None),
            )
        ),
        PIECE.join(_evse_templates(content, place, extras)),
        _numbers(standards_mask([each]) for each in place.evses),
        PIECE.join(_group_heads(place, groups, extras.indexes)),
        _numbers([BY_OCPI[group.standard].mask for group in groups]),
        PIECE.join(map(_links, groups)),
    ]
    return SEGMENT.join(segments), live(place, groups, statuses)


def live_part(location: Location, statuses: Mapping[str, EvseStatus]) -> bytes:
    """The live pieces of the same location."""
    place = servable(location)
    return live(place, connector_groups(place.evses), statuses)


def live(
    place: Location, groups: Sequence[ConnectorGroup], statuses: Mapping[str, EvseStatus]
) -> bytes:
    """The live members of each EVSE and each group, in the order of the prepared pieces."""
    known = {uid: status.status for uid, status in statuses.items()}
    return SEGMENT.join(
        (
            PIECE.join([_live_members(statuses.get(each.uid)) for each in place.evses]),
            PIECE.join([_free_member(free_count(group, known)) for group in groups]),
        )
    )


def servable(location: Location) -> Location:
    """The location with the connectors that this dialect can name, and their EVSEs."""
    if all(c.standard in BY_OCPI for each in location.evses for c in each.connectors) and all(
        each.connectors for each in location.evses
    ):
        return location
    evses = []
    for each in location.evses:
        connectors = tuple(c for c in each.connectors if c.standard in BY_OCPI)
        if connectors:
            evses.append(msgspec.structs.replace(each, connectors=connectors))
    return msgspec.structs.replace(location, evses=tuple(evses))


def _members(part: shapes.Shape) -> bytes:
    """The members of a part, with the comma that sets them off; empty when it has none."""
    text = ENCODER.encode(part)[1:-1]
    return b"," + text if text else b""


def _numbers(numbers: Iterable[int]) -> bytes:
    return b" ".join(b"%d" % number for number in numbers)


def _evse_templates(content: str, place: Location, extras: Extras) -> Iterable[bytes]:
    for each in place.evses:
        shape = evse(content, place, each, extras.indexes, trucks=extras.trucks)
        yield b"," + ENCODER.encode(shape)[1:]


def _group_heads(
    place: Location, groups: Sequence[ConnectorGroup], indexes: Indexes
) -> Iterable[bytes]:
    connectors = {(e.uid, c.id): c for e in place.evses for c in e.connectors} if indexes else {}
    for group in groups:
        tariff_ids = [
            tariff_id
            for member in group.members
            for each in member.connector_ids
            if (member.uid, each) in connectors
            for tariff_id in connectors[member.uid, each].tariff_ids
        ]
        shape = shapes.ConnectorGroup(
            standard=BY_OCPI[group.standard].here,
            max_power=group.max_power,
            connector_count=len(group.members),
            tariff_indexes=tariff_indexes(tariff_ids, indexes),
        )
        yield ENCODER.encode(shape)[:-1]


def _links(group: ConnectorGroup) -> bytes:
    links = [
        shapes.ConnectorReference(evse_uid=member.uid, connector_ids=list(member.connector_ids))
        for member in group.members
    ]
    return b',"connectors":%b}' % ENCODER.encode(links)


def _live_members(status: EvseStatus | None) -> bytes:
    name = LIVE_NAME.get(status.status if status else "", UNKNOWN)
    return name + ENCODER.encode(status.modified if status else NEVER)


def _free_member(count: int | None) -> bytes:
    return b"" if count is None else b',"availableConnectorCount":%d' % count
