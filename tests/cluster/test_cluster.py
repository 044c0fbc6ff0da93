"""The loss of the leader of a cluster; the long form is ``tests.cluster.kill_leader``."""

import pytest

from tests.cluster.kill_leader import run
from tests.cluster.machines import NoCluster
from tests.conftest import do_without

TTL = 8
"""Less than newer versions of Patroni allow."""


@pytest.mark.slow
def test_kill_leader():
    """No acknowledged change is lost, pushes go on soon, and look-ups all the time."""
    try:
        outcome = run(1, TTL)
    except NoCluster as missing:
        do_without(missing)

    (kill,) = outcome.kills
    assert (outcome.found.lost, outcome.found.broken) == ([], [])
    assert outcome.failures == {}
    assert set(outcome.answers) <= {"503/3000"}
    assert kill.acknowledged > 100
    assert kill.accepted_after < 3 * TTL
