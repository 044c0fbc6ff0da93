"""Stops along a route."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from plugdex.directory.search.question import Found
from plugdex.directory.search.stops import plan_stops

LENGTH = 100_000.0
places = st.lists(st.integers(0, 100_000), max_size=30).map(sorted)


def found(along):
    return [Found(n, 0, 0.0, 0.0, 1, None, along=float(at), off=0.0) for n, at in enumerate(along)]


@given(places, st.sampled_from((5_000.0, 30_000.0, 120_000.0)))
def test_rule(along, every):
    """From start over the stops to the end no way is too long, unless a gap says so."""
    plan = plan_stops(found(along), LENGTH, every)
    ways = [0.0, *(stop.along for stop in plan.stops), LENGTH]
    told = {(gap.begin, gap.end) for gap in plan.gaps}

    for begin, end in pairwise(ways):
        assert end - begin <= every or (begin, end) in told
    for begin, end in told:
        assert end - begin > every
        assert not any(begin < at < end for at in along)


@given(places, st.sampled_from((10_000.0, 40_000.0)))
def test_no_stop_too_many(along, every):
    """Where there is no gap, no stop could be left out."""
    plan = plan_stops(found(along), LENGTH, every)
    ways = [0.0, *(stop.along for stop in plan.stops), LENGTH]

    if not plan.gaps:
        assert all(end - begin > every for begin, end in zip(ways, ways[2:], strict=False))
