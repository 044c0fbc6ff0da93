"""Tariffs that connectors name and nobody delivered."""

from decimal import Decimal

import pytest
from msgspec.structs import replace

from plugdex.directory.records import tariff_row_id
from plugdex.formats.port import Reading
from plugdex.stores.memory import MemoryStore
from tests.places import connector, evse, location, reading, take_in
from tests.tariffs.samples import element, part, tariff

PLACE = location("L1", evse("E1", connector("1", tariff_ids=("T",))))
TARIFF = replace(tariff(element(part("ENERGY", "0.5", 20))), country_code="NL", party_id="PDX")


@pytest.fixture
def store():
    return MemoryStore()


def unknown(store):
    """How many are missing."""
    return store.reads().issue_counts("test").get("tariff_unknown", 0)


def test_missing_tariff_is_an_issue(store):
    """A tariff that connectors name is missing once, whatever the number of connectors."""
    take_in(store, reading(PLACE), reading(replace(PLACE, id="L2")))
    with store.transaction() as tx:
        (issue,) = tx.issues([tariff_row_id(TARIFF)])[tariff_row_id(TARIFF)]

    assert unknown(store) == 1
    assert (issue.object, issue.was, issue.outcome) == ("NL/PDX/L1", "T", "noted")


def test_it_is_cleared_when_the_tariff_arrives(store):
    """The tariff may come later, alone."""
    take_in(store, reading(PLACE))
    take_in(store, Reading(tariff=TARIFF))

    assert unknown(store) == 0


def test_in_one_load(store):
    """Of what comes in the same load nothing is missing, whatever the order."""
    take_in(store, reading(PLACE), Reading(tariff=TARIFF))

    assert unknown(store) == 0


def test_another_owners(store):
    """The only tariff of that name counts, whoever owns it."""
    take_in(store, reading(PLACE))
    take_in(store, Reading(tariff=replace(TARIFF, party_id="HUB")))

    assert unknown(store) == 0


def test_no_longer_named(store):
    """What no connector names any more is not missing; a part of a load changes nothing."""
    take_in(store, reading(PLACE))
    take_in(store, reading(location("X1", party_id="XXX")))
    before = unknown(store)
    take_in(store, reading(replace(PLACE, evses=(evse("E1"),))))

    assert (before, unknown(store)) == (1, 0)


def test_own_issues_of_the_tariff_stay(store):
    """Clearing what was missing leaves what is wrong with the tariff itself."""
    take_in(store, reading(PLACE))
    odd = Reading(tariff=TARIFF, issues=(_issue(store),))
    take_in(store, odd)
    take_in(store, reading(PLACE))

    assert store.reads().issue_counts("test") == {"price_in_cents": 1}


def _issue(store):
    with store.transaction() as tx:
        (issue,) = tx.issues([tariff_row_id(TARIFF)])[tariff_row_id(TARIFF)]
    return replace(issue, code="price_in_cents")


def test_withheld_is_an_issue(store):
    """What clients of HERE v3 are not told of a tariff is counted with its source."""
    limited = element(part("ENERGY", "0.4", 20), max_kwh=Decimal(5))
    told = replace(TARIFF, elements=(limited, element(part("ENERGY", "0.4", 20))))
    take_in(store, Reading(tariff=replace(TARIFF, elements=(limited, *TARIFF.elements))))
    take_in(store, Reading(tariff=replace(told, id="U")))

    counts = store.reads().issue_counts("test")
    assert counts == {"tariff_withheld": 1, "tariff_element_withheld": 1}
