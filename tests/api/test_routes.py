"""Routes as clients write them."""

import flexpolyline
import polyline
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plugdex.api.routes import MOST_POINTS, InvalidRoute, encoded, flexible, geojson

WITH_LEVELS = "BlD05xgKuy2xCCx9B7vUCl0OhnRC54EqSCzpEl-HCxjD3pBCiGnyGCi2CvwFCsgD3nDC4vB6eC"
PLAIN = "BFoz5xJ67i1B1B7PzIhaxL7Y"
CHECKS = {
    WITH_LEVELS: [
        (52.51994, 13.38663),
        (52.51009, 13.28169),
        (52.43518, 13.19352),
        (52.41073, 13.19645),
        (52.38871, 13.15578),
        (52.37278, 13.1491),
        (52.37375, 13.11546),
        (52.38752, 13.08722),
        (52.40294, 13.07062),
        (52.41058, 13.07555),
    ],
    PLAIN: [(50.10228, 8.69821), (50.10201, 8.69567), (50.10063, 8.6915), (50.09878, 8.68752)],
}
degrees = st.tuples(
    st.integers(-9_000_000, 9_000_000).map(lambda n: n / 1e5),
    st.integers(-18_000_000, 18_000_000).map(lambda n: n / 1e5),
)
lines = st.lists(degrees, min_size=2, max_size=3)


def pairs(points):
    """Points as latitude and longitude."""
    return [(point.lat, point.lon) for point in points]


@pytest.mark.parametrize("text", CHECKS)
def test_check_values(text):
    """The published check values of the flexible polyline."""
    assert pairs(flexible(text)) == CHECKS[text]


def test_the_published_example():
    """The published example of the encoded polyline algorithm."""
    assert pairs(encoded("_p~iF~ps|U_ulLnnqC_mqNvxq`@")) == [
        (38.5, -120.2),
        (40.7, -120.95),
        (43.252, -126.453),
    ]


@given(lines)
def test_all_say_the_same(line):
    """What is written in any of the three ways comes back."""
    positions = [[lon, lat, 7.5] for lat, lon in line]

    assert pairs(flexible(flexpolyline.encode(line))) == line
    assert pairs(encoded(polyline.encode(line))) == line
    assert pairs(geojson({"type": "LineString", "coordinates": positions})) == line


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", "character 0"),
        ("B", "character 0"),
        ("CFoz5xJ67i1B1B7PzIhaxL7Y", "character 0"),
        ("BFoz5xJ67i1B1B7P!Iha", "character 16"),
        ("BFoz5xJ67i1B", "point 1"),
        ("BF" + "_" * 100_000, "character 2"),
        ("BFoz5xJ67i1B1B", "point 1"),
        ("BFoz5xJ67i1B1B7", "point 1"),
        (flexpolyline.encode([(1, 2), (91, 2)]), "point 1"),
        (flexpolyline.encode([(0, 0), (0, 180)] * 9), "point 3"),
        (flexpolyline.encode([(1, 2)] * (MOST_POINTS + 1)), "point 2000"),
    ],
)
def test_faults_of_flexible(text, place):
    """What is wrong with a flexible polyline is told with its place."""
    with pytest.raises(InvalidRoute) as error:
        flexible(text)

    assert error.value.place == place


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", "point 0"),
        ("_p~iF~ps|U", "point 1"),
        ("_p~iF~ps|U_ulL", "point 1"),
        ("_p~iF~ps|U_ulLnnq", "character 17"),
        ("_p~iF ps|U", "character 5"),
        ("~" * 100_000, "character 0"),
        (polyline.encode([(1, 2), (1, 181)]), "point 1"),
        (polyline.encode([(1, 2)] * (MOST_POINTS + 1)), "point 2000"),
    ],
)
def test_faults_of_encoded(text, place):
    """What is wrong with an encoded polyline is told with its place."""
    with pytest.raises(InvalidRoute) as error:
        encoded(text)

    assert error.value.place == place


@pytest.mark.parametrize(
    ("value", "place"),
    [
        (None, "the beginning"),
        ({"type": "Point", "coordinates": [1, 2]}, "type"),
        ({"type": "LineString"}, "the beginning"),
        ({"type": "LineString", "coordinates": [[1, 2], [1, "2"]]}, "coordinates[1][1]"),
        ({"type": "LineString", "coordinates": [[1, 2], [1]]}, "point 1"),
        ({"type": "LineString", "coordinates": [[1, 2], [1, 91]]}, "point 1"),
        ({"type": "LineString", "coordinates": [[1, 2]]}, "point 1"),
    ],
)
def test_faults_of_geojson(value, place):
    """What is wrong with a LineString is told with its place."""
    with pytest.raises(InvalidRoute) as error:
        geojson(value)

    assert error.value.place == place


@given(st.text() | st.text("ABab01_-?~^", max_size=40))
def test_any_text(text):
    """No text does anything but give points or the one error."""
    for decode in (flexible, encoded):
        try:
            assert len(decode(text)) >= 2
        except InvalidRoute as error:
            assert error.place
