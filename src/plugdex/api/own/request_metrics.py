"""Metrics of requests, by dialect."""

from collections.abc import Iterator

from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.utils import floatToGoString

from plugdex.observe.meter import BOUNDS, Meter

EDGES = (*map(floatToGoString, BOUNDS), "+Inf")


def request_metrics(meter: Meter) -> Iterator[Metric]:
    """How many requests there were and how long they took; dialects that nobody asked are in."""
    requests = CounterMetricFamily(
        "plugdex_http_requests",
        "Requests by dialect and class of status",
        labels=("dialect", "status"),
    )
    seconds = HistogramMetricFamily(
        "plugdex_http_request_seconds",
        "Time from a request to the end of its answer",
        labels=("dialect",),
    )
    for total in meter.totals():
        for name, count in total.by_class.items():
            requests.add_metric((total.dialect, name), count)
        buckets = list(zip(EDGES, total.steps, strict=True))
        seconds.add_metric((total.dialect,), buckets, total.seconds)
    yield from (requests, seconds)
