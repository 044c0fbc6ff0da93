"""Every tariff vector that we know of."""

import pytest

from docs import tariff_vectors
from plugdex.model.pricing.price import CannotSay
from tests.formats.ocpi_samples import codes, read


@pytest.mark.parametrize("name", tariff_vectors.FILES)
def test_vectors(name):
    """Each is met, or it is known why it is wrong."""
    missed = {each.vector.id for each in tariff_vectors.results(name) if not each.is_met}

    assert missed == {each for each in tariff_vectors.WRONG if each.startswith(name[:3])}


def test_page(capsys):
    """The page is as the code prices; `make docs` writes it."""
    assert tariff_vectors.main(["--check"]) == 0, capsys.readouterr().out


def test_nonstandard_is_kept_and_never_priced():
    """What depends on what OCPI does not know is kept, reported, and has no price."""
    things = tariff_vectors.load("nonstandard")
    for thing in things:
        (reading,) = read(thing)
        price = tariff_vectors.price_nonstandard(thing)

        assert len(reading.tariff.elements) == len(thing["elements"])
        assert reading.tariff.tax_included == "YES"
        assert {"field_unknown", "enum_unknown"} <= codes(reading)
        assert isinstance(price, CannotSay)
    assert len(things) == 40
