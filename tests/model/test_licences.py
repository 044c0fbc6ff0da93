"""Which licences go together."""

from itertools import product

import pytest

from plugdex.formats.registry import FORMATS
from plugdex.model.licences import LICENCES, find_licence, may_mix

PAIRS = list(product(LICENCES, LICENCES))


def test_mixing_is_mutual():
    """Whether two licences go together does not depend on which is named first."""
    assert all(may_mix(a, b) == may_mix(b, a) for a, b in PAIRS)
    assert all(may_mix(each, each) for each in LICENCES)


@pytest.mark.parametrize(
    ("first", "second", "may"),
    [
        ("CC BY 4.0", "Licence Ouverte 2.0", True),
        ("CC0", "ODbL", True),
        ("ODbL", "CC BY 4.0", False),
        ("ODbL", "CC BY-SA", False),
        ("CC BY-NC", "CC BY", False),
        ("that of each feed", "that of each feed", False),
    ],
)
def test_mixing(first, second, may):
    """Attribution goes with attribution, share-alike with itself, the unknown with nothing."""
    assert may_mix(find_licence(first), find_licence(second)) == may


def test_formats():
    """Of every register that is open the licence is known, but for one that has many."""
    unknown = {n for n, f in FORMATS.items() if f.info.open and not find_licence(f.info.licence)}

    assert unknown == {"ocm"}
