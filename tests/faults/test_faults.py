"""Every fault of the table, once; the long form is ``python -m tests.faults``."""

import pytest

from tests.faults.table import FAULTS, attempt

OTHERS = [name for name in FAULTS if name != "kill"]
"""``kill -9`` has a test of its own, in ``tests.crash``."""


@pytest.mark.slow
@pytest.mark.parametrize("name", OTHERS)
def test_fault(name):
    """Nothing acknowledged is lost, and whoever asks is told what to do."""
    row = attempt(name, short=True)
    if row.skipped:
        pytest.skip(row.skipped)

    assert row.failures == []
