"""Areas as an index is asked for them."""

from math import cos, pi, radians, sin

from hypothesis import assume, given
from hypothesis import strategies as st

from plugdex.directory.search.areas import disc_around
from plugdex.model.geo import distance_m
from plugdex.model.route import METRES_PER_DEGREE


@given(
    st.floats(-74, 74),
    st.floats(-179, 179),
    st.floats(1, 50_000),
    st.floats(0, 2 * pi),
    st.floats(0.5, 1.1),
)
def test_disc(lat, lon, radius, bearing, share):
    """Whatever is within the radius is on the disc."""
    reach = share * radius / METRES_PER_DEGREE
    north, east = lat + reach * cos(bearing), lon + reach * sin(bearing) / cos(radians(lat))
    disc = disc_around(lat, lon, radius)
    assume(disc is not None and distance_m(lat, lon, north, east) <= radius)
    assert (north - disc.lat) ** 2 + disc.width * (east - disc.lon) ** 2 <= disc.square
