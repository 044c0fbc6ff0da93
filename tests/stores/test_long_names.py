"""Names that no index takes are refused before a store sees them, and harm no neighbour."""

from msgspec.structs import replace

from plugdex.directory.kept import Facet
from plugdex.model.ids import LONGEST_NAME
from plugdex.model.location import Business
from tests.places import evse, location, reading, take_in

FACE = "\N{GRINNING FACE}"


def test_a_long_id_is_refused_alone(store):
    """The object is an issue, in every store alike; those beside it are served."""
    report = take_in(
        store,
        reading(location("L1", evse())),
        reading(location("x" * 3_000, evse())),
        reading(location("L2", evse(), party_id="P" * 3_000)),
        reading(location("L3", evse())),
    )

    assert report.issues["id_too_long"] == 2
    assert [head.key for head in store.scan("location", "test")] == ["L1", "L3"]


def test_the_longest_names_fit(store):
    """Whatever the script, in every name at once."""
    name = FACE * LONGEST_NAME
    named = replace(location(name, evse()), party_id=name, operator=Business(name=name * 20))
    take_in(store, reading(replace(named, name=" ".join([name] * 3_000))))

    assert [head.key for head in store.scan("location", "test")] == [name]
    facets = store.reads().facets()
    assert [type(each) for each in facets] == [Facet] * len(facets)
    assert len(facets) >= 3
