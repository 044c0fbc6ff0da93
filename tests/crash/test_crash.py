"""Nothing is lost by ``kill -9``; the long forms are ``kill_nine`` and ``kill_mirror`` here."""

import pytest

from tests.crash import kill_mirror
from tests.crash.kill_nine import run

ROUNDS = 5


@pytest.mark.slow
def test_kill_nine(tmp_path):
    """After every kill all acknowledged changes are there, and nothing is half written."""
    tally = run(tmp_path, ROUNDS)

    assert tally.acknowledged > 100
    assert (tally.found.lost, tally.found.broken) == ([], [])
    assert tally.slowest_start < 10


@pytest.mark.slow
def test_kill_mirror(tmp_path):
    """After every kill of either side the mirror has what its origin has, byte by byte."""
    tally = kill_mirror.run(tmp_path, 2)

    assert tally.pushes > 20
    assert tally.different == []
