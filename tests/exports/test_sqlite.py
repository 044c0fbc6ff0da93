"""A database for analysts."""

import sqlite3
from contextlib import closing
from decimal import Decimal

import pytest

from plugdex.exports.selection import EVERYTHING
from plugdex.model.tariffs import PriceComponent, Tariff, TariffElement
from tests.exports.exporting import exported
from tests.places import NOW, ccs, connector, evse, location, reading, take_in

TARIFF = Tariff(
    source="test",
    id="T1",
    country_code="NL",
    party_id="PDX",
    currency="EUR",
    last_updated=NOW,
    elements=(
        TariffElement(price_components=(PriceComponent(type="ENERGY", price=Decimal("0.40")),)),
    ),
)


@pytest.fixture
def ask(store, tmp_path):
    """Ask a database of one location with three connectors, and a tariff."""
    place = location("a", evse("E1", connector(), ccs("2", tariff_ids=("T1",))), evse("E2"))
    take_in(store, reading(place, "CHARGING", "AVAILABLE"))
    path = tmp_path / "a.sqlite"
    path.write_bytes(exported(store, "sqlite", EVERYTHING, TARIFF))
    with closing(sqlite3.connect(path)) as database:
        yield lambda statement: database.execute(statement).fetchall()


def test_tables(ask):
    """Rows hang together by the location's id, and say whose they are."""
    joined = ask(
        "SELECT l.source_id, e.status, c.standard, c.max_power_w FROM location l "
        "JOIN evse e ON e.location = l.id "
        "JOIN connector c ON c.location = l.id AND c.evse_uid = e.uid ORDER BY e.uid, c.id"
    )

    assert joined == [
        ("a", "CHARGING", "IEC_62196_T2", 22_080),
        ("a", "CHARGING", "IEC_62196_T2_COMBO", 150_000),
        ("a", "AVAILABLE", "IEC_62196_T2", 22_080),
    ]
    assert ask("SELECT name, licence, locations FROM source") == [("test", "CC-BY-4.0", 1)]


def test_types(ask):
    """Lists are JSON, times are ISO 8601, numbers are numbers."""
    assert ask("SELECT latitude, standards, updated, available_count FROM location") == [
        (52.09, '["IEC_62196_T2","IEC_62196_T2_COMBO"]', "2026-06-01T12:00:00Z", 1)
    ]


def test_tariffs(ask):
    """A connector leads to its tariff, whose price is as it was."""
    assert ask(
        "SELECT c.connector_id, t.currency, "
        "json_extract(t.document, '$.elements[0].price_components[0].price') "
        "FROM connector_tariff c JOIN tariff t ON t.id = c.tariff_id"
    ) == [("2", "EUR", 0.4)]


def test_schema_has_a_number(ask):
    """Who reads it can tell which schema it has."""
    assert ask("PRAGMA user_version") == [(1,)]
