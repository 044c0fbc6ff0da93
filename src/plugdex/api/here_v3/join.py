"""Join prepared segments into an answer: what the hot path does, and nothing else.

A request picks the segments that its ``fields`` ask for, keeps the EVSEs and groups that its
``connectorTypes`` ask for, and splices the live part in. Nothing is decoded.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
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
    PULL_THROUGH,
    TARIFFS,
    TRUCKS,
)
from plugdex.api.splice import PIECE, SEGMENT
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
    cuts: int
    """How often the prepared form must be cut for what is wanted."""
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
    segments = (HEAD, *wanted, *((TARIFFS,) if tariffs else ()))
    return Plan(
        segments=segments,
        cuts=GROUP_LINKS if groups else GROUPS if evses else max(segments) + 1,
        evses=evses,
        groups=groups,
        mask=mask,
        slow=tariffs or (evses and "truckRestrictions" in fields),
    )


def join(prepared: bytes, live_part: bytes, plan: Plan) -> bytes:
    """One answer object, of a location that has a standard that is asked for."""
    segments = prepared.split(SEGMENT, plan.cuts)
    pieces = [b"{", *[segments[place] for place in plan.segments]]
    if plan.evses or plan.groups:
        evse_live, _, group_live = live_part.partition(SEGMENT)
        if plan.evses and segments[EVSES]:
            pieces += _join_evses(segments, evse_live, plan.mask)
        if plan.groups and segments[GROUPS]:
            pieces += _join_groups(segments, group_live, plan)
    pieces.append(b"}")
    return b"".join(pieces)


def _join_evses(segments: Sequence[bytes], live_part: bytes, mask: int) -> list[bytes]:
    heads, tails = segments[EVSES].split(PIECE), live_part.split(PIECE)
    pieces: list[bytes] = []
    for place in _kept(segments[EVSE_MASKS], mask):
        pieces += (b",{", tails[place], heads[place])
    return _listed(b',"evses":[{', pieces) or [b',"evses":[]']


def _join_groups(segments: Sequence[bytes], live_part: bytes, plan: Plan) -> list[bytes]:
    heads, free = segments[GROUPS].split(PIECE), live_part.split(PIECE)
    links = segments[GROUP_LINKS].split(PIECE) if plan.evses else [b"}"] * len(heads)
    pieces: list[bytes] = []
    for place in _kept(segments[GROUP_MASKS], plan.mask):
        pieces += (b",", heads[place], free[place], links[place])
    return _listed(b',"connectorGroups":[', pieces)


def _listed(opening: bytes, pieces: list[bytes]) -> list[bytes]:
    """A list whose every element begins with a comma; the first gives way to the opening."""
    if pieces:
        pieces[0] = opening
        pieces.append(b"]")
    return pieces


@lru_cache(maxsize=4096)
def _kept(masks: bytes, mask: int) -> Sequence[int]:
    """Which pieces have a wanted standard."""
    numbers = [int(each) for each in masks.split()]
    return [place for place, each in enumerate(numbers) if not mask or each & mask]
