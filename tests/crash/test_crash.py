"""Nothing acknowledged is lost by ``kill -9``; the long form is ``tests.crash.kill_nine``."""

import pytest

from tests.crash.kill_nine import run

ROUNDS = 5


@pytest.mark.slow
def test_kill_nine(tmp_path):
    """After every kill all acknowledged changes are there, and nothing is half written."""
    tally = run(tmp_path, ROUNDS)

    assert tally.acknowledged > 100
    assert (tally.found.lost, tally.found.broken) == ([], [])
    assert tally.slowest_start < 10
