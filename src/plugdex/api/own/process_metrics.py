"""Metrics of the server's processes, each under its process id."""

from collections.abc import Iterable, Iterator
from functools import partial

from prometheus_client import ProcessCollector
from prometheus_client.core import GaugeMetricFamily, Metric

from plugdex import __version__


def process_metrics(pids: Iterable[int]) -> Iterator[Metric]:
    """What the system says of each process; Linux only, elsewhere just how many there are."""
    running = [pid for pid in pids if pid]
    version = GaugeMetricFamily("plugdex_info", "The version that runs", labels=("version",))
    version.add_metric((__version__,), 1)
    yield version
    yield GaugeMetricFamily("plugdex_workers", "Server processes", value=len(running))
    families: dict[str, Metric] = {}
    for pid in running:
        for each in ProcessCollector(pid=partial(int, pid), registry=None).collect():
            family = families.setdefault(
                each.name, Metric(each.name, each.documentation, each.type)
            )
            for sample in each.samples:
                family.add_sample(sample.name, {"pid": str(pid)}, sample.value)
    yield from families.values()
