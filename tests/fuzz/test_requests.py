"""No request makes us say 500, and answers are as described; the long form is ``requests``."""

import pytest

from tests.fuzz.requests import run

REQUESTS = 700


@pytest.mark.slow
def test_requests(tmp_path):
    """Whatever comes in is answered as the dialect's description says."""
    tally = run(tmp_path, REQUESTS, seed=2)

    assert tally.requests > REQUESTS * 0.8
    assert tally.server_errors == 0
    assert tally.faults == {}
