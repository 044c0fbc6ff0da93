"""Plugs to charging points, for sources that count plugs and do not say which point has which.

A charging point (EVSE) serves one vehicle at a time, whatever the number of its plugs.

1. As many points as plugs: each plug is a point. One point: it has all plugs; two of a kind there
   are flagged, since the one may be a post with two points (``plugs_divided``).
2. The number of points is not known: plugs of direct current of different kinds share a point, as
   on the usual post with CCS and CHAdeMO; every other plug is a point of its own
   (``evses_guessed``).
3. Fewer points than plugs: they are dealt out evenly, no kind twice at a point where that can be
   helped, and alternating current apart from direct current where there are points enough
   (``plugs_divided``).
4. More points than plugs: a point without a plug is none, so each plug is a point
   (``evses_guessed``).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Plug(NamedTuple):
    """What counts for the division: the kind of a plug, and whether it gives direct current."""

    kind: str
    dc: bool


class Division(NamedTuple):
    """Places of plugs in their list, by point; ``guess`` is an issue code, or empty."""

    points: tuple[tuple[int, ...], ...]
    guess: str = ""


def divide(plugs: Sequence[Plug], points: int | None) -> Division:
    """The plugs of each charging point."""
    total = len(plugs)
    if not total:
        return Division(())
    everything = tuple(range(total))
    if total == 1:
        return Division((everything,), "" if points in (None, 1) else "evses_guessed")
    if points == 1:
        alike = max(Counter(plug.kind for plug in plugs).values()) > 1
        return Division((everything,), "plugs_divided" if alike else "")
    alone = tuple((index,) for index in everything)
    if points == total:
        return Division(alone)
    if points is None:
        return Division(_divided(plugs, total, _most_of_a_kind(plugs)), "evses_guessed")
    if points > total:
        return Division(alone, "evses_guessed")
    shared = min(points, _most_of_a_kind(plugs))
    return Division(_divided(plugs, points, shared), "plugs_divided")


def _most_of_a_kind(plugs: Iterable[Plug]) -> int:
    return max(Counter(plug.kind for plug in plugs if plug.dc).values(), default=0)


def _divided(plugs: Sequence[Plug], points: int, fewest: int) -> tuple[tuple[int, ...], ...]:
    """Deal out: ``fewest`` points for direct current, more where alternating current leaves any."""
    direct = [index for index, plug in enumerate(plugs) if plug.dc]
    others = [index for index, plug in enumerate(plugs) if not plug.dc]
    if points == len(plugs):
        first = fewest
        points = first + len(others)
    else:
        first = min(len(direct), max(fewest, points - len(others)))
    hands: list[list[int]] = [[] for _ in range(points)]
    _deal(plugs, direct, hands[:first])
    _deal(plugs, others, hands[first:] or hands)
    return tuple(sorted(tuple(sorted(hand)) for hand in hands if hand))


def _deal(plugs: Sequence[Plug], indices: Iterable[int], hands: Sequence[list[int]]) -> None:
    """Each plug goes to the point with the fewest of its kind, then with the fewest of all.

    Plugs of a kind stand together in the list, so the count of the kind is kept for each kind.
    """
    kinds: dict[str, list[int]] = {}
    for index in indices:
        same = kinds.setdefault(plugs[index].kind, [0] * len(hands))
        at = min(range(len(hands)), key=lambda hand: (same[hand], len(hands[hand])))
        same[at] += 1
        hands[at].append(index)
