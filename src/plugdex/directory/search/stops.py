"""Stops along a route: as few as possible, none farther from the one before than is asked for."""

from collections.abc import Sequence

from plugdex.directory.search.question import Found
from plugdex.model.value import Value


class Gap(Value, frozen=True, kw_only=True):
    """A part of the route, metres from its beginning, on which a stop is missing."""

    begin: float
    end: float


class Plan(Value, frozen=True, kw_only=True):
    """The stops in their order, and where the rule cannot be kept."""

    stops: tuple[Found, ...]
    gaps: tuple[Gap, ...]


def plan_stops(found: Sequence[Found], length: float, every: float) -> Plan:
    """Choose stops so that none of the ways between start, stops and end is longer than ``every``.

    ``found`` is in the order along the route. From each stop the farthest within reach is next;
    of several at one place the one nearest to the route. Where none is in reach, the next one
    after the gap is taken and the gap is told.
    """
    stops: list[Found] = []
    gaps: list[Gap] = []
    here = 0.0
    while length - here > every:
        ahead = [each for each in found if (each.along or 0.0) > here]
        reach = [each for each in ahead if (each.along or 0.0) <= here + every]
        if not reach:
            end = (ahead[0].along or 0.0) if ahead else length
            gaps.append(Gap(begin=here, end=end))
            reach = [each for each in ahead if each.along == end]
        if not reach:
            break
        best = max(reach, key=lambda each: (each.along or 0.0, -(each.off or 0.0)))
        stops.append(best)
        here = best.along or 0.0
    return Plan(stops=tuple(stops), gaps=tuple(gaps))
