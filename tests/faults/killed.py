"""A server that is killed, as the operator's machine may do at any time."""

from pathlib import Path

from tests.crash.kill_nine import run
from tests.faults.row import Row


def kill_nine(row: Row, folder: Path, times: int) -> None:
    """``kill -9`` at random moments under full load."""
    tally = run(folder, times)
    row.saw(f"{tally.acknowledged:,} pushes acknowledged, {len(tally.found.lost)} lost")
    row.saw(f"slowest start {tally.slowest_start:.2f} s")
    row.must(tally.acknowledged > 0, "nothing was pushed")
    row.must(not tally.found.lost, f"lost: {tally.found.lost[:3]}")
    row.must(not tally.found.broken, f"inconsistent: {tally.found.broken[:3]}")
