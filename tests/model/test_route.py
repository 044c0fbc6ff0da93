"""Places on a route."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugdex.model.geo import distance_m
from plugdex.model.location import Point
from plugdex.model.route import LONGEST_STEP_M, length_m, place_on, to_line

points = st.builds(Point, lat=st.floats(-80, 80), lon=st.floats(-180, 180))
lines = st.lists(points, min_size=1, max_size=5)


@given(lines)
def test_stretches_join(route):
    """Stretches follow each other, are short, and add up."""
    line = to_line(route)

    for one, other in pairwise(line):
        assert (one.to_lat, one.to_lon) == (other.lat, other.lon)
        assert one.start + one.length == pytest.approx(other.start)
    assert all(each.length <= 1.001 * LONGEST_STEP_M for each in line)
    assert length_m(line) == pytest.approx(sum(each.length for each in line))


@given(lines)
def test_points_of_the_route(route):
    """The points of a route are on it, whichever side of the antimeridian they are on."""
    line = to_line(route)

    assert all(place_on(line, each.lat, each.lon).off < 0.01 for each in route)


@pytest.mark.parametrize("lon", [5.0, 179.99, -180.0])
def test_distances(lon):
    """Off and along are those of a right angle, also across the antimeridian."""
    east = (lon + 0.2 + 180) % 360 - 180
    line = to_line([Point(lat=0, lon=lon), Point(lat=0, lon=east)])
    at = place_on(line, 0.01, (lon + 0.05 + 180) % 360 - 180)

    assert at.off == pytest.approx(distance_m(0, 0, 0.01, 0), rel=1e-6)
    assert at.along == pytest.approx(distance_m(0, 0, 0, 0.05), rel=1e-6)


def test_beyond_the_ends():
    """Before the beginning and behind the end the nearest point is that end."""
    line = to_line([Point(lat=52, lon=5), Point(lat=52, lon=5.1)])

    assert place_on(line, 52, 4.9).along == 0
    assert place_on(line, 52, 5.2).along == length_m(line)


def test_same_place_twice():
    """Of two passes by the same place the first counts."""
    route = [Point(lat=52, lon=5), Point(lat=52, lon=5.1), Point(lat=52, lon=5)]

    assert place_on(to_line(route), 52, 5.05).along < length_m(to_line(route)) / 2
