"""On which terms a source gives its data."""

import pytest

from plugdex.directory.loads import put_load, to_load
from plugdex.directory.report import Tally
from plugdex.directory.terms import Terms, all_terms, chosen_terms, put_terms
from plugdex.model.licences import find_licence

BNETZA = "Bundesnetzagentur.de"


@pytest.fixture
def terms(store):
    """The terms of a source that was loaded by a format, and of which something is said."""

    def of(said=None, format_name="bnetza"):
        tally = Tally()
        with store.transaction() as tx:
            put_load(tx, to_load("a", format_name, tally, tally.report(0), 0))
            if said:
                put_terms(tx, "a", said)
        return all_terms(store.reads())["a"]

    return of


def test_usual(terms):
    """Without a word of the operator it is the format's."""
    found = terms()

    assert (found.licence, found.attribution) == ("CC-BY-4.0", BNETZA)


def test_said(terms):
    """Another licence has another address, and not the attribution of the first."""
    found = terms(chosen_terms("odbl"))

    assert (found.licence, found.attribution) == ("ODbL-1.0", "")
    assert found.licence_url == find_licence("ODbL-1.0").url
    assert found.title


def test_said_in_part(terms):
    """Who says only who is to be named leaves the licence as it is."""
    found = terms(Terms(attribution="Us"))

    assert (found.licence, found.attribution) == ("CC-BY-4.0", "Us")


def test_licence_of_each(terms):
    """A format whose sources each have their own licence says nothing that we know."""
    assert find_licence(terms(format_name="ocpi").licence) is None


def test_no_address(terms):
    """What is no address of the web is left out: pages make links of it."""
    assert terms(Terms(licence="mine", licence_url="javascript:alert(1)")).licence_url == ""
