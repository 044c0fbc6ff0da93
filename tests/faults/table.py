"""All faults that are tried, by name."""

import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from tests.faults.clients import hang_up
from tests.faults.clock import clock_jump
from tests.faults.database import cut_commits, restart
from tests.faults.disk import disk_full, read_only
from tests.faults.feeds import garbage
from tests.faults.killed import kill_nine
from tests.faults.pages import corrupt_page
from tests.faults.row import Attempt, Impossible, Row

HEAD = "| fault | asked | seen |\n| --- | --- | --- |"


class Fault(NamedTuple):
    """What is tried."""

    title: str
    asked: str
    attempt: Attempt
    times: int
    """In the long form; the short one makes it once."""


FAULTS = {
    "kill": Fault("`kill -9`", "full push load", kill_nine, 50),
    "disk-full": Fault("disk full", "full push load, look-ups", disk_full, 10),
    "read-only": Fault("disk read-only", "full push load, look-ups", read_only, 1),
    "clock": Fault("clock jumps by a day", "full push load, keys, cursors", clock_jump, 1),
    "database": Fault("PostgreSQL restarted", "full push load, look-ups", restart, 10),
    "commits": Fault("connection to PostgreSQL cut at COMMIT", "pushes", cut_commits, 10),
    "clients": Fault("clients hang up", "PUTs and look-ups", hang_up, 200),
    "feeds": Fault("feeds answer with garbage", "`feed sync` of all, look-ups", garbage, 2),
    "page": Fault("pages of the SQLite file spoiled", "look-ups", corrupt_page, 1),
}


def attempt(name: str, *, short: bool) -> Row:
    """Make one fault."""
    fault = FAULTS[name]
    row = Row(fault.title, fault.asked)
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="pdx-") as folder:
        try:
            fault.attempt(row, Path(folder), 1 if short else fault.times)
        except Impossible as reason:
            row.skipped = str(reason)
    row.seconds = time.monotonic() - began
    return row
