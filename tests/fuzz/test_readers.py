"""No input makes a reader raise what is none of ours; the long form is ``readers``."""

import pytest

from plugdex.formats.registry import FORMATS
from plugdex.stores.memory import MemoryStore
from tests.fuzz.large import plain
from tests.fuzz.readers import Outcome, feed, fuzz
from tests.fuzz.targets import OTHERS, all_targets
from tests.ocpi.inside import inside

SECONDS = 2.0
MOST = 300
"""Inputs, so that a quick machine does not do more than a slow one."""

LARGE = 41
"""Of the inputs of a megabyte every so manieth."""

SLOWEST = 30.0
"""Seconds; what takes time by the square of its length takes hours."""


@pytest.fixture(scope="module")
def targets():
    """All targets."""
    with inside(MemoryStore()) as node:
        yield all_targets(node)


@pytest.mark.parametrize("name", [*FORMATS, *OTHERS])
def test_readers(targets, name):
    """What is wrong with an input is told in our own words, or as issues."""
    outcome = fuzz(targets[name], seed=3, seconds=SECONDS, most=MOST)

    assert outcome.inputs > 0
    assert {where: text for where, (text, _) in outcome.findings.items()} == {}


@pytest.mark.slow
@pytest.mark.parametrize("name", FORMATS)
def test_a_megabyte(targets, name):
    """No megabyte keeps a reader busy for long."""
    outcome = Outcome()
    for data in list(plain())[len(name) :: LARGE]:
        feed(targets[name], data, outcome)

    assert outcome.slowest < SLOWEST
