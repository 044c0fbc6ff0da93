"""Connector groups: same standard and same maximum power at one location.

An EVSE counts once however many identical connectors it has, because it serves one vehicle. A
connector without maximum power is in no group (HERE v3 ConnectorGroup).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from plugdex.model.location import Connector, Evse
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


Members = Sequence[tuple[str, Connector]]
"""Connectors, each with the uid of its EVSE, in the order in which they come."""


def by_standard_and_power(evses: Iterable[Evse]) -> Mapping[tuple[str, int | None], Members]:
    """The connectors of a location by standard (empty: not told) and power (W; ``None``)."""
    groups: dict[tuple[str, int | None], list[tuple[str, Connector]]] = {}
    for evse in evses:
        for connector in evse.connectors:
            key = connector.standard or "", max_power(connector)
            groups.setdefault(key, []).append((evse.uid, connector))
    return groups


def connector_groups(evses: Iterable[Evse]) -> tuple[ConnectorGroup, ...]:
    """Group the connectors of a location, in the order in which they come."""
    return tuple(
        ConnectorGroup(standard=standard, max_power=watts, members=_members(connectors))
        for (standard, watts), connectors in by_standard_and_power(evses).items()
        if standard and watts
    )


def free_count(group: ConnectorGroup, statuses: Mapping[str, Status]) -> int | None:
    """How many EVSEs of a group are available; ``None`` when no status of it is known."""
    return available((member.uid for member in group.members), statuses)


def available(uids: Iterable[str], statuses: Mapping[str, Status]) -> int | None:
    """How many of some EVSEs are available; ``None`` when no status of them is known."""
    states = [statuses.get(uid, "UNKNOWN") for uid in uids]
    known = [state for state in states if state not in UNTOLD]
    return known.count("AVAILABLE") if known else None


def _members(connectors: Members) -> tuple[GroupMember, ...]:
    ids: dict[str, list[str]] = {}
    for uid, connector in connectors:
        ids.setdefault(uid, []).append(connector.id)
    return tuple(GroupMember(uid=uid, connector_ids=tuple(each)) for uid, each in ids.items())
