"""Exports of the tests: a store, what is asked of it, and the bytes."""

from datetime import UTC, datetime
from io import BytesIO

from plugdex.directory.terms import Terms
from plugdex.exports.port import Edition
from plugdex.exports.registry import find_exporter
from plugdex.exports.selection import EVERYTHING, select

MADE = datetime(2026, 6, 2, 12, tzinfo=UTC)
TERMS = Terms(title="A test", licence="CC-BY-4.0", attribution="The testers")


def edition(*tariffs, **terms):
    """An edition of sources with one licence, unless another is said."""
    found = {"test": TERMS, "first": TERMS, "second": TERMS, **terms}
    return Edition(created=MADE, terms=found, tariffs=lambda: iter(tariffs))


def exported(store, name, selection=EVERYTHING, *tariffs):
    """The bytes of an export."""
    sink = BytesIO()
    places = select(store.reads(), selection)
    find_exporter(name).write(places, sink, edition(*tariffs))
    return sink.getvalue()
