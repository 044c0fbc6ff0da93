"""The guard before a register is loaded."""

import pytest
from msgspec.structs import replace

from plugdex.directory.entries import to_entry
from plugdex.directory.guard import UnexpectedLoad, check_register
from plugdex.formats.source import Expected, SourceInfo
from plugdex.stores.memory import MemoryStore
from tests.places import location, reading, take_in

REGISTER = SourceInfo(
    title="a register",
    publisher="an office",
    url="https://register.example",
    licence="CC0-1.0",
    attribution="",
    open=True,
    schedule="daily",
    expected=Expected(locations=(2, 4)),
)


def check(store, *names, info=REGISTER):
    entries = [to_entry(reading(location(name))) for name in names]
    check_register(store, "test", info, entries)


@pytest.mark.parametrize("names", ["A", "ABCDE"])
def test_unexpected_count(names):
    """Too few and too many are told with what was expected."""
    with pytest.raises(UnexpectedLoad, match="expected 2 to 4 of a register"):
        check(MemoryStore(), *names)


def test_expected_count():
    """The bounds are part of what is expected; what comes twice counts once."""
    for names in ("AB", "ABCD", "ABCDA"):
        check(MemoryStore(), *names)


def test_too_many_gone():
    """More than half of what is known must be there, however many are new."""
    store = MemoryStore()
    take_in(store, *(reading(location(name)) for name in "ABC"))

    check(store, "B", "C", "D")
    with pytest.raises(UnexpectedLoad, match="2 of 3 locations"):
        check(store, "C", "D", "E", "F")


def test_nothing_expected():
    """Without bounds only what is gone counts."""
    check(MemoryStore(), "A", info=replace(REGISTER, expected=None))
