"""Areas drawn as GeoJSON."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point as Spot
from shapely.geometry import Polygon

from plugdex.exports.area import read_area
from plugdex.exports.selection import Selection, select
from plugdex.model.errors import InvalidSetting
from plugdex.model.location import Point
from tests.places import location, reading, take_in

OUTLINE = [[4, 50], [6, 50], [6, 52], [5, 51], [4, 52], [4, 50]]
HOLE = [[4.5, 50.2], [5.5, 50.2], [5.5, 50.8], [4.5, 50.8], [4.5, 50.2]]
SHAPE = {"type": "Polygon", "coordinates": [OUTLINE, HOLE]}


def area(shape):
    return read_area(json.dumps(shape).encode(), "test")


@given(st.floats(49.5, 52.5), st.floats(3.5, 6.5))
def test_as_shapely_says(lat, lon):
    """A point is inside where Shapely says so, but for those on the very edge."""
    polygon, spot = Polygon(OUTLINE, [HOLE]), Spot(lon, lat)

    assert area(SHAPE).has(lat, lon) == polygon.contains(spot) or (
        polygon.boundary.distance(spot) < 1e-9
    )


def test_selection(store):
    """Only what lies inside is selected, in whatever wrapping the polygon comes."""
    places = {"in": (51.2, 4.2), "notch": (51.9, 5.0), "hole": (50.5, 5.0), "far": (10, 10)}
    take_in(
        store,
        *(
            reading(location(name, coordinates=Point(lat=lat, lon=lon)))
            for name, (lat, lon) in places.items()
        ),
    )
    wrapped = {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": SHAPE}]}
    several = {
        "type": "MultiPolygon",
        "coordinates": [SHAPE["coordinates"], [[[9, 9], [11, 9], [11, 11], [9, 9]]]],
    }

    def found(shape):
        return sorted(e.location.id for e in select(store.reads(), Selection(area=area(shape))))

    assert (found(SHAPE), found(wrapped), found(several)) == (["in"], ["in"], ["far", "in"])


@pytest.mark.parametrize(
    "shape",
    [
        {},
        [],
        {"type": "Point", "coordinates": [4, 50]},
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [[[4, 50], [5, 50]]]},
        {"type": "Polygon", "coordinates": [[["a", 1]] * 4]},
        {"type": "Polygon", "coordinates": [[[4, 500]] * 4]},
    ],
)
def test_no_area(shape):
    """Anything else is refused, with what it must be."""
    with pytest.raises(InvalidSetting, match="must be GeoJSON"):
        area(shape)
