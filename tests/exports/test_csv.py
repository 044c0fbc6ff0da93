"""Rows of connectors."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from plugdex.exports.csv_file import CsvExporter, cell, harmless
from plugdex.model.location import Point
from tests.exports.exporting import exported
from tests.places import ccs, connector, evse, location, reading, take_in


def rows(store):
    """The rows as dictionaries."""
    text = exported(store, CsvExporter.name).decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_row_for_each_connector(store):
    """Each connector is a row with the columns of its EVSE and location; lines end with CR LF."""
    place = location("a", evse("E1", connector(), ccs("2", tariff_ids=("x", "y"))), evse("E2"))
    take_in(store, reading(place, "CHARGING", "AVAILABLE"))
    found = rows(store)
    second = found[1]

    assert [(r["evse_uid"], r["connector_id"]) for r in found] == [
        ("E1", "1"),
        ("E1", "2"),
        ("E2", "1"),
    ]
    assert (second["evse_status"], second["available_count"], second["source_id"]) == (
        "CHARGING",
        "1",
        "a",
    )
    assert (second["connector_standard"], second["connector_max_power_w"]) == (
        "IEC_62196_T2_COMBO",
        "150000",
    )
    assert (second["connector_tariff_ids"], second["standards"]) == (
        "x;y",
        "IEC_62196_T2;IEC_62196_T2_COMBO",
    )
    assert (second["licence"], second["updated"]) == ("CC-BY-4.0", "2026-06-01T12:00:00Z")
    assert exported(store, "csv").count(b"\r\n") == 4


def test_numbers_are_numbers(store):
    """A coordinate below zero is no formula."""
    take_in(store, reading(location("a", coordinates=Point(lat=-3.5, lon=-109.5))))

    assert [(row["latitude"], row["longitude"]) for row in rows(store)] == [("-3.5", "-109.5")]


@given(st.text())
def test_no_formula(text):
    """No text begins as a formula does, and none is changed but by one apostrophe."""
    safe = harmless(text)

    assert safe in (text, f"'{text}")
    assert not safe.lstrip().startswith(("=", "@", "-")) or not safe[:1].strip()
    assert not safe.startswith(("=", "@", "-", "\t", "\r"))


def test_phone_is_no_formula():
    """A telephone number stays as it is, what could be computed does not."""
    assert [cell("+31301234567"), cell("+1+cmd|' /C calc'!A0")] == [
        "+31301234567",
        "'+1+cmd|' /C calc'!A0",
    ]
