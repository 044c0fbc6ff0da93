"""Join prepared segments into an answer: what the hot path does, and nothing else.

A request picks the segments that its ``fields`` ask for, keeps the EVSEs and groups that its
``connectorTypes`` ask for, and splices the live part in. Nothing is decoded.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from plugdex.api.here_v3.layout import (
    ADDRESS,
    EMSPS,
    EVSE_MASKS,
    EVSES,
    GROUP_LINKS,
    GROUP_MASKS,
    GROUPS,
    HEAD,
    INFO,
    NEARBY,
    PIECE,
    PULL_THROUGH,
    SEGMENT,
    TARIFFS,
    TRUCKS,
)
from plugdex.model.connectors import BY_HERE
from plugdex.model.value import Value

FIELD_SEGMENTS: Final[Mapping[str, tuple[int, ...]]] = {
    "address": (ADDRESS,),
    "truckRestrictions": (PULL_THROUGH, TRUCKS),
    "locationInfo": (INFO, PULL_THROUGH),
    "emsps": (EMSPS,),
    "nearby": (NEARBY,),
}
"""Segments that stand as they are; EVSEs, groups and tariffs depend on more."""


class Plan(Value, frozen=True, kw_only=True):
    """What a request wants of each location."""

    segments: tuple[int, ...]
    evses: bool
    groups: bool
    mask: int
    """Standards that EVSEs and groups must have; 0: any."""
    slow: bool
    """Something is wanted that is not prepared."""


def plan_for(fields: frozenset[str], connector_types: Sequence[str]) -> Plan:
    """Which segments a set of ``fields`` and ``connectorTypes`` needs."""
    wanted = dict.fromkeys(
        place for name, places in FIELD_SEGMENTS.items() if name in fields for place in places
    )
    evses, groups = "evses" in fields, "connectorGroups" in fields
    tariffs = "tariffs" in fields and (evses or groups)
    mask = 0
    for name in connector_types:
        mask |= BY_HERE[name].mask if name in BY_HERE else 1
    return Plan(
        segments=(HEAD, *wanted, *((TARIFFS,) if tariffs else ())),
        evses=evses,
        groups=groups,
        mask=mask,
        slow=tariffs or (evses and "truckRestrictions" in fields),
    )


def join(prepared: bytes, live_part: bytes, plan: Plan) -> bytes:
    """One answer object, of a location that has a standard that is asked for."""
    segments = prepared.split(SEGMENT)
    if not (plan.evses or plan.groups):
        return b"{%b}" % b"".join([segments[place] for place in plan.segments])
    evse_live, _, group_live = live_part.partition(SEGMENT)
    pieces = [segments[place] for place in plan.segments]
    if plan.evses and segments[EVSES]:
        pieces.append(_join_evses(segments, evse_live, plan.mask))
    if plan.groups and segments[GROUPS]:
        pieces.append(_join_groups(segments, group_live, plan))
    return b"{%b}" % b"".join(pieces)


def _join_evses(segments: Sequence[bytes], live_part: bytes, mask: int) -> bytes:
    heads, tails = segments[EVSES], live_part.split(PIECE)
    kept = _kept(segments[EVSE_MASKS], mask)
    if kept is None:
        return b',"evses":[%b]' % b",".join(
            [b"{" + tail + head for head, tail in zip(heads.split(PIECE), tails, strict=True)]
        )
    pieces = heads.split(PIECE)
    return b',"evses":[%b]' % b",".join([b"{" + tails[place] + pieces[place] for place in kept])


def _join_groups(segments: Sequence[bytes], live_part: bytes, plan: Plan) -> bytes:
    heads, free = segments[GROUPS].split(PIECE), live_part.split(PIECE)
    links = segments[GROUP_LINKS].split(PIECE) if plan.evses else ()
    kept = _kept(segments[GROUP_MASKS], plan.mask)
    places: Iterable[int] = range(len(heads)) if kept is None else kept
    if plan.evses:
        joined = [heads[place] + free[place] + links[place] for place in places]
    else:
        joined = [heads[place] + free[place] + b"}" for place in places]
    return b',"connectorGroups":[%b]' % b",".join(joined) if joined else b""


def _kept(masks: bytes, mask: int) -> list[int] | None:
    """Which pieces have a wanted standard; ``None`` for all of them."""
    if not mask:
        return None
    return [place for place, each in enumerate(map(int, masks.split())) if each & mask]
