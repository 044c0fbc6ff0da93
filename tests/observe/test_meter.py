"""Counting requests, in one process and in several."""

import subprocess
import sys

from plugdex.observe.meter import BOUNDS, Meter

HEADS = {"v3": "here_v3", "ocpi": "ocpi"}
COUNT_AND_END = """
import sys
from pathlib import Path
from plugdex.observe.meter import Meter
Meter({"v3": "here_v3", "ocpi": "ocpi"}, "pages", Path(sys.argv[1])).count("/v3/x", 200, 1)
"""


def totals(meter):
    """What was counted, by dialect."""
    return {total.dialect: total for total in meter.totals()}


def test_by_dialect_and_class():
    """A request counts for the dialect of its path and the class of its status."""
    meter = Meter(HEADS, "pages")
    for path, status in (("/v3/locations", 200), ("/v3", 404), ("/", 200), ("/v33", 503)):
        meter.count(path, status, 1)

    counted = {name: each.by_class for name, each in totals(meter).items()}
    assert (counted["here_v3"]["2xx"], counted["here_v3"]["4xx"]) == (1, 1)
    assert (counted["pages"]["2xx"], counted["pages"]["5xx"]) == (1, 1)
    assert sum(counted["ocpi"].values()) == 0


def test_path_without_a_slash():
    """``OPTIONS *`` is counted, too."""
    meter = Meter(HEADS, "pages")
    meter.count("*", 404, 1)

    assert totals(meter)["pages"].by_class["4xx"] == 1


def test_steps():
    """A step has all requests that took at most so long; the last one has all."""
    meter = Meter(HEADS, "pages")
    for milliseconds in (0.5, 0.6, 60_000):
        meter.count("/v3/x", 200, round(milliseconds * 1_000_000))

    total = totals(meter)["here_v3"]
    assert total.steps[:2] == [1, 2]
    assert (total.steps[len(BOUNDS) - 1], total.steps[-1]) == (2, 3)
    assert round(total.seconds, 4) == 60.0011


def test_processes_add_up(tmp_path):
    """What other processes counted is in the sum, and stays when they end, in one file."""
    meter = Meter(HEADS, "pages", tmp_path)
    meter.count("/v3/x", 200, 1)
    for _ in range(3):
        subprocess.run([sys.executable, "-c", COUNT_AND_END, tmp_path], check=True)

    assert totals(meter)["here_v3"].by_class["2xx"] == 4
    assert len(list(tmp_path.iterdir())) == 2
    assert sorted(part.pid > 0 for part in meter.slots.parts()) == [False, True]
