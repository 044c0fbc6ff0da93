"""Connector groups: same standard and same maximum power at one location.

An EVSE counts once however many identical connectors it has, because it serves one vehicle. A
connector without maximum power is in no group (HERE v3 ConnectorGroup).
"""

from collections.abc import Iterable, Mapping
from typing import Final

from plugdex.model.location import Evse
from plugdex.model.power import max_power
from plugdex.model.value import Value
from plugdex.model.vocabulary import Status

UNTOLD: Final = frozenset({"UNKNOWN", "OPERATIONAL"})
"""Statuses that do not tell whether an EVSE is free."""


class GroupMember(Value, frozen=True, kw_only=True):
    """An EVSE of a group and which of its connectors belong to it."""

    uid: str
    connector_ids: tuple[str, ...]


class ConnectorGroup(Value, frozen=True, kw_only=True):
    """Interchangeable connectors: what a driver of one car can choose from."""

    standard: str
    max_power: int
    members: tuple[GroupMember, ...]


def connector_groups(evses: Iterable[Evse]) -> tuple[ConnectorGroup, ...]:
    """Group the connectors of a location, in the order in which they come."""
    groups: dict[tuple[str, int], dict[str, list[str]]] = {}
    for evse in evses:
        for connector in evse.connectors:
            watts = max_power(connector)
            if watts and connector.standard:
                members = groups.setdefault((connector.standard, watts), {})
                members.setdefault(evse.uid, []).append(connector.id)
    return tuple(
        ConnectorGroup(
            standard=standard,
            max_power=watts,
            members=tuple(
                GroupMember(uid=uid, connector_ids=tuple(ids)) for uid, ids in members.items()
            ),
        )
        for (standard, watts), members in groups.items()
    )


def free_count(group: ConnectorGroup, statuses: Mapping[str, Status]) -> int | None:
    """How many EVSEs of a group are available; ``None`` when no status of it is known."""
    known = [
        status
        for member in group.members
        if (status := statuses.get(member.uid, "UNKNOWN")) not in UNTOLD
    ]
    return known.count("AVAILABLE") if known else None
