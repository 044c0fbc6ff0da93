"""Prices as free text: kept in the source's words, reported, and never made into a tariff."""

import pytest

from tests.formats import test_irve as irve
from tests.formats.golden import read, samples


@pytest.mark.parametrize(("text", "expected"), [("0.36€ ", "0.36€"), ("Inconnu", None), ("", None)])
def test_irve(text, expected):
    """``tarification`` is kept with the charge point; a placeholder says nothing."""
    (reading,) = irve.read(irve.table(irve.point(1, tarification=text)))

    assert reading.location.evses[0].price_text == expected
    assert ("price_text" in irve.codes(reading)) == (expected is not None)


@pytest.mark.parametrize("name", ["afdc", "ocm", "uk-ncr"])
def test_of_places(name):
    """What a source says of a whole place is kept with the place and is an issue."""
    readings = [each for sample in samples(name) for each in read(sample)]
    told = [each for each in readings if each.location and each.location.price_text]
    noted = [each for each in readings if any(i.code == "price_text" for i in each.issues)]

    assert told
    assert told == noted
