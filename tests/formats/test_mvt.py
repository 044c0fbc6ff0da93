"""Vector tiles, read again by another program's library."""

import mapbox_vector_tile
from hypothesis import given
from hypothesis import strategies as st

from plugdex.formats.mvt import Feature, encode

names = st.text(max_size=8)
values = (
    st.text(max_size=8) | st.integers(-(2**40), 2**40) | st.floats(allow_nan=False) | st.booleans()
)
features = st.builds(
    Feature,
    x=st.integers(-300, 5000),
    y=st.integers(-300, 5000),
    properties=st.dictionaries(names, values, max_size=4),
)


@given(st.dictionaries(names, st.lists(features, max_size=5), max_size=3))
def test_read_again(layers):
    """Every feature comes back with its place and its properties; empty layers do not."""
    read = mapbox_vector_tile.decode(encode(layers), default_options={"y_coord_down": True})

    assert set(read) == {name for name, each in layers.items() if each}
    for name, layer in read.items():
        assert (layer["extent"], layer["version"]) == (4096, 2)
        found = [
            (*each["geometry"]["coordinates"], typed(each["properties"]))
            for each in layer["features"]
        ]
        assert found == [(each.x, each.y, typed(each.properties)) for each in layers[name]]


def typed(properties):
    """1, 1.0 and true are not the same."""
    return {name: (type(value), value) for name, value in properties.items()}


def test_nothing():
    """A tile without features is empty."""
    assert encode({"locations": []}) == b""
